//! A real mail server (aiosmtpd) on a port of its own, and the letters it got.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server and its letter box.
pub struct Mailbox {
    server: Child,
    folder: TempDir,
    port: u16,
}

/// A letter that has arrived.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Letter {
    /// The path of the one link in it that has a token.
    pub fn link(&self) -> String {
        let link = self.text.split_whitespace().find(|word| word.starts_with("http") && word.contains('='));
        let link = link.unwrap_or_else(|| panic!("no link in {}", self.text));
        let url = url::Url::parse(link).unwrap();
        format!("{}?{}", url.path(), url.query().unwrap())
    }

    /// The token in that link.
    pub fn token(&self) -> String {
        self.link().split_once('=').unwrap().1.to_owned()
    }
}

impl Mailbox {
    pub fn open() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let box_folder = folder.path().join("box");
        // The kernel ends it with us, however we end.
        let server = Command::new("setpriv")
            .args(["--pdeathsig", "TERM", "target/tools/python/bin/python", "-m", "aiosmtpd", "-n", "-l"])
            .arg(format!("127.0.0.1:{port}"))
            .args(["-c", "aiosmtpd.handlers.Mailbox"])
            .arg(&box_folder)
            .stderr(Stdio::null())
            .spawn()
            .expect("aiosmtpd: run the tests by `make test`");
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < PATIENCE, "the mail server does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { server, folder, port }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// All letters so far to this address whose subject holds this word, the oldest first.
    pub fn letters(&self, to: &str, subject: &str) -> Vec<Letter> {
        let Ok(entries) = std::fs::read_dir(self.folder.path().join("box/new")) else { return Vec::new() };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap());
        let letters = paths.iter().map(|path| read(&std::fs::read_to_string(path).unwrap()));
        letters.filter(|letter| letter.to == to && letter.subject.contains(subject)).collect()
    }

    /// The one letter to this address whose subject holds this word.
    pub fn letter(&self, to: &str, subject: &str) -> Letter {
        let mut letters = self.letters(to, subject);
        assert_eq!(letters.len(), 1, "letters to {to} about “{subject}”: {letters:?}");
        letters.remove(0)
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(raw: &str) -> Letter {
    let raw = raw.replace("\r\n", "\n");
    let (head, text) = raw.split_once("\n\n").expect("a letter has a head");
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
    };
    Letter { to: header("To"), subject: header("Subject"), text: plain(head, text) }
}

/// The text as it was written: quoted-printable (RFC 2045, section 6.7) undone, as far as ASCII goes.
fn plain(head: &str, text: &str) -> String {
    if !head.contains("quoted-printable") {
        return text.to_owned();
    }
    let joined = text.replace("=\n", "");
    let mut parts = joined.split('=');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        plain.push(char::from(u8::from_str_radix(digits, 16).unwrap()));
        plain.push_str(rest);
    }
    plain
}
