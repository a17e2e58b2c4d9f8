//! What runs: two processes that serve the site, a worker, PostgreSQL, Redis, and where the files are. All of it can be killed.

use crate::{
    clock::Clock,
    http,
    process::processes_in,
    redis_server::Redis,
    release::{Environment, PATIENCE, database_url, free_address},
    small_disk::SmallDisk,
    supervised::{Program, Supervised},
    weed::Weed,
};
use sqlx::{ConnectOptions, Connection, PgPool, postgres::PgPoolOptions};
use std::{net::SocketAddr, process::Command, time::Duration};
use tempfile::TempDir;
use tessera::store::{blobs, private_postgres::PrivatePostgres};
use tokio::time::{sleep, timeout};

/// Where files are.
pub enum Files {
    Bucket(Box<Weed>),
    Folder(SmallDisk),
}

pub struct Place {
    folder: TempDir,
    postgres: PrivatePostgres,
    pub redis: Redis,
    pub files: Files,
    /// `None` where it cannot be moved.
    pub clock: Option<Clock>,
    /// Two that serve, then the worker.
    pub processes: Vec<Supervised>,
    pub servers: [SocketAddr; 2],
    /// Where the worker says whether it is ready.
    worker: SocketAddr,
    /// The rows, without the site.
    pub rows: PgPool,
}

impl Place {
    /// `None` without Redis.
    pub async fn new(files: Files) -> Option<Self> {
        let redis = Redis::start().await?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.expect("PostgreSQL");
        let rows = PgPoolOptions::new().max_connections(2).connect_with(postgres.connect_options());
        let rows = rows.await.expect("PostgreSQL");
        let clock = Clock::find(folder.path());
        let (servers, worker) = ([free_address(), free_address()], free_address());
        let mut place = Self { folder, postgres, redis, files, clock, processes: Vec::new(), servers, worker, rows };
        place.start(Vec::new()).await;
        Some(place)
    }

    /// Starts the site's processes, anew where they run, with these keys of the environment beside their own. Waits until they are ready.
    pub async fn start(&mut self, more: Environment) {
        self.stop().await;
        let [first, second] = self.servers.map(|address| ("LEPTOS_SITE_ADDR", address.to_string()));
        let watched = ("METRICS_ADDR", self.worker.to_string());
        let programs: [(_, &'static [&'static str], _); 3] = [
            ("web1", &["serve", "--no-worker"], first),
            ("web2", &["serve", "--no-worker"], second),
            ("worker", &["worker"], watched),
        ];
        for (name, words, own) in programs {
            let set = self.environment().into_iter().chain(more.iter().cloned()).chain([own]).collect();
            let log = self.folder.path().join(format!("{name}.log"));
            self.processes.push(Supervised::start(Program { name, words, set, log }));
        }
        timeout(PATIENCE, self.is_ready()).await.expect("the site gets ready");
    }

    fn environment(&self) -> Environment {
        let (data, files) = match &self.files {
            Files::Bucket(weed) => (self.folder.path().join("site"), weed.environment()),
            Files::Folder(disk) => (disk.folder().join("site"), Vec::new()),
        };
        let mut set = vec![
            ("DATABASE_URL", database_url(&self.postgres.connect_options())),
            ("REDIS_URL", self.redis.url()),
            ("DATA_DIR", data.display().to_string()),
            // The same for all servers of a site: tokens name it.
            ("PUBLIC_URL", "http://localhost/".to_owned()),
            ("RATE_LIMITS", "off".to_owned()),
            ("DRAIN_SECONDS", "0".to_owned()),
            ("LOG", "error".to_owned()),
        ];
        set.extend(files);
        set
    }

    /// Waits until all three say that they can work.
    async fn is_ready(&self) {
        for address in self.servers.into_iter().chain([self.worker]) {
            while !http::send(address, "GET", "/readyz", "", b"").await.is_ok_and(|reply| reply.status == 200) {
                sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// kill -9 of a process of the site, which is started again.
    pub fn kill_process(&self, nth: usize) {
        kill_all(self.processes[nth].process().as_slice());
    }

    fn postgres_processes(&self) -> Vec<u32> {
        let folder = self.folder.path().join("postgres/data");
        processes_in(&folder.canonicalize().unwrap_or(folder), "postgres")
    }

    /// kill -9 of PostgreSQL. Whoever watches it starts it again; waits until it answers.
    pub async fn kill_postgres(&self) {
        kill_all(&self.postgres_processes());
        answers(&self.postgres).await;
    }

    /// kill -9 of all there is. PostgreSQL and the site's processes are started again by those who watch them, and the rest by this; waits
    /// until PostgreSQL, Redis and the store of files answer.
    pub async fn kill_everything(&mut self) {
        let mut all = self.postgres_processes();
        all.extend(self.processes.iter().filter_map(Supervised::process));
        kill_all(&all);
        let Self { files, redis, postgres, .. } = self;
        let files = async {
            if let Files::Bucket(weed) = files {
                weed.kill().await;
                weed.start_again().await;
            }
        };
        let redis = async {
            redis.kill().await;
            redis.start_again().await;
        };
        tokio::join!(redis, files, answers(postgres));
    }

    /// How much each process has logged so far, in bytes.
    pub fn logged(&self) -> Vec<usize> {
        self.processes.iter().map(|process| process.logged().len()).collect()
    }

    /// What each has logged since it had logged so much.
    pub fn logged_since(&self, before: &[usize]) -> Vec<(&'static str, String)> {
        let since = |(process, before): (&Supervised, &usize)| (process.name, process.logged().split_off(*before));
        self.processes.iter().zip(before).map(since).collect()
    }

    /// The site's files, without the site.
    pub fn stored(&self) -> blobs::Place {
        match &self.files {
            Files::Bucket(weed) => weed.place(),
            Files::Folder(disk) => blobs::Place::folder(&disk.folder().join("site/blobs")).expect("a folder"),
        }
    }

    async fn stop(&mut self) {
        for process in self.processes.drain(..) {
            process.stop().await;
        }
    }

    /// Stops all of it. The folder goes.
    pub async fn end(mut self) {
        self.stop().await;
        self.rows.close().await;
        self.postgres.stop().await;
    }
}

/// Waits until PostgreSQL answers.
async fn answers(postgres: &PrivatePostgres) {
    let options = postgres.connect_options();
    let answers = async {
        loop {
            if let Ok(connection) = options.connect().await
                && connection.close().await.is_ok()
            {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, answers).await.expect("PostgreSQL answers");
}

/// kill -9 of these, in one go. One that has ended meanwhile is no fault.
fn kill_all(processes: &[u32]) {
    let _ = Command::new("kill").arg("-KILL").args(processes.iter().map(u32::to_string)).output();
}
