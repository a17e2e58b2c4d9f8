//! A real S3 server (SeaweedFS, which `.ci/setup test` installs) that can be killed, and started again with its files.

use crate::{http, release::PATIENCE};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tessera::store::blobs::{Bucket, Cloud, Place};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How many ports it takes, one after the other.
const PORTS: u16 = 8;

const BUCKET: &str = "pictures";

/// What the names of the site's files begin with in the bucket.
const PREFIX: &str = "site";

/// Who may do what there: the site by its keys, and whoever asks whether it runs.
const IDENTITIES: &str = r#"{"identities": [
    {"name": "drill", "credentials": [{"accessKey": "drill", "secretKey": "of the drill"}], "actions": ["Admin"]},
    {"name": "anonymous", "actions": ["Admin", "Read", "Write", "List"]}
]}"#;

pub struct Weed {
    folder: TempDir,
    port: u16,
    process: Child,
}

impl Weed {
    /// `None` where it is not installed.
    pub async fn start() -> Option<Self> {
        if !binary().exists() {
            println!("{} is not there (.ci/setup test)", binary().display());
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("identities.json"), IDENTITIES).expect("a file");
        let port = free_ports();
        let process = run(folder.path(), port);
        let weed = Self { folder, port, process };
        weed.answers().await;
        Some(weed)
    }

    pub fn process(&self) -> Option<u32> {
        self.process.id()
    }

    /// kill -9.
    pub async fn kill(&mut self) {
        self.process.kill().await.expect("an end");
    }

    /// Starts it again where it was, and waits until it takes files.
    pub async fn start_again(&mut self) {
        self.process.wait().await.expect("an end");
        self.process = run(self.folder.path(), self.port);
        self.answers().await;
    }

    /// Waits until it takes files.
    async fn answers(&self) {
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let put =
            async |path: &str| http::send(server, "PUT", path, "", b"").await.is_ok_and(|reply| reply.status == 200);
        let answers = async {
            loop {
                // There may be one of this name already.
                put(&format!("/{BUCKET}")).await;
                if put(&format!("/{BUCKET}/first/file")).await {
                    return;
                }
                sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(PATIENCE, answers).await.expect("SeaweedFS takes files");
    }

    /// By what the site finds the bucket.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let mut set = vec![("BLOBS_URL", format!("s3://{BUCKET}/{PREFIX}"))];
        set.extend(self.settings());
        set
    }

    fn settings(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", "drill".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "of the drill".to_owned()),
        ]
    }

    /// The site's files, without the site.
    pub fn place(&self) -> Place {
        let settings = self.settings().map(|(key, value)| (key.to_owned(), value));
        let bucket = Bucket { cloud: Cloud::S3, name: BUCKET, prefix: PREFIX, settings: &settings };
        Place::bucket(&bucket).expect("a bucket")
    }
}

fn binary() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python/bin/weed")
}

/// The first of so many ports that nobody listens at, below those that the kernel gives to outgoing connections.
fn free_ports() -> u16 {
    loop {
        let first = rand::random_range(20_000..31_000);
        if (first..first + PORTS).all(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()) {
            return first;
        }
    }
}

fn run(folder: &Path, port: u16) -> Child {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut command = Command::new("setpriv");
    // pdeathsig: it does not outlive the drill, however that ends.
    command.args(["--pdeathsig", "KILL"]).arg(binary()).arg(format!("-logdir={}", path(""))).arg("server");
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
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("SeaweedFS")
}
