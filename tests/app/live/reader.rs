//! A client that shows a channel, as docs/LIVE.md says that one does it.

use super::{Socket, world::page};
use crate::api::Program;
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::SocketAddr};

pub struct Reader {
    pub socket: Socket,
    program: Program,
    channel: String,
    pub epoch: String,
    pub seq: i64,
    /// The messages by their numbers. Those that were deleted are not among them.
    pub messages: BTreeMap<i64, Value>,
    /// All messages that it was told of, as they were told, and in their order.
    pub told: Vec<Value>,
    /// How often it had to begin afresh.
    pub resets: usize,
}

impl Reader {
    /// Reads the newest page, and goes on from there.
    pub async fn open(address: SocketAddr, program: &Program, channel: &str) -> Self {
        let socket = Socket::of_program(address, program).await.unwrap();
        Self::over(socket, address, program, channel).await
    }

    /// The same over a socket that is open already.
    pub async fn over(socket: Socket, address: SocketAddr, program: &Program, channel: &str) -> Self {
        let mut reader = Self {
            socket,
            program: program.at(address),
            channel: channel.to_owned(),
            epoch: String::new(),
            seq: 0,
            messages: BTreeMap::new(),
            told: Vec::new(),
            resets: 0,
        };
        reader.read_page().await;
        reader.subscribe().await;
        reader.socket.next_of(&["subscribed"]).await;
        reader
    }

    /// Opens another socket, maybe to another server, and goes on from where it is.
    pub async fn reopen(&mut self, address: SocketAddr) {
        self.socket = Socket::of_program(address, &self.program).await.unwrap();
        self.program = self.program.at(address);
        self.subscribe().await;
    }

    pub async fn subscribe(&mut self) {
        let Self { channel, epoch, seq, .. } = &*self;
        let wish = json!({"type": "subscribe", "channel": channel, "epoch": epoch, "seq": seq});
        self.socket.say_json(wish).await;
    }

    async fn read_page(&mut self) {
        let page = page(&mut self.program, &self.channel).await;
        (self.epoch, self.seq) = (page["epoch"].as_str().unwrap().to_owned(), page["seq"].as_i64().unwrap());
        let messages = page["items"].as_array().unwrap().iter();
        self.messages = messages.map(|message| (message["seq"].as_i64().unwrap(), message.clone())).collect();
    }

    /// Follows until it has come as far as this change.
    pub async fn reach(&mut self, seq: i64) {
        while self.seq < seq {
            let message = self.socket.next().await.unwrap();
            self.take(&message).await;
        }
    }

    /// Takes what the server says.
    pub async fn take(&mut self, message: &Value) {
        match message["type"].as_str().unwrap() {
            "changes" => self.take_changes(message).await,
            "reset" => self.begin_afresh().await,
            "resync" => self.subscribe().await,
            "closed" | "error" => panic!("{message}"),
            _ => {}
        }
    }

    async fn take_changes(&mut self, changes: &Value) {
        let (after, seq) = (changes["after"].as_i64().unwrap(), changes["seq"].as_i64().unwrap());
        if changes["epoch"] != self.epoch {
            return self.begin_afresh().await;
        }
        if after > self.seq {
            return self.subscribe().await;
        }
        if seq <= self.seq {
            return;
        }
        for message in changes["messages"].as_array().unwrap() {
            let number = message["seq"].as_i64().unwrap();
            if message["deleted"] == true {
                self.messages.remove(&number);
            } else {
                self.messages.insert(number, message.clone());
            }
            self.told.push(message.clone());
        }
        self.seq = seq;
    }

    async fn begin_afresh(&mut self) {
        self.resets += 1;
        self.read_page().await;
        self.subscribe().await;
    }

    /// What it shows.
    pub fn shown(&self) -> Vec<Value> {
        self.messages.values().map(essence).collect()
    }

    /// The bodies that it shows.
    pub fn bodies(&self) -> Vec<&str> {
        self.messages.values().map(|message| message["body"].as_str().unwrap()).collect()
    }

    /// Of what it was told: the numbers of the changes.
    pub fn changes(&self) -> Vec<i64> {
        self.told.iter().map(|message| message["changed_seq"].as_i64().unwrap()).collect()
    }
}

/// What a channel has, for somebody who comes now.
pub async fn there(program: &mut Program, channel: &str) -> Vec<Value> {
    page(program, channel).await["items"].as_array().unwrap().iter().map(essence).collect()
}

/// What of a message does not depend on who looks.
fn essence(message: &Value) -> Value {
    let fields = ["seq", "changed_seq", "key", "body", "html", "reactions", "edited_at", "pinned", "sent_at"];
    let mut essence: serde_json::Map<_, _> =
        fields.iter().map(|field| ((*field).to_owned(), message[*field].clone())).collect();
    essence.insert("author".to_owned(), message["author"]["username"].clone());
    essence.insert("reply_to".to_owned(), message["reply_to"]["seq"].clone());
    Value::Object(essence)
}
