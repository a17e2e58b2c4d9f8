//! What is said about pins: who may say, change and take away what, who hears of it, and how it is shown. Here is what the tests
//! share.

mod mentions;
mod permissions;
mod reports;
mod shown;

use crate::{
    api::Program,
    client::{Answer, Client},
    harness::{TestSite, post, upload},
    markup::texts,
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use tessera::model::ids::{CommentId, PinId};
use uuid::Uuid;

/// Comments through a page's form, and gives the comment's id.
async fn say(client: &mut Client, pin: &str, body: &str) -> String {
    let answer = add(client, pin, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let location = answer.json()["location"].as_str().unwrap().to_owned();
    location.split_once("#comment-").unwrap_or_else(|| panic!("{location}")).1.to_owned()
}

pub async fn add(client: &mut Client, pin: &str, body: &str) -> Answer {
    post(client, "/fn/comment", Form::default().text("pin", pin).text("body", body)).await
}

pub async fn edit(client: &mut Client, comment: &str, body: &str) -> Answer {
    post(client, "/fn/edit_comment", Form::default().text("comment", comment).text("body", body)).await
}

pub async fn delete(client: &mut Client, comment: &str) -> Answer {
    post(client, "/fn/delete_comment", Form::default().text("comment", comment)).await
}

/// The newest comments on a pin, as a visitor's program gets them.
async fn said(site: &TestSite, pin: &str) -> Value {
    let answer = Program::visitor(site).get(&format!("/pins/{pin}/comments")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The texts of a page of comments, in its order.
fn bodies(page: &Value) -> Vec<String> {
    let body = |item: &Value| item["body"].as_str().unwrap().to_owned();
    page["items"].as_array().unwrap().iter().map(body).collect()
}

/// A pin of this member, ready to be seen.
async fn pin_of(site: &TestSite, owner: &mut Client, visibility: &str) -> String {
    let pin = upload(owner, &format!("{visibility}.png"), &pictures::png(30, 20, 1), visibility).await;
    site.work_off().await;
    pin
}

/// How many comments a pin's page counts.
async fn counted(client: &mut Client, pin: &str) -> i64 {
    let html = client.part(&format!("/pin/{pin}"), "comments").await.text();
    match texts(&html, "comments__title").remove(0).split_once(' ') {
        Some((number, _)) => number.parse().unwrap(),
        None => 0,
    }
}

/// Puts a comment of this member on a pin, whoever may see that.
pub async fn put(site: &TestSite, pin: &str, author: &str, body: &str) -> String {
    let id = Uuid::now_v7();
    let pin: PinId = pin.parse().unwrap();
    let sql = "insert into comments (id, pin_id, author_id, body) select $1, $2, id, $4 from users where username = $3";
    let put = sqlx::query(sql).bind(id).bind(pin.uuid()).bind(author).bind(body).execute(&site.rows).await.unwrap();
    assert_eq!(put.rows_affected(), 1);
    CommentId::from_uuid(id).to_string()
}

/// Who has been told what.
async fn told(site: &TestSite) -> Vec<String> {
    let sql = "select username || ': ' || kind from notices join users on users.id = user_id";
    let mut told: Vec<String> = sqlx::query_scalar(sql).fetch_all(&site.rows).await.unwrap();
    told.sort_unstable();
    told
}

#[tokio::test]
async fn a_comment_is_said_changed_and_taken_away() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let pin = pin_of(&site, &mut ana, "public").await;
    let comment = say(&mut bob, &pin, "  First line\r\n\u{7}second line \n").await;
    let listed = said(&site, &pin).await;
    let first = &listed["items"][0];
    assert_eq!(first["body"], "First line\nsecond line");
    assert_eq!((&first["author"]["username"], &first["edited_at"]), (&json!("bob"), &Value::Null));
    assert_eq!((&first["editable"], &first["removable"]), (&json!(false), &json!(false)), "for a visitor");
    let shown = site.visitor().part(&format!("/pin/{pin}"), "comments").await.text();
    assert!(shown.contains("1 comment<") && !shown.contains("Newest comments"), "{shown}");
    assert_eq!(counted(&mut ana, &pin).await, 1);

    assert_eq!(edit(&mut bob, &comment, "First line\nsecond line").await.status, 200);
    let (mut program, path) = (Program::sign_in(&site, "bob").await, format!("/comments/{comment}"));
    assert_eq!(program.get(&path).await.json()["edited_at"], Value::Null, "nothing has changed");
    let answer = edit(&mut bob, &comment, "Another").await;
    assert_eq!(answer.json()["location"], format!("/pin/{pin}?comment={comment}#comment-{comment}"));
    let changed = program.get(&path).await.json();
    assert_eq!((changed["body"].as_str(), changed["edited_at"].is_string()), (Some("Another"), true));
    let part = bob.part(&format!("/pin/{pin}?comment={comment}"), "comment").await.text();
    assert!(part.contains("Another") && part.contains("Edited"), "{part}");
    assert_eq!(counted(&mut ana, &pin).await, 1);

    let answer = delete(&mut bob, &comment).await;
    assert_eq!(answer.json()["location"], format!("/pin/{pin}?comment_deleted=1#comments"));
    assert_eq!((program.get(&path).await.status, delete(&mut bob, &comment).await.status), (404, 404));
    assert_eq!(bob.part(&format!("/pin/{pin}?comment={comment}"), "comment").await.status, 404);
    assert_eq!(counted(&mut ana, &pin).await, 0);
}

#[tokio::test]
async fn programs_say_change_and_take_away_as_pages_do() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    let path = format!("/pins/{pin}/comments");
    let made = ana.post(&path, json!({"body": "Hello @Ana"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let comment = format!("/comments/{}", made["id"].as_str().unwrap());
    assert_eq!((&made["body"], &made["mentions"]), (&json!("Hello @Ana"), &json!(["ana"])));
    assert_eq!((&made["pin_id"], &made["editable"], &made["removable"]), (&json!(pin), &json!(true), &json!(true)));
    assert_eq!(ana.get(&comment).await.json(), made);
    assert_eq!(ana.get(&path).await.json(), json!({"items": [made], "next": null}));
    assert_eq!(ana.see(&pin).await["comment_count"], 1);

    let changed = ana.json("PATCH", &comment, json!({"body": "Goodbye"})).await.json();
    assert_eq!((&changed["body"], changed["edited_at"].is_string()), (&json!("Goodbye"), true));
    let (mut reader, _) = ana.with_scopes(&["read"]).await;
    for answer in [
        reader.post(&path, json!({"body": "x"})).await,
        reader.json("PATCH", &comment, json!({"body": "x"})).await,
        reader.delete(&comment).await,
    ] {
        assert!(answer.status == 403 && answer.text().contains("scope"), "{}", answer.text());
    }
    assert_eq!(ana.delete(&comment).await.status, 204);
    assert_eq!((ana.delete(&comment).await.status, ana.get(&comment).await.status), (404, 404));
}

#[tokio::test]
async fn what_cannot_be_said_is_told_with_the_reason() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut program = Program::sign_in(&site, "ana").await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let comment = say(&mut ana, &pin, "Kept").await;
    let crowd: String = (0..21).map(|n| format!("@member{n} ")).collect();
    for (body, words) in [
        ("", "write something"),
        (" \r\n\u{1b} ", "write something"),
        (&"ü".repeat(2001), "at most 2,000 characters"),
        (&crowd, "at most 20 people"),
    ] {
        for answer in [add(&mut ana, &pin, body).await, edit(&mut ana, &comment, body).await] {
            assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some("body")));
            assert!(answer.text().contains(words), "{}", answer.text());
        }
    }
    let path = format!("/pins/{pin}/comments");
    for body in
        [json!({}), json!({"body": ""}), json!({"body": "a\0b"}), json!({"body": "x", "pin": 1}), json!({"body": 1})]
    {
        assert_eq!(program.post(&path, body.clone()).await.status, 422, "{body}");
        assert_eq!(program.json("PATCH", &format!("/comments/{comment}"), body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(program.get(&format!("{path}?cursor=c123")).await.status, 400);
    assert_eq!(program.get(&format!("{path}?cursor=n{pin}")).await.status, 422);
    assert_eq!(program.get(&format!("{path}?limit=0")).await.status, 400);
    assert_eq!(ana.get(&format!("/pin/{pin}?comments=nonsense")).await.status, 400);
    for path in ["/pins/nonsense/comments", "/comments/nonsense", "/pins/1111111111111111111112/comments"] {
        assert_eq!(program.get(path).await.status, 404, "{path}");
    }
    assert_eq!(bodies(&said(&site, &pin).await), ["Kept"]);
}

#[tokio::test]
async fn nobody_says_more_than_can_be_read() {
    let site = TestSite::start_with(&[("RATE_LIMITS", "on")]).await;
    let mut ana = site.member("ana").await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let mut refused = 0;
    // Another fits every three seconds, so a slow machine lets some more through.
    for n in 0..60 {
        let answer = add(&mut ana, &pin, &format!("Number {n}")).await;
        assert!(n >= 20 || answer.status == 200, "{}", answer.text());
        if answer.status == 429 {
            refused += 1;
            assert!(answer.json()["detail"].as_str().unwrap().contains("try again in"), "{}", answer.text());
            assert!(answer.header("retry-after").is_some());
        }
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn forty_at_once_are_counted_and_kept() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let mut talkers = Vec::new();
    for n in 0..8 {
        talkers.push(site.member(&format!("talker{n}")).await);
    }
    let talking = talkers.into_iter().map(|mut talker| {
        let pin = pin.clone();
        tokio::spawn(async move {
            for n in 0..5 {
                say(&mut talker, &pin, &format!("{n}: @ana")).await;
            }
        })
    });
    for talk in talking.collect::<Vec<_>>() {
        talk.await.unwrap();
    }
    assert_eq!((counted(&mut ana, &pin).await, site.count("comments").await), (40, 40));
    assert_eq!(site.count("comment_mentions").await, 40);
}
