//! The real program as a process of its own, on the database and the folder of a test's site.

use crate::{client::Client, harness::TestSite};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
    task::JoinHandle,
    time::timeout,
};

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(120);

/// A process that runs.
pub struct Process {
    child: Child,
    /// Where it serves the site, if it does.
    pub address: SocketAddr,
    log: JoinHandle<String>,
}

impl Process {
    /// Starts `tessera` with these words and these keys of the environment, and waits until it says that it runs.
    pub async fn start(site: &TestSite, words: &[&str], keys: &[(&str, &str)]) -> Self {
        let address = free_address();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
        command.args(words).env("DATABASE_URL", &site.database).env("DATA_DIR", site.folder.path());
        command.env("LEPTOS_SITE_ADDR", address.to_string()).env("RATE_LIMITS", "off").env("DRAIN_SECONDS", "0");
        command.envs(keys.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().unwrap();
        let mut errors = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut log = String::new();
            errors.read_to_string(&mut log).await.unwrap();
            log
        });
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = timeout(NEVER, said.next_line()).await.expect("it says that it runs").unwrap();
        let Some(first) = first else { panic!("it has ended: {}", log.await.unwrap()) };
        assert!(first.starts_with("Tessera is "), "{first}");
        // It goes on to say something: nobody is to stop listening.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        Self { child, address, log }
    }

    pub fn visitor(&self) -> Client {
        Client::new(self.address)
    }

    /// Asks it to stop, as a service manager does, and gives how it ended and what it has logged.
    pub async fn stop(mut self) -> (ExitStatus, String) {
        let process = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().await.unwrap().success());
        let ended = timeout(NEVER, self.child.wait()).await.expect("it ends").unwrap();
        (ended, self.log.await.unwrap())
    }
}

/// An address of this machine that nobody listens on, below the ports that the kernel gives to outgoing connections.
pub fn free_address() -> SocketAddr {
    loop {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 20_000 + rand::random::<u16>() % 12_000));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
