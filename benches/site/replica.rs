//! A channel as one client has it, by the rule of docs/LIVE.md.

use crate::api::{History, Member, history};
use serde_json::{Value, json};
use std::{collections::BTreeMap, io, net::SocketAddr};

/// What a client knows of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    changed_seq: i64,
    pub key: String,
    body: String,
    author: String,
    /// How many reacted with each.
    reactions: BTreeMap<String, u64>,
}

impl From<&Value> for Known {
    fn from(message: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let reactions = message["reactions"].as_array().expect("reactions");
        Self {
            changed_seq: message["changed_seq"].as_i64().expect("a number"),
            key: text(&message["key"]),
            body: text(&message["body"]),
            author: text(&message["author"]["username"]),
            reactions: reactions
                .iter()
                .map(|reaction| (text(&reaction["emoji"]), reaction["count"].as_u64().expect("a count")))
                .collect(),
        }
    }
}

/// What has to be done after something was taken.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    GoOn,
    /// Something is missing.
    Subscribe,
    /// Too much is missing.
    BeginAfresh,
}

/// A channel as a client has it. It is none before it was read.
#[derive(Default)]
pub struct Replica {
    epoch: String,
    pub seq: i64,
    pub messages: BTreeMap<i64, Known>,
}

impl Replica {
    pub fn is_empty(&self) -> bool {
        self.epoch.is_empty()
    }

    pub async fn read(member: &Member, address: SocketAddr, channel: &str) -> io::Result<Self> {
        let History { epoch, seq, messages } = history(member, address, channel).await?;
        let messages = messages.iter().map(|(seq, message)| (*seq, Known::from(message))).collect();
        Ok(Self { epoch, seq, messages })
    }

    /// What is said to go on from here.
    pub fn subscribe(&self, channel: &str) -> String {
        json!({"type": "subscribe", "channel": channel, "epoch": self.epoch, "seq": self.seq}).to_string()
    }

    /// Takes what a server says of the channel.
    pub fn take(&mut self, told: &Value) -> Next {
        match told["type"].as_str() {
            Some("resync") => Next::Subscribe,
            Some("reset") => Next::BeginAfresh,
            Some("changes") if told["epoch"] != self.epoch => Next::BeginAfresh,
            Some("changes") => self.take_changes(told),
            _ => Next::GoOn,
        }
    }

    fn take_changes(&mut self, told: &Value) -> Next {
        let (after, seq) = (told["after"].as_i64().expect("a number"), told["seq"].as_i64().expect("a number"));
        if after > self.seq {
            return Next::Subscribe;
        }
        if seq <= self.seq {
            return Next::GoOn;
        }
        let mut last = 0;
        for message in told["messages"].as_array().expect("messages") {
            let (number, known) = (message["seq"].as_i64().expect("a number"), Known::from(message));
            assert!(last < known.changed_seq && known.changed_seq <= seq, "out of order: {told}");
            last = known.changed_seq;
            // What was read meanwhile can be newer. It will be told again.
            if self.messages.get(&number).is_some_and(|before| before.changed_seq > known.changed_seq) {
                continue;
            }
            if message["deleted"] == true {
                self.messages.remove(&number);
            } else {
                self.messages.insert(number, known);
            }
        }
        self.seq = seq;
        Next::GoOn
    }
}
