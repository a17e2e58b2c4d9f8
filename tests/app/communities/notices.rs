//! What members are told of what was done about them in a community: on their page, in the API and over the socket.

use super::{accept, ban, browser_of, change_member, give_role, in_an_hour, invite, join, make, remove};
use crate::{
    api::Program,
    channels::{first_channel, said},
    harness::{PASSWORD, TestSite},
    live::Socket,
};
use serde_json::{Value, json};

const NOTHING: [&str; 0] = [];

/// Ana's community, to which Bob belongs.
async fn birds(site: &TestSite, visibility: &str) -> ([Program; 2], String) {
    let mut people = [Program::sign_up(site, "ana").await, Program::sign_up(site, "bob").await];
    let birds = make(&mut people[0], "Birds", visibility).await;
    let token = invite(&mut people[0], &birds, json!({})).await;
    assert_eq!(accept(&mut people[1], &token).await.status, 200);
    (people, birds)
}

async fn items(who: &mut Program) -> Vec<Value> {
    let page = who.get("/notifications").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.json()["items"].as_array().unwrap().clone()
}

/// What somebody is told, the latest first: what was done, a star where it is unread, where, and why.
async fn told(who: &mut Program) -> Vec<String> {
    let words = |item: &Value| {
        assert_eq!(
            (&item["kind"], &item["actors"], &item["actor_count"]),
            (&json!("community"), &json!([]), &json!(0))
        );
        assert_eq!((&item["pin"], &item["moderation"]), (&Value::Null, &Value::Null));
        let unread = if item["read"] == true { "" } else { "*" };
        let [act, name, reason] = ["act", "name", "reason"].map(|field| item["community"][field].as_str().unwrap());
        format!("{act}{unread} {name} {reason}").trim_end().to_owned()
    };
    items(who).await.iter().map(words).collect()
}

async fn unread(who: &mut Program) -> Value {
    who.get("/notifications?limit=1").await.json()["unread"].clone()
}

async fn read_all(who: &mut Program) {
    assert_eq!(who.post("/notifications/read", json!({"all": true})).await.json()["unread"], 0);
}

async fn page(site: &TestSite, name: &str) -> String {
    browser_of(site, name).await.get("/notifications").await.text()
}

async fn remove_message(who: &mut Program, channel: &str, seq: i64, reason: &str) -> u16 {
    let path = format!("/channels/{channel}/messages/{seq}");
    who.json("DELETE", &path, json!({"reason": reason})).await.status
}

#[tokio::test]
async fn who_is_banned_is_told_once_on_the_page_in_the_api_and_at_once() {
    let site = TestSite::start().await;
    let ([mut ana, mut bob], birds) = birds(&site, "public").await;
    let mut socket = Socket::of_program(site.server.address, &bob).await.unwrap();
    socket.hear(0).await;
    assert_eq!(ban(&mut ana, &birds, "bob", "Spam").await, 204);
    socket.hear(1).await;
    assert_eq!(told(&mut bob).await, ["ban* Birds Spam"]);
    let done = &items(&mut bob).await[0]["community"];
    assert_eq!((&done["id"], &done["timed_out_until"]), (&Value::Null, &Value::Null), "he cannot see it any more");
    let html = page(&site, "bob").await;
    for words in ["You were banned from the community ", "“Birds”", "Spam"] {
        assert!(html.contains(words), "{words}");
    }
    assert!(!html.contains(&birds) && !html.contains("@ana"), "it leads nowhere, and names nobody");

    assert_eq!(ban(&mut ana, &birds, "bob", "Spam").await, 204);
    assert_eq!(told(&mut bob).await, ["ban* Birds Spam"]);
    assert_eq!(ban(&mut ana, &birds, "bob", "Noise").await, 204);
    assert_eq!(told(&mut bob).await, ["ban* Birds Noise"], "what he has not read is told as it is now");
    read_all(&mut bob).await;
    assert_eq!(ban(&mut ana, &birds, "bob", "Noise").await, 204);
    assert_eq!(told(&mut bob).await, ["ban Birds Noise"], "he has read that");
    assert_eq!(ban(&mut ana, &birds, "bob", "Threats").await, 204);
    assert_eq!(told(&mut bob).await, ["ban* Birds Threats", "ban Birds Noise"]);
    assert_eq!(told(&mut ana).await, NOTHING);
}

#[tokio::test]
async fn who_could_not_see_a_community_does_not_hear_of_it_by_a_ban() {
    let site = TestSite::start().await;
    let ([mut ana, mut bob], secret) = birds(&site, "private").await;
    let mut eve = Program::sign_up(&site, "eve").await;
    for name in ["eve", "bob"] {
        assert_eq!(ban(&mut ana, &secret, name, "Spam").await, 204);
    }
    assert_eq!((told(&mut eve).await.len(), unread(&mut eve).await), (0, json!(0)));
    assert_eq!(told(&mut bob).await, ["ban* Birds Spam"]);
    let open = make(&mut ana, "Trees", "public").await;
    assert_eq!(ban(&mut ana, &open, "eve", "").await, 204);
    assert_eq!(told(&mut eve).await, ["ban* Trees"], "everyone sees that one");
}

#[tokio::test]
async fn who_is_timed_out_is_told_until_when_and_that_it_has_ended() {
    let site = TestSite::start().await;
    let ([mut ana, mut bob], birds) = birds(&site, "public").await;
    let time_out = json!({"timed_out_until": in_an_hour(), "reason": "Shouting."});
    for _ in 0..2 {
        assert_eq!(change_member(&mut ana, &birds, "bob", time_out.clone()).await.status, 204);
    }
    assert_eq!(told(&mut bob).await, ["time_out* Birds Shouting."]);
    let done = &items(&mut bob).await[0]["community"];
    assert_eq!((&done["id"], done["timed_out_until"].is_string()), (&json!(birds), true));
    let html = page(&site, "bob").await;
    for words in ["You were timed out in the community ", "The time-out ends ", &format!("href=\"/c/{birds}\"")] {
        assert!(html.contains(words), "{words}");
    }
    read_all(&mut bob).await;
    assert_eq!(change_member(&mut ana, &birds, "bob", time_out).await.status, 204);
    assert_eq!(told(&mut bob).await, ["time_out Birds Shouting."], "he has read that");
    let other = json!({"timed_out_until": in_an_hour(), "reason": "Again."});
    assert_eq!(change_member(&mut ana, &birds, "bob", other).await.status, 204);
    assert_eq!(told(&mut bob).await, ["time_out* Birds Again.", "time_out Birds Shouting."]);

    let ended = change_member(&mut ana, &birds, "bob", json!({"timed_out_until": null})).await;
    assert_eq!((ended.status, told(&mut bob).await.len()), (204, 2));
    let html = page(&site, "bob").await;
    assert!(html.contains("The time-out ended ") && !html.contains("The time-out ends "));
}

#[tokio::test]
async fn who_is_removed_is_told_and_led_there_only_where_they_can_go() {
    let site = TestSite::start().await;
    let ([mut ana, mut bob], private) = birds(&site, "private").await;
    let public = make(&mut ana, "Trees", "public").await;
    assert_eq!(join(&mut bob, &public).await, 200);
    let path = format!("/communities/{private}/members/bob");
    assert_eq!(ana.json("DELETE", &path, json!({"reason": "Enough"})).await.status, 204);
    assert_eq!(remove(&mut ana, &public, "bob").await, 204);
    assert_eq!(told(&mut bob).await, ["remove_member* Trees", "remove_member* Birds Enough"]);
    let items = items(&mut bob).await;
    assert_eq!((&items[0]["community"]["id"], &items[1]["community"]["id"]), (&json!(public), &Value::Null));
    let html = page(&site, "bob").await;
    assert!(html.contains("You were removed from the community ") && html.contains(&public));
    assert!(!html.contains(&private));
    assert_eq!((remove(&mut ana, &public, "bob").await, unread(&mut bob).await), (404, json!(2)));
}

#[tokio::test]
async fn who_is_given_a_role_is_told_and_nobody_of_what_they_did_themselves() {
    let site = TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let ([mut ana, mut bob], birds) = birds(&site, "public").await;
    assert_eq!(join(&mut root, &birds).await, 200);
    for _ in 0..2 {
        assert_eq!(give_role(&mut ana, &birds, "bob", "moderator").await, 204);
    }
    assert_eq!(told(&mut bob).await, ["make_moderator* Birds"]);
    assert_eq!(give_role(&mut bob, &birds, "bob", "member").await, 204);
    assert_eq!(give_role(&mut ana, &birds, "bob", "owner").await, 204);
    assert_eq!(told(&mut bob).await, ["hand_over* Birds", "make_moderator* Birds"]);
    let html = page(&site, "bob").await;
    for words in ["You are now a moderator of the community ", "You are now the owner of the community "] {
        assert!(html.contains(words), "{words}");
    }
    assert_eq!(give_role(&mut root, &birds, "root", "owner").await, 204);
    assert_eq!((told(&mut root).await, told(&mut ana).await), (vec![], vec![]));

    // Whoever comes after an owner who leaves the site.
    assert_eq!(give_role(&mut root, &birds, "bob", "owner").await, 204);
    assert_eq!(give_role(&mut bob, &birds, "root", "member").await, 204);
    assert_eq!(bob.json("DELETE", "/me", json!({"password": PASSWORD})).await.status, 204);
    site.work_off().await;
    assert_eq!(told(&mut ana).await, ["hand_over* Birds"]);
}

#[tokio::test]
async fn whose_message_is_removed_is_told_the_reason_where_there_is_one() {
    let site = TestSite::start().await;
    let ([mut ana, mut bob], birds) = birds(&site, "public").await;
    let channel = first_channel(&mut ana, &birds).await;
    let mut numbers = Vec::new();
    for body in ["Buy", "this", "now", "please", "thanks"] {
        numbers.push(said(&site, &channel, "bob", body, &[]).await);
    }
    assert_eq!(remove_message(&mut bob, &channel, numbers[0], "A typo").await, 204);
    assert_eq!(remove_message(&mut ana, &channel, numbers[1], " ").await, 204);
    assert_eq!(told(&mut bob).await, NOTHING);
    for seq in &numbers[2..4] {
        assert_eq!(remove_message(&mut ana, &channel, *seq, "An advert").await, 204);
    }
    let each = "remove_message* Birds An advert";
    assert_eq!(told(&mut bob).await, [each, each], "each by itself");
    assert!(page(&site, "bob").await.contains("Your message in the community "));
    // Of what is done where they cannot see, nobody hears any more.
    assert_eq!(ban(&mut ana, &birds, "bob", "").await, 204);
    assert_eq!(remove_message(&mut ana, &channel, numbers[4], "An advert").await, 204);
    assert_eq!(told(&mut bob).await, ["ban* Birds", each, each]);
}

#[tokio::test]
async fn what_was_told_goes_with_the_community() {
    let site = TestSite::start().await;
    let ([mut ana, mut bob], birds) = birds(&site, "public").await;
    assert_eq!(ban(&mut ana, &birds, "bob", "Spam").await, 204);
    assert_eq!(unread(&mut bob).await, 1);
    assert_eq!(ana.delete(&format!("/communities/{birds}")).await.status, 204);
    site.work_off().await;
    assert_eq!((told(&mut bob).await.len(), unread(&mut bob).await), (0, json!(0)));
    assert_eq!(site.count("notices").await, 0);
}
