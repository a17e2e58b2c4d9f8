//! Search: what it finds and in which order, what it never tells, and how it keeps up with what changes. Here is what its tests
//! share.

mod cjk;
mod found;
mod hidden;
mod hostile;
mod offered;
mod page;
mod paging;
mod renewed;

use crate::{
    api::{Program, ids},
    client::Answer,
    harness::TestSite,
    multipart::Form,
    pictures,
};
use serde_json::Value;
use tessera::model::ids::PinId;
use url::form_urlencoded::byte_serialize;

/// A text within an address.
fn escaped(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn uuid(pin: &str) -> uuid::Uuid {
    pin.parse::<PinId>().unwrap().uuid()
}

/// Uploads a picture with these words, and gives its pin's id. Who may see it: everybody, unless they say otherwise.
async fn say(program: &mut Program, words: &[(&str, &str)]) -> String {
    let form = words.iter().fold(Form::default(), |form, (name, text)| form.text(name, text));
    let answer = program.upload(form.file("file", "a.png", &pictures::png(12, 9, 1))).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0]["id"].as_str().unwrap_or_else(|| panic!("refused: {}", answer.text())).to_owned()
}

async fn titled(program: &mut Program, title: &str) -> String {
    say(program, &[("title", title)]).await
}

/// What is found by these words.
async fn look(program: &mut Program, q: &str) -> Value {
    let answer = ok(program.get(&format!("/search?q={}", escaped(q))).await);
    let listed = ok(program.get(&format!("/pins?q={}", escaped(q))).await);
    assert_eq!(ids(&answer["pins"]), ids(&listed), "{q}: both ways to ask");
    answer
}

/// The pins that are found by these words, in order.
async fn pins(program: &mut Program, q: &str) -> Vec<String> {
    ids(&look(program, q).await["pins"])
}

async fn complete(program: &mut Program, q: &str) -> Vec<Value> {
    let answer = ok(program.get(&format!("/search/completions?q={}", escaped(q))).await);
    answer["items"].as_array().unwrap().clone()
}

fn ok(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The user names in a list.
fn names(users: &Value) -> Vec<&str> {
    users.as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}

/// The titles in a list.
fn titles(boards: &Value) -> Vec<&str> {
    boards.as_array().unwrap().iter().map(|board| board["title"].as_str().unwrap()).collect()
}

/// The words that are counted, in the order of the alphabet.
async fn known(site: &TestSite) -> Vec<String> {
    let sql = "select word from search_words union all select '#' || tag from search_tags order by 1";
    sqlx::query_scalar(sql).fetch_all(&site.rows).await.unwrap()
}

/// Has a pin be liked so often.
async fn set_likes(site: &TestSite, pin: &str, likes: i32) {
    let sql = "update pin_counts set like_count = $2 where pin_id = $1";
    sqlx::query(sql).bind(uuid(pin)).bind(likes).execute(&site.rows).await.unwrap();
}

/// Gives a member so many more public pins, with a title each that begins with these words. They show the picture of another.
async fn many(site: &TestSite, like: &str, words: &str, count: i32) {
    let sql = "with fresh as materialized (
                   select gen_random_uuid() as id, gen_random_uuid() as picture, pins.owner_id, pins.picture_id, n
                   from pins, generate_series(1, $3) as n where pins.id = $1
               ), shown as (
                   insert into pictures (id, owner_id, original_sha256, format, width, height, state)
                   select picture, fresh.owner_id, original_sha256, format, width, height, 'ready'
                   from fresh join pictures on pictures.id = fresh.picture_id returning id
               )
               insert into pins (id, owner_id, picture_id, title, visibility)
               select fresh.id, owner_id, shown.id, $2 || ' no' || n, 'public' from fresh join shown on shown.id = picture";
    // Foreign keys are looked at when the statement ends; whether there is something to show, before.
    sqlx::query(sql).bind(uuid(like)).bind(words).bind(count).execute(&site.rows).await.unwrap();
    sqlx::query("update pins set shown = true").execute(&site.rows).await.unwrap();
}
