//! A client that keeps its connection from one request to the next, as browsers do, and tells when one breaks.

use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::{TcpSocket, TcpStream},
};

/// A connection over which one request follows the other.
pub struct Connection(BufStream<TcpStream>);

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Whether the connection ends with this answer.
    pub fn is_last(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Connection {
    pub async fn open(server: SocketAddr) -> io::Result<Self> {
        Ok(Self(BufStream::new(TcpStream::connect(server).await?)))
    }

    /// Comes from another address of this machine, such as 127.0.0.2.
    pub async fn open_from(source: [u8; 4], server: SocketAddr) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((source, 0)))?;
        Ok(Self(BufStream::new(socket.connect(server).await?)))
    }

    /// Sends a part of a request at once.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await?;
        self.0.flush().await
    }

    /// Sends a request whose head is all but the line that ends it.
    pub async fn ask(&mut self, head: &str, body: &[u8]) -> io::Result<Reply> {
        self.send(format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes()).await?;
        self.send(body).await?;
        self.reply().await
    }

    /// Reads an answer to its end.
    pub async fn reply(&mut self) -> io::Result<Reply> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head).await? == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("closed after {head:?}")));
            }
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut reply = Reply { status, head, body: Vec::new() };
        if reply.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            reply.body = self.chunks().await?;
        } else if let Some(length) = reply.header("content-length") {
            reply.body = vec![0; length.parse().map_err(|_| io::ErrorKind::InvalidData)?];
            self.0.read_exact(&mut reply.body).await?;
        }
        Ok(reply)
    }

    /// A chunked body (RFC 9112, section 7.1).
    async fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await?;
            let length = usize::from_str_radix(line.trim_end(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
            let mut chunk = vec![0; length + 2];
            self.0.read_exact(&mut chunk).await?;
            if length == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }
}
