//! HTTP as benchmarks speak it that stop and kill servers: a connection for each request, so none is left of a server that has gone.

use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
pub struct Reply {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Reply {
    /// Reads a whole answer; `None` for what is none.
    fn of(answer: &[u8]) -> Option<Self> {
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head, body: answer[end + 4..].to_vec() })
    }

    /// The values of a header, whose name is in small letters, as the site writes them.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether it has as many bytes as it says; where it says nothing, it has ended as it should.
    fn is_whole(&self, ended_well: bool) -> bool {
        let length = self.headers("content-length").next().and_then(|length| length.parse::<usize>().ok());
        length.map_or(ended_well, |length| self.body.len() == length)
    }
}

/// Sends a request of HTTP/1.0, whose answer ends where the connection does, with these lines in its head.
///
/// # Errors
/// There is no whole answer, or none in time.
pub async fn send(server: SocketAddr, method: &str, path: &str, lines: &str, body: &[u8]) -> io::Result<Reply> {
    let head = format!("{method} {path} HTTP/1.0\r\nhost: {server}\r\n{lines}content-length: {}\r\n\r\n", body.len());
    timeout(PATIENCE, exchange(server, &[head.as_bytes(), body].concat())).await?
}

async fn exchange(server: SocketAddr, request: &[u8]) -> io::Result<Reply> {
    let mut connection = TcpStream::connect(server).await?;
    connection.set_nodelay(true)?;
    // Whoever refuses a body may say so before all of it was sent.
    let sent = connection.write_all(request).await;
    let mut answer = Vec::new();
    let read = connection.read_to_end(&mut answer).await;
    match Reply::of(&answer) {
        Some(reply) if reply.is_whole(read.is_ok()) => Ok(reply),
        _ => Err(sent.and(read).err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())),
    }
}
