//! Somebody who shows a channel, and comes back whenever their socket ends, as pages do (`src/app/browser/socket.rs`).

use crate::{
    api::Program,
    live::{Socket, reader::Reader},
};
use serde_json::Value;
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use tokio::time::sleep;

/// The longest first pause before another socket is opened, in milliseconds. Each after it is twice as long.
const PAUSE: u64 = 1_000;

pub struct Listener {
    server: SocketAddr,
    program: Program,
    reader: Reader,
    tries: u32,
    /// How often their socket ended and another one took its place.
    pub returns: usize,
    /// All messages that they were told or have read, by their numbers.
    pub heard: BTreeMap<i64, String>,
}

impl Listener {
    pub async fn open(server: SocketAddr, program: &Program, channel: &str) -> Self {
        let reader = Reader::open(server, program, channel).await;
        assert!(reader.messages.is_empty(), "they come before anything is said");
        Self { server, program: program.clone(), reader, tries: 0, returns: 0, heard: BTreeMap::new() }
    }

    /// Listens until this message has come, over a socket that is open then.
    pub async fn listen(mut self, last: &str) -> Self {
        while self.heard.last_key_value().is_none_or(|(_, body)| body != last) {
            match self.reader.socket.next().await {
                Ok(message) => self.take(&message).await,
                Err(_) => self.come_back().await,
            }
        }
        self.reader.subscribe().await;
        self.reader.socket.next_of(&["subscribed", "reset"]).await;
        self
    }

    async fn take(&mut self, message: &Value) {
        let (told, resets) = (self.reader.told.len(), self.reader.resets);
        self.reader.take(message).await;
        // Whoever begins afresh has read all that is new.
        let read = self.reader.messages.values().filter(|_| self.reader.resets > resets);
        for message in self.reader.told[told..].iter().chain(read) {
            let (seq, body) = (message["seq"].as_i64().unwrap(), message["body"].as_str().unwrap());
            self.heard.insert(seq, body.to_owned());
        }
    }

    async fn come_back(&mut self) {
        loop {
            let longest = PAUSE << self.tries.min(6);
            self.tries += 1;
            sleep(Duration::from_millis(longest / 2 + rand::random::<u64>() % (longest / 2))).await;
            // Refused where it reaches a server in the very moment in which that stops.
            if let Ok(socket) = Socket::of_program(self.server, &self.program).await {
                self.reader.socket = socket;
                break;
            }
        }
        self.returns += 1;
        // From the last change on that they know of.
        self.reader.subscribe().await;
    }
}
