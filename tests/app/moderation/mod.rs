//! What moderators and admins do about pins, comments and members: who may, what becomes of it, and who hears of it. Here is what
//! the tests share.

mod members;
mod menu;
mod notices;
mod ordinary;
mod pins;
mod queue;
mod seen;

use crate::{
    api::Program,
    client::{Answer, Client},
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tessera::model::ids::PinId;

/// Somebody, in a browser and through a program.
struct Person {
    browser: Client,
    program: Program,
}

impl Person {
    async fn member(site: &TestSite, name: &str) -> Self {
        let browser = site.member(name).await;
        Self { browser, program: Program::sign_in(site, name).await }
    }
}

/// A site with an admin (`root`), a moderator (`mia`), a member with a public pin (`ana`), another (`bob`), and a visitor.
struct World {
    site: TestSite,
    people: BTreeMap<&'static str, Person>,
    pin: String,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let program = Program::admin(&site, "root").await;
        let mut browser = site.visitor();
        let form = Form::default().text("login", "root").text("password", PASSWORD);
        assert_eq!(post(&mut browser, "/login", form).await.status, 200);
        let mut people = BTreeMap::from([("root", Person { browser, program })]);
        for name in ["mia", "ana", "bob"] {
            people.insert(name, Person::member(&site, name).await);
        }
        people.insert("visitor", Person { browser: site.visitor(), program: Program::visitor(&site) });
        promote(&site, "mia", "moderator").await;
        let mut world = Self { site, people, pin: String::new() };
        world.pin = world.upload("ana", "heron", "public", 1).await;
        world
    }

    fn program(&mut self, who: &str) -> &mut Program {
        &mut self.people.get_mut(who).unwrap().program
    }

    fn browser(&mut self, who: &str) -> &mut Client {
        &mut self.people.get_mut(who).unwrap().browser
    }

    /// A pin that is ready to be seen.
    async fn upload(&mut self, who: &str, title: &str, visibility: &str, seed: u32) -> String {
        let form = Form::default().text("title", title).text("visibility", visibility).text("tags", "shared").file(
            "file",
            "a.png",
            &pictures::png(300, 200, seed.try_into().unwrap()),
        );
        let made = post(self.browser(who), "/upload", form).await.json();
        self.site.work_off().await;
        made["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// What was written into the audit log, the oldest first.
    async fn audit(&self) -> Vec<String> {
        let sql = "select actor || ' ' || act || ' ' || about || ': ' || detail from audit_log order by id";
        sqlx::query_scalar(sql).fetch_all(&self.site.rows).await.unwrap()
    }

    /// The news of somebody that those made who look after the site, the latest first.
    async fn told(&mut self, who: &str) -> Vec<Value> {
        let news = self.program(who).get("/notifications").await.json();
        let items = news["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "moderation");
        items.cloned().collect()
    }

    async fn report(&mut self, who: &str, wish: Value) -> u16 {
        self.program(who).post("/reports", wish).await.status
    }

    /// What is in the queue.
    async fn queue(&mut self, query: &str) -> Vec<Value> {
        let answer = self.program("mia").get(&format!("/admin/reports{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["items"].as_array().unwrap().clone()
    }
}

async fn promote(site: &TestSite, who: &str, role: &str) {
    let promoted = sqlx::query("update users set role = $2 where username = $1").bind(who).bind(role);
    assert_eq!(promoted.execute(&site.rows).await.unwrap().rows_affected(), 1);
}

fn reason(words: &str) -> Value {
    json!({"reason": words})
}

/// Decides by the form of a page.
async fn act(client: &mut Client, about: &str, act: &str, reason: &str) -> Answer {
    let form = Form::default().text("about", about).text("act", act).text("reason", reason);
    post(client, "/fn/moderator_act", form).await
}

/// A comment of somebody's.
async fn say(program: &mut Program, pin: &str, body: &str) -> String {
    let said = program.post(&format!("/pins/{pin}/comments"), json!({"body": body})).await;
    assert_eq!(said.status, 201, "{}", said.text());
    said.json()["id"].as_str().unwrap().to_owned()
}

fn uuid(pin: &str) -> uuid::Uuid {
    pin.parse::<PinId>().unwrap().uuid()
}
