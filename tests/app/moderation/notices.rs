//! What members hear of what was done: among their news, with the reason, and whoever did it unnamed.

use super::{World, reason, say};
use serde_json::{Value, json};

#[tokio::test]
async fn members_read_what_was_done_and_why_and_not_by_whom() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let comment = say(world.program("ana"), &pin, "Nonsense").await;
    let mia = world.program("mia");
    for (method, path) in [
        ("PUT", format!("/admin/pins/{pin}/hidden")),
        ("DELETE", format!("/admin/pins/{pin}/hidden")),
        ("DELETE", format!("/admin/comments/{comment}")),
        ("POST", "/admin/users/ana/warnings".to_owned()),
        ("POST", "/admin/users/ana/warnings".to_owned()),
        ("DELETE", format!("/admin/pins/{pin}")),
    ] {
        let answer = mia.json(method, &path, reason(&format!("Because of {method}"))).await;
        assert_eq!(answer.status, 204, "{method} {path}: {}", answer.text());
    }
    let told = world.told("ana").await;
    let acts: Vec<_> = told.iter().map(|item| item["moderation"]["act"].as_str().unwrap()).collect();
    let expected = ["remove_pin", "warn_member", "warn_member", "remove_comment", "restore_pin", "hide_pin"];
    assert_eq!(acts, expected, "each by itself");
    for item in &told {
        assert_eq!((&item["actors"], &item["actor_count"]), (&json!([]), &json!(0)));
        assert_eq!(item["pin"], Value::Null, "the pin is gone");
    }
    assert_eq!(
        (&told[0]["moderation"]["subject"], &told[0]["moderation"]["reason"]),
        (&json!("heron"), &json!("Because of DELETE"))
    );
    assert_eq!(told[1]["moderation"]["subject"], "");
    assert_eq!(world.program("ana").get("/notifications").await.json()["unread"], 6);
    let page = world.browser("ana").get("/notifications").await.text();
    for words in [
        "The moderators hid your picture ",
        "The moderators removed your picture ",
        "The moderators removed your comment on ",
        "The moderators sent you a warning",
        "“heron”",
        "Because of PUT",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("mia"), "nobody is named");
    assert_eq!(world.program("ana").post("/notifications/read", json!({"all": true})).await.json()["unread"], 0);
    assert!(world.told("bob").await.is_empty());
}

#[tokio::test]
async fn news_of_a_hidden_pin_leads_its_owner_to_it_and_stays_when_they_delete_it() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let path = format!("/admin/pins/{pin}/hidden");
    assert_eq!(world.program("mia").json("PUT", &path, reason("Spam")).await.status, 204);
    assert_eq!(world.told("ana").await[0]["pin"]["id"], json!(pin));
    assert!(world.browser("ana").get("/notifications").await.text().contains(&format!("/pin/{pin}")));
    assert_eq!(world.program("ana").delete(&format!("/pins/{pin}")).await.status, 204);
    crate::api::a_minute_later(&world.site).await;
    world.site.work_off().await;
    let told = world.told("ana").await;
    assert_eq!((told.len(), &told[0]["pin"], &told[0]["moderation"]["subject"]), (1, &Value::Null, &json!("heron")));
}

#[tokio::test]
async fn who_was_suspended_reads_of_it_once_they_are_back() {
    let mut world = World::new().await;
    let path = "/admin/users/ana/suspension";
    assert_eq!(world.program("mia").json("PUT", path, reason("Enough")).await.status, 204);
    assert_eq!(world.program("mia").json("DELETE", path, reason("Promised")).await.status, 204);
    let program = crate::api::Program::sign_in(&world.site, "ana").await;
    *world.program("ana") = program;
    let told = world.told("ana").await;
    let acts: Vec<_> = told.iter().map(|item| &item["moderation"]["act"]).collect();
    assert_eq!(acts, ["restore_member", "suspend_member"]);
}
