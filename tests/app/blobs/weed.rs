//! A real S3 server (SeaweedFS) on this machine's loopback, one for all who need it at the same time: tests, and a benchmark.

use super::buckets::s3;
use bytes::Bytes;
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Weak, mpsc},
    thread,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    sync::Mutex,
    time::{sleep, timeout},
};

const PROGRAM: &str = "target/tools/python/bin/weed";

/// After this long it will never start.
const NEVER: Duration = Duration::from_secs(120);

/// Who may do what there.
const IDENTITIES: &str = r#"{"identities": [
    {"name": "tests", "credentials": [{"accessKey": "tests", "secretKey": "of the tests"}], "actions": ["Admin"]},
    {"name": "anonymous", "actions": ["Admin", "Read", "Write", "List"]}
]}"#;

static SHARED: Mutex<Weak<Weed>> = Mutex::const_new(Weak::new());

pub struct Weed {
    pub port: u16,
    process: Child,
    /// The thread that has started it waits on this: it is killed when that thread ends.
    _starter: mpsc::Sender<()>,
    _folder: TempDir,
}

impl Weed {
    /// The one that runs, or a new one. It ends with the last one who has it. `None` where it is not installed: `.ci/setup test` does
    /// that.
    pub async fn shared() -> Option<Arc<Self>> {
        if !Path::new(PROGRAM).exists() {
            eprintln!("{PROGRAM} is not there (.ci/setup test): nothing is shown of buckets");
            return None;
        }
        let mut shared = SHARED.lock().await;
        if let Some(running) = shared.upgrade() {
            return Some(running);
        }
        for _ in 0..20 {
            // Below the range that the kernel gives to outgoing connections. Where another program has one, others are tried.
            let mut weed = run(20_000 + rand::random::<u16>() % 11_000);
            if weed.answers().await {
                let weed = Arc::new(weed);
                *shared = Arc::downgrade(&weed);
                return Some(weed);
            }
        }
        panic!("SeaweedFS does not start");
    }

    /// Waits until it takes files, for which it makes the bucket; or until it has ended.
    async fn answers(&mut self) -> bool {
        let answers = async {
            while self.process.try_wait().unwrap().is_none() {
                // A place of its own each time: none that has found out that nobody is there yet.
                if s3(self.port, "first").put("file", Bytes::from_static(b"x")).await.is_ok() {
                    return true;
                }
                sleep(Duration::from_millis(20)).await;
            }
            false
        };
        timeout(NEVER, answers).await.expect("an S3 server takes files, or ends")
    }
}

impl Drop for Weed {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts it with eight ports from this one on.
fn run(port: u16) -> Weed {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("identities.json"), IDENTITIES).unwrap();
    let mut command = Command::new("setpriv");
    // pdeathsig: it does not outlive the tests, however those end.
    command.args(["--pdeathsig", "KILL", PROGRAM, &format!("-logdir={}", path("")), "server"]);
    command.args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", "-master.telemetry=false"]);
    command.args(["-master.volumeSizeLimitMB=64", "-volume.max=100", "-volume.minFreeSpace=10MiB"]);
    command.args(["-s3.port.iceberg=0", "-s3.port.lance=0"]);
    command.args([format!("-dir={}", path("")), format!("-s3.config={}", path("identities.json"))]);
    for server in ["filer", "s3"] {
        command.arg(format!("-{server}.localSocket={}", path(&format!("{server}.sock"))));
    }
    for (nth, server) in (port..).step_by(2).zip(["s3", "master", "volume", "filer"]) {
        command.args([format!("-{server}.port={nth}"), format!("-{server}.port.grpc={}", nth + 1)]);
    }
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let (starter, ended) = mpsc::channel();
    let (started, process) = mpsc::channel();
    thread::spawn(move || {
        let _ = started.send(command.spawn().unwrap());
        // Ends when the server has been dropped.
        let _ = ended.recv();
    });
    Weed { port, process: process.recv().unwrap(), _starter: starter, _folder: folder }
}
