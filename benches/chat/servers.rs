//! What runs: the release build, once or twice, on a private PostgreSQL, and a Redis where it is the bus. All of it can be killed.

pub use crate::{
    redis_server::Redis,
    release::{Server, free_address},
};

use crate::release::{database_url, signal};
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tessera::store::private_postgres::PrivatePostgres;
use tokio::process::Child;

/// By what servers hear of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bus {
    Postgres,
    Redis,
}

/// A folder with a PostgreSQL, and maybe a Redis.
pub struct Place {
    folder: TempDir,
    postgres: PrivatePostgres,
    pub redis: Option<Redis>,
}

impl Place {
    /// `None` where Redis is wanted and not installed.
    pub async fn new(bus: Bus) -> Option<Self> {
        let redis = match bus {
            Bus::Postgres => None,
            Bus::Redis => Some(Redis::start().await?),
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.expect("PostgreSQL");
        Some(Self { folder, postgres, redis })
    }

    pub fn options(&self) -> PgConnectOptions {
        self.postgres.connect_options()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub async fn pool(&self) -> PgPool {
        PgPool::connect_with(self.options()).await.expect("PostgreSQL")
    }

    /// Kills PostgreSQL. It is started again by whoever watches it.
    pub fn kill_postgres(&self) {
        let note = fs::read_to_string(self.postgres_folder().join("postmaster.pid")).expect("PostgreSQL's note");
        signal("KILL", note.lines().next().expect("its process").trim());
    }

    /// What CPU time PostgreSQL's processes of now have taken.
    pub fn postgres_cpu_seconds(&self) -> f64 {
        let processes = crate::process::processes_in(&self.postgres_folder(), "postgres");
        processes.into_iter().map(crate::machine::cpu_seconds).sum()
    }

    fn postgres_folder(&self) -> PathBuf {
        let folder = self.folder.path().join("postgres/data");
        folder.canonicalize().unwrap_or(folder)
    }

    /// A server, which answers, with these keys of the environment set.
    pub async fn server(&self, more: &[(&'static str, String)]) -> Server {
        let mut set = vec![
            ("DATABASE_URL", database_url(&self.options())),
            ("DATA_DIR", self.folder.path().join("site").display().to_string()),
            // The same for all servers of a site: tokens name it.
            ("PUBLIC_URL", "http://localhost/".to_owned()),
            ("RATE_LIMITS", "off".to_owned()),
            ("DRAIN_SECONDS", "0".to_owned()),
            ("MEDIA_WORKERS", "1".to_owned()),
            ("LOG", "error".to_owned()),
        ];
        set.extend(self.redis.as_ref().map(|redis| ("REDIS_URL", redis.url())));
        set.extend(more.iter().cloned());
        Server::new(set, self.folder.path()).await
    }

    /// Stops what is left. The folder goes.
    pub async fn end(self) {
        self.postgres.stop().await;
    }
}

impl Server {
    pub fn process(&self) -> u32 {
        self.process.as_ref().and_then(Child::id).expect("a running server")
    }

    /// kill -9.
    pub async fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().await.expect("an end");
        }
    }
}
