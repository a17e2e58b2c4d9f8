//! Who finds what: one table of pins, and what hangs on them, with every door of the site held to it. Here are the table and
//! what the tests share.

mod boards;
pub mod channels;
mod comments;
mod likes;
mod notices;
mod pins;

use crate::{
    api::Program,
    client::{Answer, Client},
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
    pictures,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is promised of one kind of pin to one kind of person.
struct Cell {
    pin: &'static str,
    who: &'static str,
    /// Whether they see it where they have its address.
    found: bool,
    /// Whether they come across it in lists, counts and what is offered.
    listed: bool,
    /// How they are answered where they change or delete it.
    write: u16,
}

const SEES: bool = true;
const LISTED: bool = true;

/// The promise. Everybody finds a public pin. Whoever has the address of an unlisted one sees it, and no list but its owner's
/// shows it. A private one is its owner's alone. An admin sees what any other member sees, and may change it.
#[rustfmt::skip]
const TABLE: [Cell; 12] = [
    cell("public",   "owner",   SEES,  LISTED,  200),
    cell("public",   "other",   SEES,  LISTED,  403),
    cell("public",   "visitor", SEES,  LISTED,  401),
    cell("public",   "admin",   SEES,  LISTED,  200),
    cell("unlisted", "owner",   SEES,  LISTED,  200),
    cell("unlisted", "other",   SEES,  !LISTED, 403),
    cell("unlisted", "visitor", SEES,  !LISTED, 401),
    cell("unlisted", "admin",   SEES,  !LISTED, 200),
    cell("private",  "owner",   SEES,  LISTED,  200),
    cell("private",  "other",   !SEES, !LISTED, 404),
    cell("private",  "visitor", !SEES, !LISTED, 401),
    cell("private",  "admin",   !SEES, !LISTED, 404),
];

const fn cell(pin: &'static str, who: &'static str, found: bool, listed: bool, write: u16) -> Cell {
    Cell { pin, who, found, listed, write }
}

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

    async fn admin(site: &TestSite) -> Self {
        let program = Program::admin(site, "root").await;
        let mut browser = site.visitor();
        let form = Form::default().text("login", "root").text("password", PASSWORD);
        assert_eq!(post(&mut browser, "/login", form).await.status, 200);
        Self { browser, program }
    }

    /// A part of a page, as its script gets it.
    async fn part(&mut self, page: &str, part: &str) -> Answer {
        self.browser.part(page, part).await
    }

    /// The bytes at an address, as both ways to ask are answered.
    async fn bytes(&mut self, path: &str) -> [Answer; 2] {
        [self.browser.get(path).await, self.program.outside(path).await]
    }
}

/// A site with a pin of each kind, all of one owner, and another public one, the newest.
struct World {
    site: TestSite,
    pins: BTreeMap<&'static str, String>,
    anchor: String,
    people: BTreeMap<&'static str, Person>,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let admin = Person::admin(&site).await;
        let mut owner = Person::member(&site, "ana").await;
        let other = Person::member(&site, "bob").await;
        let visitor = Person { browser: site.visitor(), program: Program::visitor(&site) };
        let mut pins = BTreeMap::new();
        for (seed, visibility) in (1..).zip(["public", "unlisted", "private"]) {
            let form = Form::default()
                .text("title", visibility)
                .text("tags", &format!("matrix, only {visibility}"))
                .text("visibility", visibility)
                .file("file", "a.png", &pictures::png(300, 200, seed));
            let made = post(&mut owner.browser, "/upload", form).await.json();
            pins.insert(visibility, made["items"][0]["id"].as_str().unwrap().to_owned());
        }
        let form = Form::default().text("tags", "matrix").file("file", "anchor.png", &pictures::png(30, 20, 9));
        let made = post(&mut owner.browser, "/upload", form).await.json();
        let anchor = made["items"][0]["id"].as_str().unwrap().to_owned();
        site.work_off().await;
        let people = BTreeMap::from([("owner", owner), ("other", other), ("visitor", visitor), ("admin", admin)]);
        Self { site, pins, anchor, people }
    }

    fn of(&mut self, cell: &Cell) -> (String, &mut Person) {
        (self.pins[cell.pin].clone(), self.people.get_mut(cell.who).unwrap())
    }

    /// Where the bytes of a pin are, in every quality.
    async fn addresses(&mut self, pin: &str) -> Vec<String> {
        let id = self.pins[pin].clone();
        let pin = self.people.get_mut("owner").unwrap().program.see(&id).await;
        let qualities = pin["qualities"].as_array().unwrap();
        assert_eq!(qualities.len(), 3);
        let path = |quality: &Value| {
            let url = quality["url"].as_str().unwrap();
            url.strip_prefix("http://127.0.0.1:0").unwrap().to_owned()
        };
        qualities.iter().map(path).collect()
    }

    /// Brings back whatever was deleted.
    async fn undo(&self) {
        let sql = "update pins set deleted_at = null, deletion_id = null";
        sqlx::query(sql).execute(&self.site.rows).await.unwrap();
    }
}

/// The ids in a list that the API has answered.
fn ids(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// The same as the API answers it where something is made.
fn made(status: u16) -> u16 {
    if status == 200 { 201 } else { status }
}

/// The same as the API answers it where nothing is left to be said.
fn gone(status: u16) -> u16 {
    if status == 200 { 204 } else { status }
}
