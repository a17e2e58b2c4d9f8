//! A member's live socket, which follows the channel by the rule of docs/LIVE.md and comes back whatever ends it.

use crate::{
    acts::sign_in,
    answers::{Answer, Failure},
    api::Member,
    frames::Socket,
    outcomes::{Kind, Outcome},
    replica::{Next, Replica},
};
use serde_json::Value;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

/// How long is waited before a socket is opened again, in milliseconds.
const PAUSE: std::ops::Range<u64> = 100..1_000;

/// How long it may take to hear the last of it.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Listener {
    pub member: Member,
    pub replica: Replica,
    pub outcomes: Vec<Outcome>,
    number: usize,
    servers: [SocketAddr; 2],
    channel: String,
}

impl Listener {
    pub fn new(number: usize, member: Member, servers: [SocketAddr; 2], channel: &str) -> Self {
        let replica = Replica::default();
        Self { member, replica, outcomes: Vec::new(), number, servers, channel: channel.to_owned() }
    }

    /// Listens until it has heard what the channel has at the end: the last change is told then. Or until that takes too long.
    pub async fn run(mut self, end: watch::Receiver<Option<i64>>) -> Self {
        tokio::select! {
            () = self.listen(end.clone()) => {}
            () = too_late(end) => {}
        }
        self
    }

    async fn listen(&mut self, mut end: watch::Receiver<Option<i64>>) {
        let mut at = self.number;
        loop {
            at += 1;
            let server = self.servers[at % 2];
            let Err(error) = self.connected(server, &mut end).await else { return };
            let failure = failure(&error);
            let signed_out = failure == Failure::Clear(401);
            self.note(Kind::Socket, Err(failure));
            if signed_out {
                let signed_in = sign_in(&mut self.member, server).await;
                self.note(Kind::SignIn, signed_in);
            }
            sleep(Duration::from_millis(rand::random_range(PAUSE))).await;
        }
    }

    /// Over one connection. It is an error where that ends before all has come.
    async fn connected(&mut self, server: SocketAddr, end: &mut watch::Receiver<Option<i64>>) -> io::Result<()> {
        if self.replica.is_empty() {
            self.replica = Replica::read(&self.member, server, &self.channel).await?;
        }
        let mut socket = Socket::open(server, "/api/v1/live", &self.member.bearer()).await?;
        socket.say(&[self.replica.subscribe(&self.channel)]).await?;
        loop {
            if end.borrow().is_some_and(|last| self.replica.seq >= last) {
                return Ok(());
            }
            tokio::select! {
                told = socket.next() => {
                    self.take(&mut socket, server, &told?).await?;
                    while socket.has_next() {
                        let told = socket.next().await?;
                        self.take(&mut socket, server, &told).await?;
                    }
                }
                _ = end.changed() => {}
            }
        }
    }

    async fn take(&mut self, socket: &mut Socket, server: SocketAddr, told: &[u8]) -> io::Result<()> {
        let told: Value = serde_json::from_slice(told)?;
        match told["type"].as_str() {
            Some("subscribed") => self.note(Kind::Socket, Ok(101)),
            Some("closed" | "error") => return Err(io::Error::other(told.to_string())),
            _ => {}
        }
        match self.replica.take(&told) {
            Next::GoOn => Ok(()),
            Next::Subscribe => socket.say(&[self.replica.subscribe(&self.channel)]).await,
            Next::BeginAfresh => {
                // Where this fails, it is read at the next connection.
                self.replica = Replica::default();
                self.replica = Replica::read(&self.member, server, &self.channel).await?;
                socket.say(&[self.replica.subscribe(&self.channel)]).await
            }
        }
    }

    fn note(&mut self, kind: Kind, answer: Answer) {
        self.outcomes.push(Outcome { client: self.number, kind, ended: Instant::now(), answer });
    }
}

async fn too_late(mut end: watch::Receiver<Option<i64>>) {
    let _gone = end.wait_for(Option::is_some).await.is_err();
    sleep(PATIENCE).await;
}

/// What an error stands for: the second word of one that came of an answer is its status.
fn failure(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::TimedOut => Failure::Silent,
        io::ErrorKind::Other => {
            let words = error.to_string();
            match words.split(' ').nth(1).and_then(|status| status.parse().ok()) {
                Some(status @ (401 | 429 | 503)) => Failure::Clear(status),
                status => {
                    Failure::Unclear(status.unwrap_or_default(), words.lines().next().unwrap_or_default().to_owned())
                }
            }
        }
        _ => Failure::Broken,
    }
}
