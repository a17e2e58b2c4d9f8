//! News: each member's own, of what they see.

use super::{TABLE, World};
use crate::api::Program;
use serde_json::{Value, json};

/// A site on which, while all pins could be seen, Bob's friend liked each, commented on it, and mentioned Bob and the admin there.
async fn told() -> World {
    let mut world = World::new().await;
    let mut friend = Program::sign_up(&world.site, "cyd").await;
    let pins = world.pins.clone();
    let owner = &mut world.people.get_mut("owner").unwrap().program;
    for (kind, pin) in &pins {
        let path = format!("/pins/{pin}");
        assert_eq!(owner.json("PATCH", &path, json!({"visibility": "public"})).await.status, 200);
        assert_eq!(friend.send("PUT", &format!("{path}/like"), &[], &[]).await.status, 200);
        let comment = json!({"body": format!("Said of the {kind} one to @bob and @root")});
        assert_eq!(friend.post(&format!("{path}/comments"), comment).await.status, 201);
        assert_eq!(owner.json("PATCH", &path, json!({"visibility": kind})).await.status, 200);
    }
    world
}

/// How many pieces a member has: of the owner's pins a like and a comment each, to the others a mention on each that they see.
fn pieces(who: &str) -> usize {
    let seen = TABLE.iter().filter(|cell| cell.who == who && cell.found).count();
    if who == "owner" { 2 * seen } else { seen }
}

#[tokio::test]
async fn each_sees_only_their_own_news_and_only_of_what_they_see() {
    let mut world = told().await;
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        let page = person.browser.get("/notifications").await;
        let api = person.program.get("/notifications").await;
        if cell.who == "visitor" {
            assert_eq!([page.status, api.status], [401; 2], "{at}");
            assert!(![page, api].iter().any(|answer| answer.text().contains(&id)), "{at}");
            continue;
        }
        assert_eq!([page.status, api.status], [200; 2], "{at}");
        let words = format!("Said of the {} one", cell.pin);
        assert_eq!((page.text().contains(&id), page.text().contains(&words)), (cell.found, cell.found), "{at}: page");
        let kinds: &[&str] = match (cell.found, cell.who) {
            (false, _) => &[],
            (true, "owner") => &["comment", "like"],
            (true, _) => &["mention"],
        };
        let news = api.json();
        let items = news["items"].as_array().unwrap();
        let of_pin = items.iter().filter(|item| item["pin"].to_string().contains(&id));
        let found: Vec<_> = of_pin.map(|item| item["kind"].as_str().unwrap()).collect();
        assert_eq!((found.as_slice(), items.len()), (kinds, pieces(cell.who)), "{at}: API");
        assert_eq!(news["unread"], pieces(cell.who), "{at}: what the API counts");
        let bell = format!("Notifications, {} unread notifications", pieces(cell.who));
        assert!(person.browser.get("/").await.text().contains(&bell), "{at}: the bell");
    }
}

#[tokio::test]
async fn each_reads_only_their_own_news() {
    let mut world = told().await;
    let mut all = Vec::new();
    for who in ["owner", "other", "admin"] {
        let news = world.people.get_mut(who).unwrap().program.get("/notifications").await.json();
        all.extend(news["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
    }
    assert_eq!(all.len(), pieces("owner") + pieces("other") + pieces("admin"));
    let mut left = vec!["owner", "other", "admin"];
    for who in ["visitor", "owner", "other", "admin"] {
        let reader = &mut world.people.get_mut(who).unwrap().program;
        let read = reader.post("/notifications/read", json!({"ids": all})).await;
        assert_eq!(read.status, if who == "visitor" { 401 } else { 200 }, "{who}");
        left.retain(|other| *other != who);
        for other in ["owner", "other", "admin"] {
            let news = world.people.get_mut(other).unwrap().program.get("/notifications").await.json();
            let unread = if left.contains(&other) { pieces(other) } else { 0 };
            assert_eq!(news["unread"], unread, "{other}, after {who} has read");
            let told: Vec<&Value> =
                news["items"].as_array().unwrap().iter().filter(|item| item["read"] == false).collect();
            assert_eq!(told.len(), unread, "{other}, after {who} has read");
        }
    }
}
