//! The faults, one by one: how each is brought about, and how it ends.

use crate::{
    outcomes::Span,
    place::{Files, Place},
    process::memory,
    release::signal,
    slow::{self, LargeFile, SlowClients},
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the S3 server is away.
const STORE_AWAY: Duration = Duration::from_secs(60);

/// How long slow clients stay: so long that the longest of the site's patience ends, and then some.
const SLOW_FOR: Duration = Duration::from_secs(90);

/// How far the clock jumps, in seconds: longer than an access token lasts.
const JUMP: i64 = 2 * 60 * 60;

/// The places of the site's processes in [`Place::processes`].
const FIRST_WEB: usize = 0;
const WORKER: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Web,
    Worker,
    Postgres,
    Redis,
    Store,
    SilentStore,
    Clock,
    SlowClients,
    Everything,
    Disk,
}

/// A fault that is over.
pub struct Fault {
    pub span: Span,
    /// What it has shown already that should not be.
    pub wrong: Vec<String>,
}

impl Case {
    /// In this order: the last has a site of its own.
    pub const ALL: [Self; 10] = [
        Self::Web,
        Self::Worker,
        Self::Postgres,
        Self::Redis,
        Self::Store,
        Self::SilentStore,
        Self::Clock,
        Self::SlowClients,
        Self::Everything,
        Self::Disk,
    ];

    /// By what it is picked.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Postgres => "postgres",
            Self::Redis => "redis",
            Self::Store => "s3",
            Self::SilentStore => "s3-silent",
            Self::Clock => "clock",
            Self::SlowClients => "slow",
            Self::Everything => "everything",
            Self::Disk => "disk",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Web => "kill -9 of one of the two processes that serve",
            Self::Worker => "kill -9 of the worker",
            Self::Postgres => "kill -9 of PostgreSQL",
            Self::Redis => "kill -9 of Redis",
            Self::Store => "the S3 server is gone for a minute",
            Self::SilentStore => "the S3 server takes connections for a minute and says nothing",
            Self::Clock => "the clock of the site’s processes jumps two hours ahead, and back",
            Self::SlowClients => "10,000 slow clients at one of the two processes that serve",
            Self::Everything => "kill -9 of everything at once",
            Self::Disk => "the disk with all files and unfinished uploads is full",
        }
    }

    /// Whether a process that serves dies.
    pub const fn breaks_connections(self) -> bool {
        matches!(self, Self::Web | Self::Everything)
    }

    /// Lets it happen, and waits until it is over. Where nothing else says how long it lasts, it lasts so long.
    pub async fn happen(self, place: &mut Place, lasts: Duration) -> Fault {
        let mut began = Instant::now();
        let mut wrong = Vec::new();
        match self {
            Self::Web => place.kill_process(FIRST_WEB),
            Self::Worker => place.kill_process(WORKER),
            Self::Postgres => place.kill_postgres().await,
            Self::Redis => {
                place.redis.kill().await;
                place.redis.start_again().await;
            }
            Self::Store => lose_store(place).await,
            Self::SilentStore => silence_store(place).await,
            Self::Clock => wrong = move_clock(place, lasts).await,
            Self::SlowClients => {
                let file = LargeFile::upload(place.servers[0]).await;
                began = Instant::now();
                wrong = be_slow(place, file).await;
            }
            Self::Everything => place.kill_everything().await,
            Self::Disk => fill_disk(place, lasts).await,
        }
        // What was killed is started by who watches it: that counts.
        let ended = if matches!(self, Self::Web | Self::Worker) { began } else { Instant::now() };
        Fault { span: Span { began, ended }, wrong }
    }
}

async fn lose_store(place: &mut Place) {
    let Files::Bucket(weed) = &mut place.files else { return };
    weed.kill().await;
    sleep(STORE_AWAY).await;
    weed.start_again().await;
}

async fn silence_store(place: &Place) {
    let Files::Bucket(weed) = &place.files else { return };
    let process = weed.process().expect("a running server").to_string();
    signal("STOP", &process);
    sleep(STORE_AWAY).await;
    signal("CONT", &process);
}

async fn move_clock(place: &Place, lasts: Duration) -> Vec<String> {
    let Some(clock) = &place.clock else { return Vec::new() };
    let mut wrong = Vec::new();
    if !clock.jump(JUMP, place.servers).await {
        wrong.push("the clock was not moved".to_owned());
    }
    sleep(lasts).await;
    if !clock.jump(0, place.servers).await {
        wrong.push("the clock was not moved back".to_owned());
    }
    wrong
}

async fn be_slow(place: &Place, file: LargeFile) -> Vec<String> {
    let process = place.processes[FIRST_WEB].process();
    let megabytes = || process.map_or(0, memory) / 1_000_000;
    let before = megabytes();
    let clients = SlowClients::begin(place.servers[0], file);
    let (began, mut most) = (Instant::now(), 0);
    while began.elapsed() < SLOW_FOR {
        sleep(Duration::from_secs(1)).await;
        most = most.max(megabytes());
    }
    let wrong = clients.end().await;
    println!(
        "  memory of the process with {} slow clients: {before} MB before, {most} MB at most, {} MB after",
        slow::COUNT,
        megabytes()
    );
    wrong
}

async fn fill_disk(place: &Place, lasts: Duration) {
    let Files::Folder(disk) = &place.files else { return };
    disk.fill();
    sleep(lasts).await;
    disk.clear();
}
