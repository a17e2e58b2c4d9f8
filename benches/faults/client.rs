//! A member who looks, likes, talks and uploads, at each of the servers in turn, and keeps what they were told. What was not answered is
//! sent again until it is, as the same: under its key, or to the same end.

use crate::{
    acts::Acts,
    answers::{Answer, Failure},
    api::Member,
    outcomes::{Kind, Outcome},
    told::{Shown, Told},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

/// What a client does in a round, one after the other.
const ROUND: [Kind; 8] = [
    Kind::Explore,
    Kind::Upload,
    Kind::Picture,
    Kind::Like,
    Kind::Message,
    Kind::Picture,
    Kind::PinPage,
    Kind::History,
];

/// How long a client rests between two acts, in milliseconds.
const REST: std::ops::Range<u64> = 250..450;

/// A picture is to be ready after so long.
const READY_AFTER: Duration = Duration::from_secs(10);

/// How long what is open at the end is tried again.
const SETTLE_PATIENCE: Duration = Duration::from_secs(180);

pub struct Client {
    number: usize,
    acts: Acts,
    pub outcomes: Vec<Outcome>,
}

impl Client {
    pub fn new(number: usize, member: Member, servers: [SocketAddr; 2], channel: &str, shown: &Arc<Shown>) -> Self {
        Self { number, acts: Acts::new(member, servers, channel, Arc::clone(shown)), outcomes: Vec::new() }
    }

    pub fn number(&self) -> usize {
        self.number
    }

    pub fn told(&self) -> &Told {
        &self.acts.told
    }

    pub fn member(&self) -> &Member {
        &self.acts.member
    }

    /// Signs in anew: a token lasts for a quarter of an hour, and all that is done with one fault takes less.
    pub async fn begin(&mut self) {
        self.outcomes.clear();
        self.acts.told.begin();
        self.acts.sign_in().await.expect("to be signed in");
    }

    /// Goes on until it is over, then brings to an end what is open.
    pub async fn run(mut self, over: watch::Receiver<bool>) -> Self {
        let mut round = self.number;
        while !*over.borrow() {
            round += 1;
            for nth in 0..ROUND.len() {
                if *over.borrow() {
                    break;
                }
                let kind = ROUND[(nth + self.number) % ROUND.len()];
                // Pictures are the most of the work.
                if kind != Kind::Upload || round.is_multiple_of(2) {
                    self.act(kind).await;
                }
                if self.acts.waits_for_picture() {
                    self.act(Kind::State).await;
                }
                sleep(Duration::from_millis(rand::random_range(REST))).await;
            }
        }
        self.settle().await;
        self
    }

    async fn settle(&mut self) {
        let began = Instant::now();
        while began.elapsed() < SETTLE_PATIENCE {
            let open = self.acts.open();
            if open.is_empty() {
                return;
            }
            for kind in open {
                self.act(kind).await;
            }
            sleep(Duration::from_millis(rand::random_range(REST))).await;
        }
        let left: Vec<_> = self.acts.open().into_iter().map(Kind::name).collect();
        let words = format!("{} has not come to an end with: {}", self.member().name, left.join(", "));
        self.acts.told.unsettled.push(words);
    }

    async fn act(&mut self, kind: Kind) {
        let Some(answer) = self.acts.act(kind).await else { return };
        let signed_out = answer == Err(Failure::Clear(401));
        self.note(kind, answer);
        if signed_out {
            let signed_in = self.acts.sign_in().await;
            self.note(Kind::SignIn, signed_in);
        }
        if let Some(since) = self.acts.has_become_ready() {
            let in_time = since.elapsed() <= READY_AFTER;
            self.note(Kind::Ready, if in_time { Ok(200) } else { Err(Failure::Late) });
        }
    }

    fn note(&mut self, kind: Kind, answer: Answer) {
        self.outcomes.push(Outcome { client: self.number, kind, ended: Instant::now(), answer });
    }
}
