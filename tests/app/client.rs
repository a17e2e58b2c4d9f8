//! A browser's worth of HTTP: one request a connection, and a jar of cookies. HTTP/1.0, so that an answer simply ends
//! where its connection does.

use std::{collections::BTreeMap, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Somebody who looks at the site.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All values of a header that comes several times.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON: {error}: {}", self.text()))
    }
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookies: BTreeMap::new() }
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], &[]).await
    }

    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, &[]).await
    }

    /// Asks for a part of a page alone, as the page's script does.
    pub async fn part(&mut self, path: &str, part: &str) -> Answer {
        self.part_with(path, part, &[]).await
    }

    /// The same with these headers.
    pub async fn part_with(&mut self, path: &str, part: &str, headers: &[(&str, &str)]) -> Answer {
        let headers = [&[("x-part", part), ("accept", "text/html")], headers].concat();
        self.send("GET", path, &headers, &[]).await
    }

    pub async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let head = self.head(method, path, headers, body.len());
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        let (mut reader, mut writer) = connection.split();
        let mut raw = Vec::new();
        // Both at once: an answer may come before all of a large body is sent.
        let write = async {
            writer.write_all(head.as_bytes()).await?;
            writer.write_all(body).await
        };
        let (_written, read) = tokio::join!(write, reader.read_to_end(&mut raw));
        read.unwrap();
        self.keep(parse(&raw))
    }

    /// Sends a body that begins so and goes on with one letter, of so many bytes, until an answer comes. Says how much of it was
    /// sent.
    pub async fn send_much(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        begin: &[u8],
        length: usize,
    ) -> (Answer, usize) {
        let head = self.head(method, path, headers, begin.len() + length);
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        let (mut reader, mut writer) = connection.split();
        let mut sent = 0;
        let write = async {
            writer.write_all(head.as_bytes()).await?;
            writer.write_all(begin).await?;
            while sent < length {
                sent += writer.write(&[b'a'; 64 * 1024]).await?;
            }
            Ok::<_, std::io::Error>(())
        };
        let mut raw = Vec::new();
        // The server stops listening in the middle of it: what has come of its answer till then counts.
        let (_written, _read) = tokio::join!(write, reader.read_to_end(&mut raw));
        (self.keep(parse(&raw)), sent)
    }

    /// Announces a body of so many bytes, sends none of it, and waits for the answer.
    pub async fn announce(&mut self, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> Answer {
        let head = self.head(method, path, headers, length);
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut raw = Vec::new();
        connection.read_to_end(&mut raw).await.unwrap();
        self.keep(parse(&raw))
    }

    fn head(&self, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> String {
        let mut head = format!("{method} {path} HTTP/1.0\r\nhost: {}\r\ncontent-length: {length}\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", cookies.join("; ")));
        }
        head.push_str("\r\n");
        head
    }

    fn keep(&mut self, answer: Answer) -> Answer {
        for (name, value) in &answer.headers {
            if !name.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let pair = value.split(';').next().unwrap();
            let (name, content) = pair.split_once('=').unwrap();
            if value.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), content.to_owned());
            }
        }
        answer
    }
}

fn parse(raw: &[u8]) -> Answer {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    Answer { status, headers, body: raw[end + 4..].to_vec() }
}
