//! Who asks: `wrk` where it is installed, else another process of this program, over connections that stay open.

use crate::keep_alive::Connection;
use std::{
    fmt,
    net::SocketAddr,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{process::Command, task::JoinSet};

/// Over how many connections at once is asked.
pub const CONNECTIONS: usize = 64;

/// For how long, in seconds, before anything counts.
pub const WARM_UP: u64 = 1;

/// And for how long while it counts.
pub const MEASURED: u64 = 3;

/// By this argument a process of this program asks, and does nothing else.
const ASK: &str = "ask";

/// What was answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub answers: u64,
    /// How many of them were not 200, and how many connections broke.
    pub failed: u64,
}

/// What was measured of one server, in all rounds.
#[derive(Default)]
pub struct Measured {
    pub load: Load,
    /// CPU time of the server.
    seconds: f64,
}

impl Measured {
    pub fn add(&mut self, (load, seconds): (Load, f64)) {
        self.load.answers += load.answers;
        self.load.failed += load.failed;
        self.seconds += seconds;
    }

    /// CPU time an answer.
    pub fn seconds_each(&self) -> f64 {
        self.seconds / self.load.answers as f64
    }
}

/// As the process that has asked says it to the one that has it do so.
impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.answers, self.failed)
    }
}

impl Load {
    fn read(text: &str) -> Option<Self> {
        let (answers, failed) = text.trim().split_once(' ')?;
        Some(Self { answers: answers.parse().ok()?, failed: failed.parse().ok()? })
    }

    /// From what `wrk` prints.
    fn of_wrk(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let requests = text.lines().find_map(|line| line.split_once(" requests in "));
        let others = text.lines().find_map(|line| line.trim().strip_prefix("Non-2xx or 3xx responses:"));
        let broken = text.lines().find_map(|line| line.trim().strip_prefix("Socket errors:"));
        let broken = broken.into_iter().flat_map(|line| line.split(&[' ', ','])).filter_map(number).sum::<u64>();
        let failed = broken + others.map_or(Some(0), number)?;
        Some(Self { answers: number(requests?.0)?, failed })
    }
}

/// What asks.
pub enum Loader {
    Wrk,
    Own,
}

impl fmt::Display for Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wrk => "wrk",
            Self::Own => "a process of this program (wrk is not on this machine)",
        })
    }
}

impl Loader {
    /// `wrk`, where there is one.
    pub fn found() -> Self {
        let mut wrk = std::process::Command::new("wrk");
        // It ends with an error once it has said which it is.
        let started = wrk.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if started.is_ok() { Self::Wrk } else { Self::Own }
    }

    /// Asks for a page for so many seconds.
    pub async fn ask(&self, server: SocketAddr, path: &str, seconds: u64) -> Load {
        self.ask_with(None, server, path, seconds).await
    }

    /// The same with one more line in the head of each request.
    pub async fn ask_with(&self, line: Option<&str>, server: SocketAddr, path: &str, seconds: u64) -> Load {
        let mut command = match self {
            Self::Wrk => {
                let mut wrk = Command::new("wrk");
                wrk.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s")])
                    .args(line.map(|line| format!("-H{line}")))
                    .arg(format!("http://{server}{path}"));
                wrk
            }
            Self::Own => {
                let mut own = Command::new(std::env::current_exe().expect("this program"));
                own.args([ASK, &server.to_string(), path, &seconds.to_string()]).args(line);
                own
            }
        };
        let output = command.output().await.expect("a process");
        let said = String::from_utf8_lossy(&output.stdout);
        let load = match self {
            Self::Wrk => Load::of_wrk(&said),
            Self::Own => Load::read(&said),
        };
        load.unwrap_or_else(|| panic!("not understood: {said}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// What this process is to ask for.
pub struct Asked<'a> {
    server: SocketAddr,
    path: &'a str,
    seconds: u64,
    /// One more line for the head of each request.
    line: Option<&'a str>,
}

/// What the arguments of this process ask for; `None` where they ask for something else.
pub fn asked(arguments: &[String]) -> Option<Asked<'_>> {
    match arguments {
        [ask, server, path, seconds, line @ ..] if ask == ASK => {
            let line = line.first().map(String::as_str);
            Some(Asked { server: server.parse().ok()?, path, seconds: seconds.parse().ok()?, line })
        }
        _ => None,
    }
}

/// Asks, as the process that does nothing else.
pub async fn ask(asked: Asked<'_>) -> Load {
    let until = Instant::now() + Duration::from_secs(asked.seconds);
    let lines = asked.line.map(|line| format!("{line}\r\n")).unwrap_or_default();
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        connections.spawn(ask_until(asked.server, asked.path.to_owned(), lines.clone(), until));
    }
    let all = connections.join_all().await;
    Load { answers: all.iter().map(|load| load.answers).sum(), failed: all.iter().map(|load| load.failed).sum() }
}

/// Asks over one connection, again and again. It ends where the connection breaks, which counts as an answer that failed.
async fn ask_until(server: SocketAddr, path: String, lines: String, until: Instant) -> Load {
    let mut load = Load::default();
    let mut connection = Connection::open(server).await.expect("a connection");
    while Instant::now() < until {
        load.answers += 1;
        match connection.get(&path, &lines).await {
            Ok((200, _)) => {}
            Ok(_) => load.failed += 1,
            Err(_) => {
                load.failed += 1;
                break;
            }
        }
    }
    load
}
