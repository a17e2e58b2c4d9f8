//! Other chat servers, as their documentation makes them: Django Channels on daphne with Redis, and Node's `ws`. They keep nothing.
//! `.ci/setup bench` installs them into `target/tools`.

use crate::servers::{Redis, free_address};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::{Instant, sleep},
};

/// How long one may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// One that runs.
pub struct Other {
    pub address: SocketAddr,
    process: Child,
    /// Between the processes of Django Channels.
    _redis: Option<Redis>,
}

impl Other {
    pub fn process(&self) -> u32 {
        self.process.id().expect("a running server")
    }

    /// Django Channels; `None` where it is not installed.
    pub async fn channels() -> Option<Self> {
        let daphne = tools().join("chat-servers/bin/daphne");
        if !daphne.exists() {
            println!("there is no {}: `.ci/setup bench` installs Django Channels", daphne.display());
            return None;
        }
        let redis = Redis::start().await?;
        let address = free_address();
        let mut command = Command::new(daphne);
        command.args(["--bind", "127.0.0.1", "--port", &address.port().to_string(), "--verbosity", "0"]);
        command.arg("channels_app:application").env("REDIS_URL", redis.url()).env("PYTHONPATH", here());
        Self::run(command, address, Some(redis)).await
    }

    /// Node's `ws`; `None` where it is not installed.
    pub async fn ws() -> Option<Self> {
        let modules = tools().join("ws/node_modules");
        if !modules.join("ws").exists() {
            println!("there is no {}: `.ci/setup bench` installs ws", modules.join("ws").display());
            return None;
        }
        let address = free_address();
        let mut command = Command::new("node");
        command.arg(here().join("ws.cjs")).arg(address.port().to_string()).env("NODE_PATH", modules);
        Self::run(command, address, None).await
    }

    async fn run(mut command: Command, address: SocketAddr, redis: Option<Redis>) -> Option<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let mut process = command.spawn().expect("a server");
        let began = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            let ended = process.try_wait().expect("a process");
            assert!(ended.is_none() && began.elapsed() < PATIENCE, "it did not start: {command:?}");
            sleep(Duration::from_millis(50)).await;
        }
        Some(Self { address, process, _redis: redis })
    }
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools")
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/chat/others")
}
