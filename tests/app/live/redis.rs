//! A real Redis of a test's own, on this machine's loopback.

use super::NEVER;
use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

pub struct Redis {
    port: u16,
    folder: TempDir,
    process: Child,
}

impl Redis {
    /// `None` where it is not installed: `.ci/setup test` does that.
    pub async fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            eprintln!("redis-server is not on this machine (Debian: redis-server): this test has shown nothing");
            return None;
        }
        for _ in 0..20 {
            // Below the range that the kernel gives to outgoing connections. Where another program has it, another one is tried.
            let port = 20_000 + rand::random::<u16>() % 12_000;
            let folder = tempfile::tempdir().unwrap();
            let mut redis = Self { port, process: run(port, &folder), folder };
            if redis.answers().await {
                return Some(redis);
            }
        }
        panic!("Redis does not start");
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it without a word.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// From now on whoever counts or publishes waits for an answer, until [`Redis::go_on`].
    pub async fn pause(&self) {
        ask(self.port, "CLIENT PAUSE 600000 WRITE").await.unwrap();
    }

    pub async fn go_on(&self) {
        ask(self.port, "CLIENT UNPAUSE").await.unwrap();
    }

    pub async fn start_again(&mut self) {
        self.process = run(self.port, &self.folder);
        assert!(self.answers().await, "Redis does not start again");
    }

    /// Waits until it answers, it and no other; or until it has ended.
    async fn answers(&mut self) -> bool {
        let said = format!("process_id:{}\r\n", self.process.id());
        let answered = async {
            while self.process.try_wait().unwrap().is_none() {
                if ask(self.port, "INFO server").await.is_some_and(|info| info.contains(&said)) {
                    return true;
                }
                sleep(Duration::from_millis(10)).await;
            }
            false
        };
        timeout(NEVER, answered).await.expect("Redis answers or ends")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

fn run(port: u16, folder: &TempDir) -> Child {
    // pdeathsig: it does not outlive the tests, however those end.
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "redis-server", "--port", &port.to_string(), "--bind", "127.0.0.1"]);
    command.args(["--save", "", "--appendonly", "no", "--dir"]).arg(folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap()
}

/// What a Redis answers.
async fn ask(port: u16, command: &str) -> Option<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    connection.write_all(format!("{command}\r\nQUIT\r\n").as_bytes()).await.ok()?;
    let mut said = String::new();
    connection.read_to_string(&mut said).await.ok()?;
    Some(said)
}
