//! Many pins through the API: deleted, had back and changed in one go, or not at all.

use super::{Program, a_minute_later, ids, wrong_fields};
use crate::{harness::TestSite, multipart::Form, pictures};
use serde_json::{Value, json};

/// A site with two members, and the first one's three pins: "0" and "1" are tagged "even" and "odd", "2" is private.
async fn three() -> (TestSite, Program, Program, Vec<String>) {
    let site = TestSite::start().await;
    let (mut ana, bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let form = Form::default()
        .text("visibility", "public")
        .text("tags", "even")
        .file("file", "0.png", &pictures::png(30, 20, 1))
        .text("tags", "odd")
        .file("file", "1.png", &pictures::png(30, 20, 2))
        .text("visibility", "private")
        .file("file", "2.png", &pictures::png(30, 20, 3));
    let made = ids(&ana.upload(form).await.json());
    site.work_off().await;
    (site, ana, bob, made)
}

async fn count(program: &mut Program, query: &str) -> u64 {
    program.get(&format!("/me/pins?{query}")).await.json()["matching"].as_u64().unwrap()
}

#[tokio::test]
async fn many_are_deleted_and_had_back_in_time() {
    let (site, mut ana, mut bob, pins) = three().await;
    let gone = ana.post("/pins/delete", json!({"ids": [pins[0], pins[2], pins[0]]})).await;
    assert_eq!((gone.status, &gone.json()["deleted"]), (200, &json!(2)));
    assert_eq!(count(&mut ana, "").await, 1);
    assert_eq!(ana.get(&format!("/pins/{}", pins[0])).await.status, 404);
    let undo = json!({"deletion": gone.json()["deletion"]});
    assert_eq!(bob.post("/pins/restore", undo.clone()).await.status, 410, "it is not theirs");
    assert_eq!(Program::visitor(&site).post("/pins/restore", undo.clone()).await.status, 401);
    assert_eq!(ana.post("/pins/restore", undo.clone()).await.json(), json!({"restored": 2}));
    assert_eq!(ana.post("/pins/restore", undo).await.status, 410, "once");
    assert_eq!(count(&mut ana, "").await, 3);
    assert_eq!(ana.see(&pins[2]).await["visibility"], "private");
}

#[tokio::test]
async fn what_was_deleted_a_while_ago_cannot_be_had_back() {
    let (site, mut ana, _, pins) = three().await;
    let gone = ana.post("/pins/delete", json!({"all": true})).await.json();
    assert_eq!(gone["deleted"], 3);
    sqlx::query("update pins set deleted_at = deleted_at - interval '26 seconds'").execute(&site.rows).await.unwrap();
    assert_eq!(ana.post("/pins/restore", json!({"deletion": gone["deletion"]})).await.status, 410);
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!((site.count("pins").await, site.count("blobs").await, site.files()), (0, 0, 0));
    assert_eq!(ana.post("/pins/restore", json!({"deletion": pins[0]})).await.status, 410, "there never was such a one");
}

#[tokio::test]
async fn a_title_given_meanwhile_keeps_what_was_deleted_away() {
    let (_site, mut ana, _, pins) = three().await;
    let gone = ana.post("/pins/delete", json!({"ids": [pins[0], pins[1]]})).await.json();
    let other = ana.pin("1.png", &pictures::png(30, 20, 9), "public").await;
    assert_eq!(ana.see(&other).await["title"], "1");
    let undo = json!({"deletion": gone["deletion"]});
    assert_eq!(wrong_fields(&ana.post("/pins/restore", undo.clone()).await), ["title"]);
    assert_eq!(ana.json("PATCH", &format!("/pins/{other}"), json!({"title": "another"})).await.status, 200);
    assert_eq!(ana.post("/pins/restore", undo).await.json(), json!({"restored": 2}));
}

#[tokio::test]
async fn all_or_nothing_where_one_of_many_is_anothers_or_not_there() {
    let (site, mut ana, mut bob, pins) = three().await;
    let own = bob.pin("own.png", &pictures::png(30, 20, 4), "public").await;
    let nobodys = "1111111111111111111112".to_owned();
    for (theirs, status) in [(&pins[0], 403), (&pins[2], 404), (&nobodys, 404)] {
        let named = json!([own, theirs]);
        assert_eq!(bob.post("/pins/delete", json!({"ids": named})).await.status, status);
        for change in [json!({"visibility": "private"}), json!({"add_tags": ["x"]}), json!({"remove_tags": ["even"]})] {
            let mut wish = change;
            wish["ids"] = named.clone();
            assert_eq!(bob.post("/pins/change", wish).await.status, status);
        }
    }
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.post("/pins/delete", json!({"ids": [own]})).await.status, 401);
    assert_eq!(visitor.post("/pins/change", json!({"all": true, "visibility": "private"})).await.status, 401);
    let kept = bob.see(&own).await;
    assert_eq!((&kept["visibility"], &kept["tags"]), (&json!("public"), &json!([])));
    assert_eq!((count(&mut ana, "").await, count(&mut ana, "tag=even").await), (3, 1));
}

#[tokio::test]
async fn all_that_match_are_ones_own() {
    let (_site, mut ana, mut bob, _) = three().await;
    bob.pin("own.png", &pictures::png(30, 20, 4), "public").await;
    for (filter, matching) in [
        (json!({"q": "1"}), 1),
        (json!({"tag": "Even"}), 1),
        (json!({"visibility_is": "public"}), 2),
        (json!({"state": "working"}), 0),
        (json!({"q": null, "tag": null, "visibility_is": null, "state": null}), 3),
        (json!({}), 3),
    ] {
        let mut wish = filter.clone();
        wish["all"] = json!(true);
        wish["add_tags"] = json!(["all"]);
        assert_eq!(ana.post("/pins/change", wish).await.json(), json!({"changed": matching}), "{filter}");
    }
    assert_eq!(ana.post("/pins/delete", json!({"all": true, "visibility": "private"})).await.json()["deleted"], 1);
    assert_eq!(ana.post("/pins/delete", json!({"all": true, "q": "nothing"})).await.json()["deleted"], 0);
    assert_eq!((count(&mut ana, "tag=all").await, count(&mut bob, "").await), (2, 1));
}

#[tokio::test]
async fn tags_are_added_and_taken_away_and_never_more_than_fit() {
    let (_site, mut ana, _, pins) = three().await;
    let wish = json!({"ids": pins, "add_tags": ["Zoo", "#even"]});
    assert_eq!(ana.post("/pins/change", wish).await.json(), json!({"changed": 3}));
    assert_eq!(ana.see(&pins[1]).await["tags"], json!(["even", "odd", "zoo"]));
    let wish = json!({"all": true, "remove_tags": ["even", "none of them"]});
    assert_eq!(ana.post("/pins/change", wish).await.json(), json!({"changed": 3}));
    assert_eq!(ana.see(&pins[0]).await["tags"], json!(["zoo"]));
    let many: Vec<_> = (0..19).map(|n| format!("tag {n}")).collect();
    let answer = ana.post("/pins/change", json!({"all": true, "add_tags": many})).await;
    assert_eq!(wrong_fields(&answer), ["tags"], "one would have 21");
    assert_eq!(ana.see(&pins[2]).await["tags"], json!(["zoo"]), "so none gets any");
}

#[tokio::test]
async fn many_made_private_are_found_under_their_old_bytes_by_nobody() {
    let (site, mut ana, _, pins) = three().await;
    let mut old = Vec::new();
    for pin in &pins {
        old.push(ana.see(pin).await["image_id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ana.post("/pins/change", json!({"all": true, "visibility": "private"})).await.json()["changed"], 3);
    for (n, (pin, old)) in pins.iter().zip(&old).enumerate() {
        let new = ana.see(pin).await["image_id"].as_str().unwrap().to_owned();
        assert_eq!(new == *old, n == 2, "what was private before keeps its name");
        let (new, old) = (format!("/media/{new}-0"), format!("/media/{old}-0"));
        assert_eq!((ana.outside(&new).await.status, Program::visitor(&site).outside(&new).await.status), (200, 404));
        assert_eq!(ana.outside(&old).await.status, if n == 2 { 200 } else { 404 });
    }
}

#[tokio::test]
async fn a_wish_of_no_clear_shape_is_refused() {
    let (_site, mut ana, _, pins) = three().await;
    let too_many: Vec<Value> = vec![json!(pins[0]); 2001];
    for (body, field) in [
        (json!({}), "ids"),
        (json!({"ids": []}), "ids"),
        (json!({"ids": too_many}), "ids"),
        (json!({"ids": null}), "ids"),
        (json!({"ids": ["x"]}), "ids[0]"),
        (json!({"all": false}), "all"),
        (json!({"ids": [pins[0]], "all": true}), "ids"),
        (json!({"ids": [pins[0]], "q": "x"}), "q"),
        (json!({"all": true, "q": "a\0b"}), "q"),
        (json!({"all": true, "tag": "a\0b"}), "tag"),
        (json!({"all": true, "owner": "bob"}), "owner"),
    ] {
        assert_eq!(wrong_fields(&ana.post("/pins/delete", body.clone()).await), [field], "{body}");
        let mut change = body.clone();
        change["visibility"] = json!("private");
        assert_eq!(wrong_fields(&ana.post("/pins/change", change).await), [field], "{body}");
    }
    for (change, field) in [
        (json!({}), "visibility"),
        (json!({"visibility": null}), "visibility"),
        (json!({"visibility": "secret"}), "visibility"),
        (json!({"visibility": "public", "add_tags": ["x"]}), "visibility"),
        (json!({"add_tags": []}), "add_tags"),
        (json!({"add_tags": ["a\0b"]}), "add_tags[0]"),
        (json!({"remove_tags": (0..21).map(|n| n.to_string()).collect::<Vec<_>>()}), "remove_tags"),
    ] {
        let mut wish = change.clone();
        wish["all"] = json!(true);
        assert_eq!(wrong_fields(&ana.post("/pins/change", wish).await), [field], "{change}");
    }
    for deletion in [json!({"deletion": "x"}), json!({"deletion": null}), json!({})] {
        assert_eq!(wrong_fields(&ana.post("/pins/restore", deletion).await), ["deletion"]);
    }
    assert_eq!((count(&mut ana, "").await, count(&mut ana, "visibility=public").await), (3, 2));
}
