//! A Redis of our own, which can be killed and started again.

use crate::release::{PATIENCE, free_address};
use std::{net::Ipv4Addr, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};

/// One that keeps nothing.
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
