//! Whether all clients end with the same channel, whatever fails meanwhile.

use crate::{
    actions::{Action, Worker},
    api::{self, Member, key},
    faults::FAULTS,
    frames::Socket,
    measured::grouped,
    replica::{Next, Replica},
    servers::{Bus, Place, Server},
    tally::{Tally, one_more},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    io,
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};

/// How many clients there are, and how many messages each sends.
const CLIENTS: usize = 20;
const EACH: usize = 500;

/// How often a client does something.
const PACE: Duration = Duration::from_millis(40);

/// How many messages of a client can be without an answer.
const UNANSWERED_MOST: usize = 8;

/// A message without an answer is sent again after so long.
const SEND_AGAIN: Duration = Duration::from_secs(3);

/// How long a connection lasts at least and at most before it is cut, in milliseconds.
const LASTS: std::ops::Range<u64> = 500..8_000;

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(900);

const EMOJI: [&str; 4] = ["%F0%9F%91%8D", "%F0%9F%92%9A", "%F0%9F%90%A6", "%F0%9F%91%80"];

/// Runs it, and says whether all went well.
pub async fn run(bus: Bus) -> bool {
    let Some(mut place) = Place::new(bus).await else { return true };
    println!("{CLIENTS} clients, two servers, the bus is {bus:?}: {} messages", grouped((CLIENTS * EACH) as u64));
    let mut servers = [place.server(&[]).await, place.server(&[]).await];
    let addresses = [servers[0].address, servers[1].address];
    let members = api::sign_up_all(addresses[0], CLIENTS).await;
    let channel = api::community(addresses[0], &members, 1).await.remove(0);
    let tally = Arc::new(Tally::default());
    let (end, ends) = watch::channel(None);
    let (finished, mut finishes) = mpsc::channel(CLIENTS);
    let mut clients = JoinSet::new();
    for (n, member) in members.iter().enumerate() {
        let client = Client::new(member.clone(), addresses, n % 2, &channel, &tally, &finished);
        clients.spawn(client.run(ends.clone()));
    }
    drop(finished);
    let began = Instant::now();
    let talk = async {
        let all_done = async { while finishes.recv().await.is_some() {} };
        tokio::join!(all_done, fail(&mut place, &mut servers, bus, &tally, began));
        let truth = Replica::read(&members[0], addresses[0], &channel).await.expect("the channel");
        end.send_replace(Some(truth.seq));
        (truth, clients.join_all().await)
    };
    let (truth, ended) = timeout(PATIENCE, talk).await.expect("all clients come to the end");
    println!(
        "  {:5.1} s: all clients have come to change {}",
        began.elapsed().as_secs_f64(),
        grouped(truth.seq as u64)
    );
    let well = check(&place, &truth, &ended).await;
    tally.print();
    let alive = servers.iter().all(Server::is_well);
    for server in &mut servers {
        server.stop().await;
    }
    place.end().await;
    well && alive && tally.refused.load(Ordering::Relaxed) == 0
}

/// Lets everything fail in its turn.
async fn fail(place: &mut Place, servers: &mut [Server; 2], bus: Bus, tally: &Tally, began: Instant) {
    for (fault, share) in FAULTS {
        let after = (share * (CLIENTS * EACH) as f64) as usize;
        while tally.confirmed.load(Ordering::Relaxed) < after {
            sleep(Duration::from_millis(20)).await;
        }
        fault.happen(place, servers, bus, began).await;
    }
}

/// Whether every client has what is there, and whether that is what was sent.
async fn check(place: &Place, truth: &Replica, ended: &[Ended]) -> bool {
    let mut well = true;
    for Ended { name, replica, sent } in ended {
        if replica.messages != truth.messages || replica.seq != truth.seq {
            well = false;
            let wrong = truth.messages.iter().filter(|(seq, known)| replica.messages.get(*seq) != Some(*known)).count();
            let more = replica.messages.keys().filter(|seq| !truth.messages.contains_key(*seq)).count();
            println!("  {name} has another channel: {wrong} messages differ or are missing, {more} are too many");
        }
        let lost = sent.iter().filter(|(key, seq)| truth.messages.get(*seq).is_some_and(|known| known.key != **key));
        let lost = lost.count();
        if lost > 0 || sent.len() != EACH {
            well = false;
            println!("  {name} has sent {} messages, of which {lost} are not where they should be", sent.len());
        }
    }
    let pool = place.pool().await;
    let counted: (i64, i64, i64, i64) = sqlx::query_as(
        "select count(*), count(distinct (author_id, client_key)), count(*) filter (where deleted_at is null),
                count(distinct changed_seq) from messages",
    )
    .fetch_one(&pool)
    .await
    .expect("the messages");
    pool.close().await;
    let all = (CLIENTS * EACH) as i64;
    if counted != (all, all, truth.messages.len() as i64, all) {
        well = false;
        println!(
            "  {all} messages were sent, and there are (all, different, not deleted, different changes) {counted:?}"
        );
    }
    let word = if well { "the same channel, each message once and as it is" } else { "DIFFERENT CHANNELS" };
    println!("  {} clients end with {word}: {} messages", ended.len(), grouped(truth.messages.len() as u64));
    well
}

/// Somebody who talks, and what they have of the channel.
struct Client {
    member: Member,
    servers: [SocketAddr; 2],
    /// At which of them they are.
    at: usize,
    channel: String,
    replica: Replica,
    to_send: usize,
    /// What has no answer yet, by its key, and when it was sent.
    unanswered: BTreeMap<String, (String, Instant)>,
    /// The keys of what was sent, and its numbers.
    sent: HashMap<String, i64>,
    /// Those of them that can be edited and deleted.
    own: Vec<i64>,
    /// `None` once all was done.
    actions: Option<mpsc::UnboundedSender<Action>>,
    tally: Arc<Tally>,
}

/// A client at the end.
struct Ended {
    name: String,
    replica: Replica,
    sent: HashMap<String, i64>,
}

impl Client {
    fn new(
        member: Member,
        servers: [SocketAddr; 2],
        at: usize,
        channel: &str,
        tally: &Arc<Tally>,
        finished: &mpsc::Sender<()>,
    ) -> Self {
        let (actions, to_do) = mpsc::unbounded_channel();
        let worker =
            Worker { member: member.clone(), servers, at, channel: channel.to_owned(), tally: Arc::clone(tally) };
        tokio::spawn(worker.work(to_do, finished.clone()));
        Self {
            member,
            servers,
            at,
            channel: channel.to_owned(),
            replica: Replica::default(),
            to_send: EACH,
            unanswered: BTreeMap::new(),
            sent: HashMap::new(),
            own: Vec::new(),
            actions: Some(actions),
            tally: Arc::clone(tally),
        }
    }

    /// Talks until all have said what they wanted to, and has come as far as the channel then.
    async fn run(mut self, mut end: watch::Receiver<Option<i64>>) -> Ended {
        let mut bound = 100;
        loop {
            let before = self.replica.seq;
            if self.connected(&mut end).await.is_ok() {
                return Ended { name: self.member.name, replica: self.replica, sent: self.sent };
            }
            self.at = 1 - self.at;
            bound = if self.replica.seq > before { 100 } else { (bound * 2).min(2_000) };
            sleep(Duration::from_millis(rand::random_range(0..bound))).await;
        }
    }

    /// Over one connection. It is an error where that ends before all has come.
    async fn connected(&mut self, end: &mut watch::Receiver<Option<i64>>) -> io::Result<()> {
        let address = self.servers[self.at];
        if self.replica.is_empty() {
            self.replica = Replica::read(&self.member, address, &self.channel).await?;
        }
        let bearer = self.member.bearer();
        let mut socket = Socket::open(address, "/api/v1/live", &bearer).await?;
        one_more(&self.tally.connections);
        let mut first = vec![self.replica.subscribe(&self.channel)];
        first.extend(self.unanswered.iter().map(|(key, (body, _))| self.send(key, body)));
        socket.say(&first).await?;
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let cut = Instant::now() + Duration::from_millis(rand::random_range(LASTS));
        loop {
            if end.borrow().is_some_and(|last| self.replica.seq >= last) {
                return Ok(());
            }
            tokio::select! {
                told = socket.next() => self.take(&mut socket, &told?).await?,
                _ = pace.tick() => self.act(&mut socket).await?,
                _ = end.changed() => {}
                () = tokio::time::sleep_until(cut) => {
                    one_more(&self.tally.cuts);
                    return Err(io::ErrorKind::ConnectionReset.into());
                }
            }
        }
    }

    fn send(&self, key: &str, body: &str) -> String {
        json!({"type": "send", "channel": self.channel, "key": key, "body": body}).to_string()
    }

    async fn take(&mut self, socket: &mut Socket, told: &[u8]) -> io::Result<()> {
        let told: Value = serde_json::from_slice(told)?;
        match told["type"].as_str() {
            Some("sent") => {
                let (key, seq) = (told["key"].as_str().expect("a key"), told["seq"].as_i64().expect("a number"));
                if self.unanswered.remove(key).is_some() {
                    self.sent.insert(key.to_owned(), seq);
                    self.own.push(seq);
                    one_more(&self.tally.confirmed);
                } else {
                    assert_eq!(self.sent.get(key), Some(&seq), "sent again, it is the same message");
                }
                return Ok(());
            }
            // While something is away. It is sent again in its time.
            Some("refused") => {
                assert!(!told["retry_after"].is_null(), "{told}");
                return Ok(());
            }
            Some("closed" | "error") => panic!("{told}"),
            _ => {}
        }
        match self.replica.take(&told) {
            Next::GoOn => Ok(()),
            Next::Subscribe => socket.say(&[self.replica.subscribe(&self.channel)]).await,
            Next::BeginAfresh => {
                one_more(&self.tally.resets);
                // Where this fails, it is read at the next connection.
                self.replica = Replica::default();
                self.replica = Replica::read(&self.member, self.servers[self.at], &self.channel).await?;
                socket.say(&[self.replica.subscribe(&self.channel)]).await
            }
        }
    }

    async fn act(&mut self, socket: &mut Socket) -> io::Result<()> {
        let mut texts = Vec::new();
        let now = Instant::now();
        let late: Vec<_> =
            self.unanswered.iter().filter(|(_, (_, at))| now - *at > SEND_AGAIN).map(|(key, _)| key.clone()).collect();
        for key in late {
            if let Some((body, at)) = self.unanswered.get_mut(&key) {
                *at = now;
                let body = body.clone();
                texts.push(self.send(&key, &body));
                one_more(&self.tally.sent_again);
            }
        }
        if self.to_send > 0 && self.unanswered.len() < UNANSWERED_MOST {
            self.to_send -= 1;
            let (key, body) = (key(), format!("{} has {} to say", self.member.name, self.to_send));
            texts.push(self.send(&key, &body));
            self.unanswered.insert(key, (body, now));
        }
        self.do_something();
        if texts.is_empty() { Ok(()) } else { socket.say(&texts).await }
    }

    /// Edits or deletes a message of theirs, or reacts to anybody's, now and then; and nothing any more once all was sent.
    fn do_something(&mut self) {
        if self.to_send == 0 && self.unanswered.is_empty() {
            self.actions = None;
        }
        let Some(actions) = &self.actions else { return };
        let action = match rand::random_range(0..100) {
            0..10 if !self.own.is_empty() => Action::Edit(self.own[rand::random_range(0..self.own.len())]),
            10..15 if !self.own.is_empty() => {
                Action::Delete(self.own.swap_remove(rand::random_range(0..self.own.len())))
            }
            15..30 if !self.replica.messages.is_empty() => {
                let place = rand::random_range(0..self.replica.messages.len().min(50));
                let Some(seq) = self.replica.messages.keys().rev().nth(place) else { return };
                Action::React(*seq, EMOJI[rand::random_range(0..EMOJI.len())])
            }
            _ => return,
        };
        // The worker lives as long as this.
        let _ = actions.send(action);
    }
}
