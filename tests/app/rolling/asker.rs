//! Somebody who asks for one thing after the other, over a connection that they keep, and notes what fails.

use crate::{
    keep_alive::{Connection, Reply},
    live::world::key,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, io, net::SocketAddr, time::Duration};
use tokio::{sync::watch, time::sleep};

/// In how many pieces a slow upload comes.
const PIECES: usize = 30;

/// How long somebody is silent between two messages.
const SILENCE: Duration = Duration::from_millis(100);

pub struct Asker {
    server: SocketAddr,
    connection: Option<Connection>,
    over: watch::Receiver<bool>,
    pub answered: usize,
    pub failures: Vec<String>,
    /// The messages that were acknowledged, by their numbers.
    pub said: BTreeMap<i64, String>,
}

impl Asker {
    /// One who goes on until it is over.
    pub fn new(server: SocketAddr, over: &watch::Sender<bool>) -> Self {
        let (failures, said) = (Vec::new(), BTreeMap::new());
        Self { server, connection: None, over: over.subscribe(), answered: 0, failures, said }
    }

    fn goes_on(&self) -> bool {
        !*self.over.borrow()
    }

    /// Reads these pages again and again.
    pub async fn read(mut self, paths: Vec<String>) -> Self {
        while self.goes_on() {
            for path in &paths {
                self.ask(&format!("GET {path} HTTP/1.1\r\n"), &[], Duration::ZERO).await;
            }
        }
        self
    }

    /// Uploads one picture after the other, in pieces with a pause after each.
    pub async fn upload(mut self, token: String, side: u32, pause: Duration) -> Self {
        let head =
            format!("POST /api/v1/pins HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-type: {CONTENT_TYPE}\r\n");
        while self.goes_on() {
            let form = Form::default().text("visibility", "public");
            let body = form.file("file", "noise.png", &pictures::noise(side)).finish();
            self.ask(&head, &body, pause).await;
        }
        self
    }

    /// Sends one message after the other to a channel.
    pub async fn talk(mut self, token: String, channel: String, name: &str) -> Self {
        let head = format!(
            "POST /api/v1/channels/{channel}/messages HTTP/1.1\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\n"
        );
        while self.goes_on() {
            let body = format!("{name} {}", self.answered);
            let message = json!({"key": key(), "body": body}).to_string();
            if let Some(reply) = self.ask(&head, message.as_bytes(), Duration::ZERO).await {
                let written: Value = serde_json::from_slice(&reply.body).unwrap();
                self.said.insert(written["seq"].as_i64().unwrap(), body);
            }
            sleep(SILENCE).await;
        }
        self
    }

    /// The answer to a request, where it was heard and done.
    async fn ask(&mut self, head: &str, body: &[u8], pause: Duration) -> Option<Reply> {
        let asked = head.lines().next().unwrap_or_default().to_owned();
        match self.reply(head, body, pause).await {
            Ok(reply) if (200..300).contains(&reply.status) => {
                self.answered += 1;
                return Some(reply);
            }
            Ok(reply) => self.failures.push(format!("{asked}: {} {}", reply.status, reply.text())),
            Err(error) => self.failures.push(format!("{asked}: {error}")),
        }
        None
    }

    async fn reply(&mut self, head: &str, body: &[u8], pause: Duration) -> io::Result<Reply> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.server).await?,
        };
        // As browsers do: a request with a length, even of nothing, counts as one whose body nginx cannot send again.
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        connection.send(format!("{head}host: {}\r\n{length}\r\n", self.server).as_bytes()).await?;
        for piece in body.chunks(body.len() / PIECES + 1) {
            connection.send(piece).await?;
            sleep(pause).await;
        }
        let reply = connection.reply().await?;
        // nginx ends a connection after a thousand requests, and says so.
        self.connection = (!reply.is_last()).then_some(connection);
        Ok(reply)
    }
}
