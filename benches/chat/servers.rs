//! What runs: the release build, once or twice, on a private PostgreSQL, and a Redis where it is the bus. All of it can be killed.

use sqlx::{PgPool, postgres::PgConnectOptions};
use std::{
    fs::{self, File, OpenOptions},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tessera::store::private_postgres::PrivatePostgres;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How long anything may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(120);

/// What somebody has set for a server of theirs is not for ours.
const NOT_INHERITED: [&str; 13] = [
    "BLOBS_URL",
    "CORS_ORIGINS",
    "LEPTOS_SITE_ROOT",
    "LOG_FORMAT",
    "MAIL_FROM",
    "MAX_CONNECTIONS",
    "MAX_UPLOAD_BYTES",
    "PUBLIC_URL",
    "REDIS_URL",
    "SIGNUP",
    "SMTP_URL",
    "TRUSTED_PROXIES",
    "UPLOAD_SPOOL_BYTES",
];

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
        let processes = crate::machine::processes_in(&self.postgres_folder(), "postgres");
        processes.into_iter().map(crate::machine::cpu_seconds).sum()
    }

    fn postgres_folder(&self) -> PathBuf {
        let folder = self.folder.path().join("postgres/data");
        folder.canonicalize().unwrap_or(folder)
    }

    /// A server, which answers, with these keys of the environment set.
    pub async fn server(&self, more: &[(&'static str, String)]) -> Server {
        let options = self.options();
        let socket = options.get_socket().expect("a socket").display().to_string();
        let (role, name) = (options.get_username(), options.get_database().expect("a database"));
        let address = free_address();
        let mut set = vec![
            ("DATABASE_URL", format!("postgres://{role}@localhost/{name}?host={socket}")),
            ("DATA_DIR", self.folder.path().join("site").display().to_string()),
            ("LEPTOS_SITE_ADDR", address.to_string()),
            // The same for all servers of a site: tokens name it.
            ("PUBLIC_URL", "http://localhost/".to_owned()),
            ("RATE_LIMITS", "off".to_owned()),
            ("DRAIN_SECONDS", "0".to_owned()),
            ("MEDIA_WORKERS", "1".to_owned()),
            ("LOG", "error".to_owned()),
        ];
        set.extend(self.redis.as_ref().map(|redis| ("REDIS_URL", redis.url())));
        set.extend(more.iter().cloned());
        let log = self.folder.path().join(format!("{}.log", address.port()));
        let mut server = Server { address, set, log, process: None };
        server.start().await;
        server
    }

    /// Stops what is left. The folder goes.
    pub async fn end(self) {
        self.postgres.stop().await;
    }
}

/// A process of the release build.
pub struct Server {
    pub address: SocketAddr,
    set: Vec<(&'static str, String)>,
    log: PathBuf,
    process: Option<Child>,
}

impl Server {
    /// Starts it, at the same address as before, and waits until it answers.
    pub async fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.log_file()).kill_on_drop(true);
        for key in NOT_INHERITED {
            command.env_remove(key);
        }
        command.envs(self.set.iter().map(|(key, value)| (key, value)));
        self.process = Some(command.spawn().expect("the server"));
        let ready = async {
            while !is_ready(self.address).await {
                let ended = self.process.as_mut().and_then(|process| process.try_wait().ok().flatten());
                assert!(ended.is_none(), "the server did not start: {}", self.said());
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, ready).await.expect("the server gets ready");
    }

    fn log_file(&self) -> File {
        OpenOptions::new().create(true).append(true).open(&self.log).expect("its log")
    }

    pub fn process(&self) -> u32 {
        self.process.as_ref().and_then(Child::id).expect("a running server")
    }

    /// kill -9.
    pub async fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().await.expect("an end");
        }
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            signal("TERM", &process.id().expect("a running server").to_string());
            let ended = timeout(PATIENCE, process.wait()).await;
            assert!(ended.is_ok(), "the server does not end");
        }
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Whether anything in it has panicked; says so where it has.
    pub fn is_well(&self) -> bool {
        let said = self.said();
        let panicked = said.contains("panicked");
        if panicked {
            println!("a server panicked:\n{said}");
        }
        !panicked
    }
}

/// A Redis of our own, which keeps nothing.
pub struct Redis {
    port: u16,
    process: Child,
}

impl Redis {
    /// `None` where it is not installed.
    pub async fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().await.is_err() {
            println!("redis-server is not on this machine (Debian: redis-server)");
            return None;
        }
        let port = free_address().port();
        let redis = Self { port, process: run_redis(port) };
        redis.wait().await;
        Some(redis)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub async fn kill(&mut self) {
        self.process.kill().await.expect("an end");
    }

    pub async fn start_again(&mut self) {
        self.process = run_redis(self.port);
        self.wait().await;
    }

    async fn wait(&self) {
        let answers = async {
            while !answers_ping(self.port).await {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, answers).await.expect("Redis answers");
    }
}

fn run_redis(port: u16) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    command.args(["--maxclients", "1000"]).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    command.spawn().expect("Redis")
}

async fn answers_ping(port: u16) -> bool {
    let asked = async {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
        connection.write_all(b"PING\r\n").await.ok()?;
        let mut answer = [0; 5];
        connection.read_exact(&mut answer).await.ok()?;
        Some(&answer == b"+PONG")
    };
    asked.await == Some(true)
}

async fn is_ready(address: SocketAddr) -> bool {
    crate::api::get(address, "/readyz").await.is_ok_and(|(status, _)| status == 200)
}

/// An address of this machine that nobody listens at, below those that the kernel gives to outgoing connections: so it is still free when
/// a server comes back to it.
pub fn free_address() -> SocketAddr {
    loop {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, rand::random_range(20_000..32_000)));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

fn signal(name: &str, process: &str) {
    let sent = std::process::Command::new("kill").args([&format!("-{name}"), process]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill -{name} {process}");
}
