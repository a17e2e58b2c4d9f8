//! Who asks: one client, over a connection that stays open, by the API and for pages; and, by hand, PostgreSQL for the same.

use super::rooms::Room;
use crate::{
    api::{Member, PASSWORD},
    http,
    keep_alive::Connection,
    servers::Place,
};
use serde_json::Value;
use sqlx::{Connection as _, PgConnection, Row};
use std::net::SocketAddr;
use time::OffsetDateTime;
use tokio::time::Instant;

/// How an answer says which messages it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A stretch of a history, the oldest first: of the API, and as a page.
    History,
    HistoryPage,
    /// A list, in its order: of the API, and what was found as a page.
    List,
    FoundPage,
    /// How far the member has read.
    Read,
}

/// What was answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The numbers of the messages, in their order.
    pub numbers: Vec<i64>,
    /// Whether there are more, older and newer ones. Where something was looked for, all are older.
    pub older: bool,
    pub newer: bool,
}

impl Answer {
    fn read(kind: Kind, body: &[u8]) -> Self {
        let text = || String::from_utf8_lossy(body);
        match kind {
            Kind::HistoryPage => Self { numbers: behind("id=\"m-", &text()), ..Self::default() },
            Kind::FoundPage => {
                Self { numbers: behind("#m-", &text()), older: text().contains("rel=\"next\""), newer: false }
            }
            Kind::History | Kind::List | Kind::Read => {
                let answer: Value = serde_json::from_slice(body).expect("JSON");
                let numbers = match answer["items"].as_array() {
                    Some(items) => items.iter().filter_map(|message| message["seq"].as_i64()).collect(),
                    None => answer["read"].as_i64().into_iter().collect(),
                };
                let older = answer["older"] == true || answer["next"].is_string();
                Self { numbers, older, newer: answer["newer"] == true }
            }
        }
    }

    /// Whether it is what is known to be right. What is found can come in more pages than one: then it is the beginning of that.
    pub fn fits(&self, kind: Kind, known: &[i64]) -> bool {
        let is_found = matches!(kind, Kind::List | Kind::FoundPage);
        self.numbers == known || is_found && self.older && known.starts_with(&self.numbers)
    }
}

/// The numbers that stand in a page behind these signs, up to the end of the attribute.
fn behind(signs: &str, page: &str) -> Vec<i64> {
    let attributes = page.split(signs).skip(1).filter_map(|rest| rest.split_once('"'));
    let numbers = attributes.filter_map(|(number, _)| number.parse().ok());
    // The first message has 1: 0 is the empty one that scripts copy.
    numbers.filter(|number| *number > 0).collect()
}

/// What a query is asked with, beside the channel.
#[derive(Debug, Clone)]
pub enum Argument {
    Number(i64),
    Text(String),
    At(OffsetDateTime),
}

pub struct Asker {
    connection: Connection,
    bearer: String,
    cookies: String,
    postgres: PgConnection,
}

impl Asker {
    pub async fn new(place: &Place, server: SocketAddr, member: &Member) -> Self {
        Self {
            connection: Connection::open(server).await.expect("a connection"),
            bearer: member.bearer(),
            cookies: format!("cookie: {}\r\n", sign_in(member, server).await),
            postgres: PgConnection::connect_with(&place.options()).await.expect("PostgreSQL"),
        }
    }

    /// Asks the site, and gives the answer and how long it took, in milliseconds.
    pub async fn ask(&mut self, kind: Kind, path: &str) -> (Answer, f64) {
        let lines = if path.starts_with("/api/") { &self.bearer } else { &self.cookies };
        let began = Instant::now();
        let (status, body) = self.connection.get(path, lines).await.expect("an answer");
        let took = began.elapsed().as_secs_f64() * 1e3;
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        (Answer::read(kind, &body), took)
    }

    /// Asks PostgreSQL, with a statement that it has prepared. The first column is the number of a message.
    pub async fn by_hand(&mut self, room: &Room, query: &'static str, arguments: &[Argument]) -> (Vec<i64>, f64) {
        let mut asked = sqlx::query(query).bind(room.uuid);
        for argument in arguments {
            asked = match argument {
                Argument::Number(number) => asked.bind(*number),
                Argument::Text(text) => asked.bind(text.clone()),
                Argument::At(at) => asked.bind(*at),
            };
        }
        let began = Instant::now();
        let rows = asked.fetch_all(&mut self.postgres).await.expect(query);
        let took = began.elapsed().as_secs_f64() * 1e3;
        (rows.iter().map(|row| row.get(0)).collect(), took)
    }
}

/// Signs in with a browser, and gives its cookies.
async fn sign_in(member: &Member, server: SocketAddr) -> String {
    let field = |(name, value): (&str, &str)| {
        format!("--form\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = [("login", member.name.as_str()), ("password", PASSWORD)].map(field).concat() + "--form--\r\n";
    let lines = "accept: application/json\r\ncontent-type: multipart/form-data; boundary=form\r\n";
    let reply = http::send(server, "POST", "/login", lines, body.as_bytes()).await.expect("an answer");
    let cookies: Vec<_> = reply.headers("set-cookie").filter_map(|cookie| cookie.split(';').next()).collect();
    assert!(!cookies.is_empty(), "{}: {}", reply.status, String::from_utf8_lossy(&reply.body));
    cookies.join("; ")
}
