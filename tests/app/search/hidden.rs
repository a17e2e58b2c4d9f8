//! What others keep to themselves: no search tells of it, neither what is found nor what is offered, put right or counted.

use super::{complete, known, look, names, pins, say, titled, titles};
use crate::{api::Program, harness::TestSite};
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_private_or_unlisted_is_found_by_its_owner_alone() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let mut visitor = Program::visitor(&site);
    let mut hidden = Vec::new();
    for visibility in ["private", "unlisted"] {
        let words = [
            ("title", format!("Quokka {visibility}")),
            ("description", "marsupialis".to_owned()),
            ("alt_text", "grinningly".to_owned()),
            ("tags", "rottnest".to_owned()),
            ("visibility", visibility.to_owned()),
        ];
        let words = words.each_ref().map(|(name, text)| (*name, text.as_str()));
        hidden.push(say(&mut ana, &words).await);
    }
    titled(&mut bob, "Wallaby").await;
    site.work_off().await;
    assert_eq!(known(&site).await, ["wallaby"], "no word of theirs is counted");
    for q in ["quokka", "quok", "marsupialis", "grinningly", "rottnest"] {
        let mut own = pins(&mut ana, q).await;
        own.sort();
        assert_eq!(own, hidden, "{q}");
        assert!(!complete(&mut ana, q).await.is_empty(), "{q}");
        for other in [&mut bob, &mut visitor] {
            let found = look(other, q).await;
            assert_eq!(
                (&found["pins"]["items"], &found["instead"], &found["perhaps"]),
                (&json!([]), &Value::Null, &Value::Null),
                "{q}"
            );
            assert_eq!(complete(other, q).await, Vec::<Value>::new(), "{q}");
        }
    }
    // Misspelt, they are put right for nobody.
    for q in ["quokak", "quoka", "rottnset", "marsupialsi"] {
        let found = look(&mut bob, q).await;
        assert_eq!((&found["pins"]["items"], &found["instead"]), (&json!([]), &Value::Null), "{q}");
    }
    let (mut narrow, _) = ana.with_scopes(&["write"]).await;
    assert_eq!(pins(&mut narrow, "quokka").await, Vec::<String>::new(), "a token that may not read is a visitor's");
    let blank = site.visitor().get("/search").await.text();
    assert!(!blank.contains("Popular tags") && !blank.contains("rottnest"));
    let page = site.visitor().get("/search?q=quokka").await.text();
    assert!(!page.contains("Quokka private") && !page.contains(&hidden[1]));
}

#[tokio::test]
async fn what_becomes_private_is_told_of_no_more() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = say(&mut ana, &[("title", "Capybara"), ("tags", "rodents")]).await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    assert_eq!(pins(&mut visitor, "capybara").await, [pin.as_str()]);
    assert_eq!(known(&site).await, ["#rodents", "capybara", "rodents"]);
    for visibility in ["private", "unlisted"] {
        assert_eq!(ana.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": visibility})).await.status, 200);
        assert_eq!(pins(&mut visitor, "capybara").await, Vec::<String>::new(), "{visibility}: at once");
        site.work_off().await;
        assert_eq!(known(&site).await, Vec::<String>::new(), "{visibility}");
        assert_eq!(look(&mut visitor, "capibara").await["instead"], Value::Null, "{visibility}");
        assert_eq!(pins(&mut ana, "capybara").await, [pin.as_str()], "{visibility}");
    }
    let back = ana.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": "public"})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    site.work_off().await;
    assert_eq!(pins(&mut visitor, "capibara").await, [pin.as_str()]);
}

#[tokio::test]
async fn private_boards_are_found_by_their_owner_alone() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = ana.post("/boards", json!({"title": "Wedding surprise", "visibility": "private"})).await;
    assert_eq!(made.status, 201);
    bob.post("/boards", json!({"title": "Wedding cakes"})).await;
    for (own, program) in [(true, &mut ana), (false, &mut bob), (false, &mut Program::visitor(&site))] {
        let found = look(program, "wedding").await;
        let expected = if own { vec!["Wedding cakes", "Wedding surprise"] } else { vec!["Wedding cakes"] };
        assert_eq!(titles(&found["boards"]), expected);
        for q in ["surprise", "surpirse", "wedding surprise"] {
            let found = look(program, q).await;
            assert_eq!(titles(&found["boards"]).contains(&"Wedding surprise"), own, "{q}");
        }
        let offered = complete(program, "wedding").await;
        assert_eq!(offered.len(), if own { 2 } else { 1 });
    }
    let found = look(&mut bob, "wedding").await;
    assert_eq!((names(&found["users"]).len(), &found["more_boards"]), (0, &json!(false)));
}

#[tokio::test]
async fn a_deleted_pin_is_found_by_nobody_until_it_is_had_back() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = titled(&mut ana, "Kingfisher").await;
    site.work_off().await;
    let deleted = ana.post("/pins/delete", json!({"ids": [pin]})).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    for program in [&mut ana, &mut Program::visitor(&site)] {
        assert_eq!(pins(program, "kingfisher").await, Vec::<String>::new());
    }
    site.work_off().await;
    assert_eq!(known(&site).await, Vec::<String>::new());
    sqlx::query("update pins set deleted_at = null, deletion_id = null").execute(&site.rows).await.unwrap();
    assert_eq!(pins(&mut ana, "kingfisher").await, [pin.as_str()]);
}
