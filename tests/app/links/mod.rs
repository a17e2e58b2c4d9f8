//! Expiring links: a picture for a while, for whoever has the address. Here is what their tests share.

mod ended;
mod made;
mod pages;
mod password;
mod race;
mod sent;

use crate::{
    api::Program,
    client::{Answer, Client},
    harness::TestSite,
    pictures,
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tessera::server::Server;

/// What a browser says it wants to see.
pub const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// Gives somebody another plan, at once.
pub async fn give_plan(site: &TestSite, username: &str, plan: &str) {
    let sql = "update users set plan_id = (select id from plans where name = $2) where username = $1";
    let given = sqlx::query(sql).bind(username).bind(plan).execute(&site.rows).await.unwrap();
    assert_eq!(given.rows_affected(), 1);
}

/// Changes rows by hand, of which there must be some.
pub async fn sql(site: &TestSite, statement: &str) {
    let done = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&site.rows).await.unwrap();
    assert!(done.rows_affected() > 0, "{statement}");
}

/// Ana, whose plan gives links, and a pin of hers whose picture is ready.
pub async fn sharer(site: &TestSite, visibility: &str) -> (Program, String) {
    let mut ana = Program::sign_up(site, "ana").await;
    give_plan(site, "ana", "Enterprise").await;
    let pin = ana.pin("Two elephants.png", &pictures::png(300, 500, 1), visibility).await;
    site.work_off().await;
    (ana, pin)
}

/// Makes a link with what is wished for beside the picture and 300 seconds; gives its entry, with its `url`.
pub async fn link(program: &mut Program, pin: &str, more: Value) -> Value {
    let answer = program.post("/links", wish(pin, more)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// A wish for a link of 300 seconds.
pub fn wish(pin: &str, more: Value) -> Value {
    let mut wish = json!({"image_id": pin, "alive_duration": 300});
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    wish
}

/// The path of a link that has just been made.
pub fn path(link: &Value) -> String {
    let url = link["url"].as_str().unwrap();
    url[url.find("/l/").unwrap()..].to_owned()
}

/// Follows a link as a program does.
pub async fn get(site: &TestSite, path: &str) -> Answer {
    site.visitor().get(path).await
}

/// Follows a link on another server.
pub async fn get_on(server: &Server, path: &str) -> Answer {
    Client::new(server.address).get(path).await
}

/// What is said about a link that works no more.
pub fn why(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("content-type")), (410, Some("application/problem+json")));
    answer.json()["detail"].as_str().unwrap().to_owned()
}

/// How often a link was viewed, as its owner sees it.
pub async fn views(program: &mut Program, link: &Value) -> u64 {
    let entry = program.get(&format!("/links/{}", link["id"].as_str().unwrap())).await.json();
    entry["views"].as_u64().unwrap()
}
