//! A real nginx of a test's own, with the configuration that docs/deploy/nginx.conf gives.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(60);

/// Debian keeps it off the PATH of ordinary users.
const PROGRAMS: [&str; 2] = ["nginx", "/usr/sbin/nginx"];

/// The servers that docs/deploy/nginx.conf names.
const SHIPPED_SERVER: &str = "127.0.0.1:3000";

/// An nginx that runs as long as this is kept.
pub struct Nginx {
    /// Where it answers as at port 443, though without TLS.
    pub address: SocketAddr,
    /// Where it answers as at port 80.
    pub plain: SocketAddr,
    process: Child,
    folder: TempDir,
}

impl Nginx {
    /// One before these servers. `None` where it is not installed: `.ci/setup test` does that.
    pub async fn before(servers: &[SocketAddr]) -> Option<Self> {
        let installed = |program: &&str| Command::new(program).arg("-v").stderr(Stdio::null()).status().is_ok();
        let Some(program) = PROGRAMS.into_iter().find(installed) else {
            eprintln!("nginx is not on this machine (Debian: nginx): this test has shown nothing");
            return None;
        };
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let [address, plain] = [free_address(), free_address()];
            fs::write(folder.path().join("nginx.conf"), configuration(folder.path(), address, plain, servers)).unwrap();
            let process = run(program, folder.path());
            let mut nginx = Self { address, plain, process, folder };
            if nginx.listens().await {
                return Some(nginx);
            }
        }
        panic!("nginx does not start");
    }

    /// Waits until it listens, which is when it writes its process's number down; or until it has ended.
    async fn listens(&mut self) -> bool {
        let file = self.folder.path().join("pid");
        let listening = async {
            while self.process.try_wait().unwrap().is_none() {
                if file.exists() {
                    return true;
                }
                sleep(Duration::from_millis(10)).await;
            }
            false
        };
        timeout(NEVER, listening).await.expect("nginx listens or ends")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address of this machine on which nobody listens, below the range that the kernel gives to outgoing connections.
pub fn free_address() -> SocketAddr {
    let mut candidates =
        std::iter::repeat_with(|| SocketAddr::from(([127, 0, 0, 1], 20_000 + rand::random::<u16>() % 12_000)));
    candidates.find(|address| TcpListener::bind(address).is_ok()).unwrap()
}

fn run(program: &str, folder: &Path) -> Child {
    // pdeathsig: it does not outlive the tests, however those end.
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program, "-e", "stderr", "-p"]).arg(folder);
    command.arg("-c").arg(folder.join("nginx.conf"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap()
}

/// What is shipped, within what a machine has around it: without certificates, and one process, which runs as we do.
fn configuration(folder: &Path, address: SocketAddr, plain: SocketAddr, servers: &[SocketAddr]) -> String {
    let shipped = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/deploy/nginx.conf")).unwrap();
    let mut site = String::new();
    for line in shipped.lines() {
        match line.trim() {
            text if text.starts_with("ssl_") || text.starts_with("listen [::]") => {}
            text if text.starts_with("listen 443") => site.push_str(&format!("listen {address};\n")),
            text if text.starts_with("listen 80") => site.push_str(&format!("listen {plain};\n")),
            text if text.starts_with("server 127.") => {
                for server in servers {
                    site.push_str(&format!("{}\n", text.replace(SHIPPED_SERVER, &server.to_string())));
                }
            }
            _ => site.push_str(&format!("{line}\n")),
        }
    }
    for said in servers.iter().chain([&address, &plain]) {
        assert!(site.contains(&said.to_string()), "docs/deploy/nginx.conf has no place for {said}");
    }
    let folder = folder.display();
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String = kinds.iter().map(|kind| format!("{kind}_temp_path {folder}/{kind};\n")).collect();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr crit;\n\
         events {{ worker_connections 512; }}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n"
    )
}
