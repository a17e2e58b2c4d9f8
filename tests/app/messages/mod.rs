//! Messages of channels: read, sent, edited, deleted, reacted to, pinned, looked for, reported, and with pictures. Here is what the
//! tests share.

mod edits;
mod history;
mod marks;
mod permissions;
mod pictures;
pub mod reports;
mod search;

use crate::{
    api::Program,
    channels::{community, first_channel, join},
    client::Answer,
    harness::{TestSite, post},
    multipart::Form,
};
use serde_json::{Value, json};
use tessera::model::ids::{ChannelId, ClientKey};
use uuid::Uuid;

/// A public community of Ana's with Bob in it, and its first channel.
struct Room {
    site: TestSite,
    ana: Program,
    bob: Program,
    community: String,
    channel: String,
}

impl Room {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
        let community = community(&mut ana, "Birds", "public").await;
        join(&mut bob, &community).await;
        let channel = first_channel(&mut ana, &community).await;
        Self { site, ana, bob, community, channel }
    }
}

/// Sends a message, and gives its number.
async fn send(who: &mut Program, channel: &str, body: &str) -> i64 {
    sent(who, channel, json!({"body": body})).await["seq"].as_i64().unwrap()
}

/// Sends a message, and gives it as it was answered.
async fn sent(who: &mut Program, channel: &str, body: Value) -> Value {
    let answer = who.post(&format!("/channels/{channel}/messages"), body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn path(channel: &str, seq: i64) -> String {
    format!("/channels/{channel}/messages/{seq}")
}

/// A message, as somebody gets it.
async fn see(who: &mut Program, channel: &str, seq: i64) -> Value {
    let answer = who.get(&path(channel, seq)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A page of the history.
async fn page(who: &mut Program, channel: &str, query: &str) -> Value {
    let answer = who.get(&format!("/channels/{channel}/messages?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The numbers of the messages of a page.
fn numbers(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()).collect()
}

async fn put(who: &mut Program, path: &str) -> Answer {
    who.send("PUT", path, &[], &[]).await
}

/// Blocks somebody, or ends that.
async fn block(who: &mut Program, name: &str, on: bool) {
    let answer = who.send(if on { "PUT" } else { "DELETE" }, &format!("/users/{name}/block"), &[], &[]).await;
    assert!((200..300).contains(&answer.status), "{}", answer.text());
}

/// Fills a channel with so many messages of somebody, one a minute, the last just now, all with this text and their number; one statement.
async fn fill(site: &TestSite, channel: &str, author: &str, count: i32, text: &str) {
    let channel: ChannelId = channel.parse().unwrap();
    let sql = "with here as (select seq from channels where id = $1), filled as (
                   insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html, sent_at)
                   select $1, here.seq + n, here.seq + n, users.id, gen_random_uuid(), $4 || ' ' || n, '', now() - make_interval(mins => $3 - n)
                   from here, users, generate_series(1, $3) as n where username = $2
               )
               update channels set seq = seq + $3, last_message = seq + $3 where id = $1";
    let filled = sqlx::query(sql).bind(channel.uuid()).bind(author).bind(count).bind(text);
    filled.execute(&site.rows).await.unwrap();
}

#[tokio::test]
async fn a_message_is_sent_edited_and_deleted_and_each_change_has_the_next_number() {
    let Room { site, mut ana, mut bob, community, channel } = Room::new().await;
    let first = sent(&mut bob, &channel, json!({"body": "  Hi @Ana,\r\nlook: **two** herons "})).await;
    let seq = first["seq"].as_i64().unwrap();
    assert_eq!(first["body"], "Hi @Ana,\nlook: **two** herons");
    let html = first["html"].as_str().unwrap();
    assert!(
        html.starts_with("<p>Hi <a href=\"/@Ana\" class=\"mention\"") && html.contains("<strong>two</strong>"),
        "{html}"
    );
    assert_eq!((&first["mentions"], &first["author"]["username"]), (&json!(["ana"]), &json!("bob")));
    assert_eq!(
        (&first["changed_seq"], &first["edited_at"], &first["deleted"]),
        (&json!(seq), &Value::Null, &json!(false))
    );
    assert_eq!(see(&mut Program::visitor(&site), &channel, seq).await, first, "everybody reads a public community");

    let answer = sent(&mut ana, &channel, json!({"body": "Where?", "reply_to": seq})).await;
    assert_eq!(answer["reply_to"]["author"]["username"], "bob");
    assert_eq!(answer["reply_to"]["excerpt"], "Hi @Ana, look: **two** herons");

    let edited = bob.json("PATCH", &path(&channel, seq), json!({"body": "Hi all"})).await;
    assert_eq!(edited.status, 200, "{}", edited.text());
    let edited = edited.json();
    assert_eq!((&edited["html"], &edited["mentions"]), (&json!("<p>Hi all</p>"), &json!([])));
    assert!(edited["edited_at"].is_string());
    assert_eq!(edited["changed_seq"], seq + 2, "after the answer");
    let again = bob.json("PATCH", &path(&channel, seq), json!({"body": "Hi all"})).await.json();
    assert_eq!(again, edited, "nothing has changed");

    assert_eq!(bob.delete(&path(&channel, seq)).await.status, 204);
    assert_eq!((bob.get(&path(&channel, seq)).await.status, bob.delete(&path(&channel, seq)).await.status), (404, 404));
    let history = page(&mut ana, &channel, "").await;
    assert_eq!((numbers(&history), &history["seq"]), (vec![seq + 1], &json!(seq + 3)));
    let quoted = &history["items"][0]["reply_to"];
    assert_eq!((&quoted["seq"], &quoted["author"], &quoted["excerpt"]), (&json!(seq), &Value::Null, &json!("")));
    assert_eq!(site.count("message_mentions").await, 0);
    assert_eq!(page(&mut ana, &channel, "").await["epoch"], history["epoch"]);
    assert_eq!(ana.delete(&format!("/communities/{community}")).await.status, 204);
    assert_eq!(ana.get(&format!("/channels/{channel}/messages")).await.status, 404);
}

#[tokio::test]
async fn what_is_sent_twice_under_one_key_is_one_message() {
    let Room { site: _site, mut bob, channel, .. } = Room::new().await;
    let key = ClientKey::from_uuid(Uuid::now_v7()).to_string();
    let first = sent(&mut bob, &channel, json!({"key": key, "body": "Once"})).await;
    let again = sent(&mut bob, &channel, json!({"key": key, "body": "Once"})).await;
    assert_eq!((&first, &first["key"]), (&again, &json!(key)));
    assert_eq!(numbers(&page(&mut bob, &channel, "").await).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_with_the_reason() {
    let Room { site: _site, mut bob, channel, .. } = Room::new().await;
    let path = format!("/channels/{channel}/messages");
    let crowd: String = (0..21).map(|n| format!("@member{n} ")).collect();
    for (body, field) in [
        (json!({}), "body"),
        (json!({"body": " \n\u{200b}"}), "body"),
        (json!({"body": "ü".repeat(4001)}), "body"),
        (json!({"body": crowd}), "body"),
        (json!({"body": "x", "reply_to": 999}), "reply_to"),
        (json!({"body": "x", "pins": ["1111111111111111111112"]}), "pins"),
        (json!({"body": "x", "key": "short"}), "key"),
        (json!({"body": "x", "more": 1}), "more"),
    ] {
        let answer = bob.post(&path, body.clone()).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
    }
    assert!(numbers(&page(&mut bob, &channel, "").await).is_empty());
}

#[tokio::test]
async fn forms_do_what_programs_do() {
    let Room { site, mut ana, community, channel, .. } = Room::new().await;
    let mut browser = site.visitor();
    let form = Form::default().text("login", "ana").text("password", crate::harness::PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    let about = || Form::default().text("channel", &channel);
    let said = post(&mut browser, "/fn/send_message", about().text("body", "By form")).await;
    assert_eq!(said.status, 200, "{}", said.text());
    let seq = said.json()["seq"].as_i64().unwrap();
    let here = format!("/c/{community}/{channel}?at={seq}#m-{seq}");
    assert_eq!(said.json()["location"], here);
    let about = || about().text("seq", &seq.to_string());
    for (function, form, location) in [
        ("edit_message", about().text("body", "Changed"), here.as_str()),
        ("react", about().text("emoji", "👍").text("want", "react"), &here),
        ("pin_message", about().text("want", "pin").text("back", "/communities"), "/communities"),
    ] {
        let answer = post(&mut browser, &format!("/fn/{function}"), form).await;
        assert_eq!(answer.json()["location"], location, "{function}: {}", answer.text());
    }
    let message = see(&mut ana, &channel, seq).await;
    assert_eq!((&message["body"], &message["pinned"]), (&json!("Changed"), &json!(true)));
    assert_eq!(message["reactions"], json!([{"emoji": "👍", "count": 1, "by": ["ana"]}]));
    for (function, form, status) in [
        ("react", about().text("emoji", "no").text("want", "react"), 422),
        ("react", about().text("emoji", "👍").text("want", "perhaps"), 422),
        ("edit_message", Form::default().text("channel", &channel).text("seq", "x"), 404),
        ("delete_message", Form::default().text("channel", "x"), 404),
    ] {
        assert_eq!(post(&mut browser, &format!("/fn/{function}"), form).await.status, status, "{function}");
    }
    let refused = post(&mut site.visitor(), "/fn/send_message", Form::default().text("channel", &channel)).await;
    assert_eq!(refused.status, 401);
    let gone = post(&mut browser, "/fn/delete_message", about()).await;
    assert_eq!(gone.json()["location"], format!("/c/{community}/{channel}"));
    assert_eq!(ana.get(&path(&channel, seq)).await.status, 404);
}
