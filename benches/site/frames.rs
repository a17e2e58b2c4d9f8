//! The client's side of a WebSocket (RFC 6455): little memory and little CPU, so that what is measured is the server.

use bytes::{Buf, Bytes, BytesMut};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// How much is read at once, in bytes.
const ROOM: usize = 2048;

/// How long an opening may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open socket.
pub struct Socket {
    stream: TcpStream,
    read: BytesMut,
}

impl Socket {
    /// Opens one at a path, with more lines for the head of the request.
    pub async fn open(address: SocketAddr, path: &str, lines: &str) -> io::Result<Self> {
        timeout(PATIENCE, Self::handshake(address, path, lines)).await?
    }

    async fn handshake(address: SocketAddr, path: &str, lines: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut socket = Self { stream, read: BytesMut::new() };
        // Not a secret, and the answer to it is not looked at: nobody stands in between.
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
        );
        socket.stream.write_all(request.as_bytes()).await?;
        loop {
            let end = socket.read.windows(4).position(|window| window == b"\r\n\r\n");
            if let Some(end) = end {
                let head = socket.read.split_to(end + 4);
                let accepted = head.starts_with(b"HTTP/1.1 101 ");
                let refused = || io::Error::other(String::from_utf8_lossy(&head).into_owned());
                return if accepted { Ok(socket) } else { Err(refused()) };
            }
            socket.read_more().await?;
        }
    }

    /// The next message. Pings are answered. May be given up at any time without losing any.
    ///
    /// # Errors
    /// The connection has ended, by whomever.
    pub async fn next(&mut self) -> io::Result<Bytes> {
        loop {
            while let Some((opcode, payload)) = take(&mut self.read)? {
                match opcode {
                    CLOSE => return Err(io::ErrorKind::ConnectionAborted.into()),
                    PING => self.stream.write_all(&frame(PONG, &payload)).await?,
                    PONG => {}
                    _ => return Ok(payload),
                }
            }
            self.read_more().await?;
        }
    }

    /// Whether the next message has come already.
    pub fn has_next(&self) -> bool {
        matches!(size(&self.read), Ok(Some((header, length))) if self.read.len() >= header + length)
    }

    async fn read_more(&mut self) -> io::Result<()> {
        self.read.reserve(ROOM);
        if self.stream.read_buf(&mut self.read).await? == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// Says these, in one go.
    pub async fn say(&mut self, texts: &[String]) -> io::Result<()> {
        let frames: Vec<_> = texts.iter().flat_map(|text| frame(TEXT, text.as_bytes())).collect();
        self.stream.write_all(&frames).await
    }
}

/// A frame of a client. It has to be masked; the mask is 0, which changes nothing.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(0x80 | opcode);
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length @ 126..0x1_0000 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// How long the header of the first frame is, and its payload; `None` where that has not come yet.
fn size(read: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let [first, second, rest @ ..] = read else { return Ok(None) };
    // Servers neither mask nor, these at least, send a message in pieces.
    if first & 0x80 == 0 || second & 0x80 != 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(match (second, rest) {
        (126, [a, b, ..]) => Some((4, usize::from(u16::from_be_bytes([*a, *b])))),
        (127, [a, b, c, d, e, f, g, h, ..]) => {
            Some((10, u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) as usize))
        }
        (126 | 127, _) => None,
        (length, _) => Some((2, usize::from(*length))),
    })
}

/// The first frame, taken out, where all of it has come: its opcode and its payload.
fn take(read: &mut BytesMut) -> io::Result<Option<(u8, Bytes)>> {
    let Some((header, length)) = size(read)? else { return Ok(None) };
    if read.len() < header + length {
        return Ok(None);
    }
    let opcode = read[0] & 0x0F;
    read.advance(header);
    Ok(Some((opcode, read.split_to(length).freeze())))
}
