//! How many messages a second two servers take and keep.

use crate::{
    api::{self, Member, history, key},
    frames::Socket,
    machine::cpu_seconds,
    measured::{Durations, grouped},
    servers::{Bus, Place, Server},
};
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    path::PathBuf,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::Barrier, task::JoinSet};

/// How many members send, each over a socket of their own, and in how many channels.
const SENDERS: usize = 64;
const CHANNELS: usize = 50;

/// How many messages a sender has under way.
const UNDER_WAY: usize = 32;

/// For how long they send.
const SECONDS: u64 = 10;

/// The rows that PostgreSQL writes alone, one a transaction.
const ROWS: &str = "\\set channel random(1, 50)
insert into chat_yardstick (channel, body) values (:channel, 'Message of a member to the others');
";

/// Runs it, and says whether all that was sent is there.
pub async fn run() -> bool {
    let place = Place::new(Bus::Postgres).await.expect("PostgreSQL");
    println!(
        "{SENDERS} senders with {UNDER_WAY} messages under way each, two servers, PostgreSQL as it is configured for a site"
    );
    let alone = rows_a_second(&place).await;
    let mut servers = [place.server(&[]).await, place.server(&[]).await];
    let address = servers[0].address;
    let members = api::sign_up_all(address, SENDERS).await;
    let channels = api::community(address, &members, CHANNELS + 1).await;
    let (one, many) = channels.split_first().expect("channels");
    let mut well = true;
    for (name, channels) in [("in 50 channels", many), ("in one channel", std::slice::from_ref(one))] {
        let round = Round::of(&place, &servers, &members, channels).await;
        let lost = round.lost(&members[0], address).await;
        well &= lost == 0;
        round.print(name, alone, lost);
    }
    well &= servers.iter().all(Server::is_well);
    for server in &mut servers {
        server.stop().await;
    }
    place.end().await;
    println!();
    well
}

/// What the server says to a message that was sent.
#[derive(Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    seq: i64,
    #[serde(default)]
    detail: String,
}

/// Messages that were sent, and how it went.
struct Round {
    /// The number of each by channel and key.
    sent: HashMap<String, HashMap<String, i64>>,
    seconds: f64,
    answers: Arc<Durations>,
    /// What CPU time it took of the servers, and of PostgreSQL.
    server_seconds: f64,
    postgres_seconds: f64,
}

impl Round {
    async fn of(place: &Place, servers: &[Server; 2], members: &[Member], channels: &[String]) -> Self {
        let cpu =
            || (servers.iter().map(|server| cpu_seconds(server.process())).sum::<f64>(), place.postgres_cpu_seconds());
        let answers = Arc::new(Durations::default());
        let together = Arc::new(Barrier::new(members.len() + 1));
        let mut senders = JoinSet::new();
        for (n, member) in members.iter().enumerate() {
            let (address, channel) = (servers[n % 2].address, channels[n % channels.len()].clone());
            let (answers, together) = (Arc::clone(&answers), Arc::clone(&together));
            let bearer = member.bearer();
            senders.spawn(async move {
                let sender = Sender::open(address, &bearer, channel).await;
                together.wait().await;
                sender.send(&answers).await
            });
        }
        together.wait().await;
        let (began, before) = (Instant::now(), cpu());
        let mut sent: HashMap<String, HashMap<String, i64>> = HashMap::new();
        for (channel, numbers) in senders.join_all().await {
            sent.entry(channel).or_default().extend(numbers);
        }
        let (seconds, after) = (began.elapsed().as_secs_f64(), cpu());
        Self { sent, seconds, answers, server_seconds: after.0 - before.0, postgres_seconds: after.1 - before.1 }
    }

    /// Reads every channel, and gives how many messages are not there, not once, or under another number.
    async fn lost(&self, member: &Member, address: SocketAddr) -> usize {
        let mut lost = 0;
        for (channel, sent) in &self.sent {
            let read = history(member, address, channel).await.expect("a channel").messages;
            let there: HashMap<_, _> =
                read.iter().map(|(seq, message)| (message["key"].as_str().unwrap_or_default(), *seq)).collect();
            lost += sent.iter().filter(|(key, seq)| there.get(key.as_str()) != Some(*seq)).count();
            lost += read.len() - sent.len().min(read.len());
        }
        lost
    }

    fn print(&self, name: &str, alone: Option<f64>, lost: usize) {
        let count = self.sent.values().map(HashMap::len).sum::<usize>();
        let rate = count as f64 / self.seconds;
        println!(
            "  {name}: {} messages a second ({} in {:.1} s), answered after {:.1} ms (p50) and {:.1} ms (p99)",
            grouped(rate as u64),
            grouped(count as u64),
            self.seconds,
            self.answers.percentile(50.0),
            self.answers.percentile(99.0),
        );
        let each = |seconds: f64| seconds * 1e6 / count as f64;
        println!(
            "      CPU a message: {:.0} µs of the servers, {:.0} µs of PostgreSQL; all read back, {lost} lost or too many",
            each(self.server_seconds),
            each(self.postgres_seconds)
        );
        if let Some(alone) = alone {
            println!("      ratio to the rows that PostgreSQL takes alone, one a transaction: {:.2}", rate / alone);
        }
    }
}

/// A member who sends, over a socket of theirs.
struct Sender {
    socket: Socket,
    channel: String,
    under_way: HashMap<String, Instant>,
    sent: Vec<(String, i64)>,
}

impl Sender {
    async fn open(address: SocketAddr, bearer: &str, channel: String) -> Self {
        let socket = Socket::open(address, "/api/v1/live", bearer).await.expect("a socket");
        Self { socket, channel, under_way: HashMap::new(), sent: Vec::new() }
    }

    /// Sends for as long as it is to, and waits for the answers to all.
    async fn send(mut self, answers: &Durations) -> (String, Vec<(String, i64)>) {
        let until = Instant::now() + Duration::from_secs(SECONDS);
        self.begin(UNDER_WAY).await;
        while !self.under_way.is_empty() {
            let mut answered = usize::from(self.take(answers).await);
            while self.socket.has_next() {
                answered += usize::from(self.take(answers).await);
            }
            if Instant::now() < until {
                self.begin(answered).await;
            }
        }
        (self.channel, self.sent)
    }

    async fn begin(&mut self, count: usize) {
        let now = Instant::now();
        let mut texts = Vec::with_capacity(count);
        for _ in 0..count {
            let key = key();
            texts.push(format!(
                r#"{{"type":"send","channel":"{}","key":"{key}","body":"Message of a member to the others"}}"#,
                self.channel
            ));
            self.under_way.insert(key, now);
        }
        self.socket.say(&texts).await.expect("a socket that is open");
    }

    /// Takes what comes next. Whether it was an answer.
    async fn take(&mut self, answers: &Durations) -> bool {
        let told = self.socket.next().await.expect("a socket that is open");
        let told: Told = serde_json::from_slice(&told).expect("JSON");
        assert_ne!(told.kind, "refused", "{}", told.detail);
        let began = if told.kind == "sent" { self.under_way.remove(&told.key) } else { None };
        let Some(began) = began else { return false };
        answers.add(began.elapsed());
        self.sent.push((told.key, told.seq));
        true
    }
}

/// How many rows a second PostgreSQL takes alone, from as many clients, each row in a transaction of its own; `None` without `pgbench`.
async fn rows_a_second(place: &Place) -> Option<f64> {
    let pool = place.pool().await;
    let table = "create table if not exists chat_yardstick (id bigint generated always as identity primary key, channel int, body text)";
    sqlx::raw_sql(table).execute(&pool).await.expect("a table");
    pool.close().await;
    let (options, script) = (place.options(), place.folder().join("rows.sql"));
    fs::write(&script, ROWS).expect("a script");
    let mut pgbench = Command::new(pgbench());
    pgbench.args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2", "--client", &SENDERS.to_string()]);
    pgbench.args(["--time", "5", "--file"]).arg(script).arg("--host").arg(options.get_socket()?);
    pgbench.args(["--username", options.get_username(), options.get_database()?]);
    let output = tokio::task::spawn_blocking(move || pgbench.output()).await.ok()?.ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    match rate {
        Some(rate) => println!(
            "  PostgreSQL alone, a row a transaction, {SENDERS} clients (pgbench): {} a second",
            grouped(rate as u64)
        ),
        None => println!("  pgbench has nothing to say: {}", String::from_utf8_lossy(&output.stderr)),
    }
    rate
}

/// Beside `postgres` where Debian puts it, else on the PATH.
fn pgbench() -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> =
        debian.map(|version| version.path().join("bin/pgbench")).filter(|path| path.exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from("pgbench"))
}
