//! Processes of the release build, which can be stopped and started again.

use crate::keep_alive::Connection;
use sqlx::postgres::PgConnectOptions;
use std::{
    env,
    fs::{self, File, OpenOptions},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How long anything may take to start or to end.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The keys of an environment.
pub type Environment = Vec<(&'static str, String)>;

/// A server of a site.
pub struct Server {
    pub address: SocketAddr,
    pub set: Environment,
    pub process: Option<Child>,
    log: PathBuf,
}

impl Server {
    /// One that answers, at an address of its own, with these keys set. Its log goes to this folder.
    pub async fn new(set: Environment, logs: &Path) -> Self {
        let address = free_address();
        let log = logs.join(format!("{}.log", address.port()));
        let mut server = Self { address, set, process: None, log };
        server.start().await;
        server
    }

    /// Starts it, at the same address as before, and waits until it answers.
    pub async fn start(&mut self) {
        let mut command = program(&self.set);
        command.arg("serve").env("LEPTOS_SITE_ADDR", self.address.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.log_file());
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

/// The release build, with these keys of the environment alone: what somebody has set for a server of theirs is not for ours.
pub fn program(set: &[(&'static str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    command.env_clear().envs(env::var_os("PATH").map(|path| ("PATH", path)));
    command.envs(set.iter().map(|(key, value)| (key, value))).kill_on_drop(true);
    command
}

/// The `DATABASE_URL` of a PostgreSQL behind a socket.
pub fn database_url(options: &PgConnectOptions) -> String {
    let socket = options.get_socket().expect("a socket").display().to_string();
    let (role, name) = (options.get_username(), options.get_database().expect("a database"));
    format!("postgres://{role}@localhost/{name}?host={socket}")
}

async fn is_ready(address: SocketAddr) -> bool {
    let asked = async { Connection::open(address).await?.get("/readyz", "").await };
    timeout(PATIENCE, asked).await.is_ok_and(|answer| answer.is_ok_and(|(status, _)| status == 200))
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

/// Sends a process a signal of this name.
pub fn signal(name: &str, process: &str) {
    let sent = std::process::Command::new("kill").args([&format!("-{name}"), process]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill -{name} {process}");
}
