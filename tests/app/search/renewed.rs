//! How search keeps up with what changes, and forgets what is gone.

use super::{known, look, pins, say, titled};
use crate::{
    api::{Program, a_minute_later},
    harness::{PASSWORD, TestSite},
};
use futures::future::join_all;
use serde_json::{Value, json};
use tessera::services::search::count_words;

#[tokio::test]
async fn an_edit_is_found_at_once_and_its_words_are_counted_soon() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = say(&mut ana, &[("title", "Sparrow"), ("tags", "brown, small")]).await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    let edit =
        json!({"title": "Nightingale", "tags": ["brown", "song"], "description": "at dusk", "alt_text": "A bird"});
    assert_eq!(ana.json("PATCH", &format!("/pins/{pin}"), edit).await.status, 200);
    for q in ["nightingale", "song", "dusk", "bird", "brown"] {
        assert_eq!(pins(&mut visitor, q).await, [pin.as_str()], "{q}");
    }
    for q in ["sparrow", "small"] {
        assert_eq!(pins(&mut visitor, q).await, Vec::<String>::new(), "{q}");
    }
    site.work_off().await;
    let expected = ["#brown", "#song", "at", "bird", "brown", "dusk", "nightingale", "song"];
    assert_eq!(known(&site).await, expected);
    assert_eq!(look(&mut visitor, "nihgtingale").await["instead"], "nightingale");
    let wish = json!({"ids": [pin], "add_tags": ["dawn"]});
    let tagged = ana.post("/pins/change", wish).await;
    assert_eq!(tagged.status, 200, "{}", tagged.text());
    assert_eq!(pins(&mut visitor, "dawn").await, [pin.as_str()]);
    site.work_off().await;
    assert!(known(&site).await.contains(&"#dawn".to_owned()));
}

#[tokio::test]
async fn counting_twice_changes_nothing_and_many_at_once_lose_nothing() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for n in 0..6 {
        titled(&mut ana, &format!("Heron {n}")).await;
    }
    let counts = join_all((0..8).map(|_| count_words(&site.server.site))).await;
    assert!(counts.iter().all(Result::is_ok), "{counts:?}");
    for _ in 0..2 {
        count_words(&site.server.site).await.unwrap();
        let heron: i32 = sqlx::query_scalar("select pins from search_words where word = 'heron'")
            .fetch_one(&site.rows)
            .await
            .unwrap();
        assert_eq!((heron, site.count("search_words").await, site.count("search_changes").await), (6, 1, 0));
    }
}

#[tokio::test]
async fn pins_that_are_gone_for_good_leave_no_words() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    say(&mut ana, &[("title", "Lapwing"), ("tags", "waders")]).await;
    site.work_off().await;
    assert_eq!(ana.post("/pins/delete", json!({"all": true})).await.status, 200);
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!(known(&site).await, Vec::<String>::new());
    for table in ["pins", "pin_search", "search_changes"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn an_account_that_is_deleted_leaves_no_words() {
    let site = TestSite::start().await;
    Program::admin(&site, "root").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bobolink").await);
    titled(&mut ana, "Heron").await;
    for visibility in ["public", "unlisted", "private"] {
        let title = format!("Bobolink {visibility}");
        say(&mut bob, &[("title", &title), ("tags", "blackbirds"), ("visibility", visibility)]).await;
    }
    bob.post("/boards", json!({"title": "Bobolinks all"})).await;
    site.work_off().await;
    assert!(known(&site).await.contains(&"bobolink".to_owned()));
    assert_eq!(bob.json("DELETE", "/me", json!({"password": PASSWORD})).await.status, 204);
    site.work_off().await;
    assert_eq!(known(&site).await, ["heron"]);
    assert_eq!((site.count("pin_search").await, site.count("search_changes").await), (1, 0));
    for q in ["bobolink", "bobolnik", "blackbirds"] {
        let found = look(&mut ana, q).await;
        for list in [&found["pins"]["items"], &found["users"], &found["boards"]] {
            assert_eq!(list, &json!([]), "{q}");
        }
        assert_eq!(found["instead"], Value::Null, "{q}");
    }
}

#[tokio::test]
async fn likes_weigh_once_there_are_enough_of_them() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let older = titled(&mut ana, "Finch").await;
    let newer = titled(&mut ana, "Finch too").await;
    site.work_off().await;
    assert_eq!(pins(&mut ana, "finch").await, [newer.as_str(), older.as_str()]);
    let like = format!("/pins/{older}/like");
    assert_eq!(ana.send("PUT", &like, &[], &[]).await.status, 200);
    assert_eq!(pins(&mut ana, "finch").await, [older.as_str(), newer.as_str()]);
    assert_eq!(site.count("search_changes").await, 0, "likes are no words");
    assert_eq!(ana.delete(&like).await.status, 200);
    assert_eq!(pins(&mut ana, "finch").await, [newer, older]);
}
