//! The server's side of a WebSocket (RFC 6455). There can be tens of thousands, most of which only wait: one that waits keeps no memory
//! for what may come or go, and what goes to many is framed once and sent as it stands.

use super::frames::{Head, Opcode, frame};
use bytes::{Buf, Bytes};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::{
    future::poll_fn,
    io::{self, IoSlice},
    mem::{self, MaybeUninit},
    pin::Pin,
    task::{Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::timeout,
};

/// How long the other side may take nothing of what is written.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest message that is read, in bytes: room for the longest that can be sent to a channel.
const MESSAGE_LONGEST: usize = 64 * 1024;

/// How much is read at once, in bytes.
const ROOM: usize = 4096;

/// How many frames are written at once.
const FRAMES_AT_ONCE: usize = 16;

/// Why a socket is closed (RFC 6455, section 7.4.1, and its registry).
pub(super) mod close_code {
    pub(in crate::http::live) const NORMAL: u16 = 1000;
    pub(in crate::http::live) const PROTOCOL: u16 = 1002;
    pub(in crate::http::live) const INVALID: u16 = 1007;
    pub(in crate::http::live) const SIZE: u16 = 1009;
    pub(in crate::http::live) const RESTART: u16 = 1012;
    pub(in crate::http::live) const AGAIN: u16 = 1013;
}

/// An open socket.
pub(super) struct Socket<S = TokioIo<Upgraded>> {
    stream: S,
    /// What has come of a frame, while it is not whole.
    come: Vec<u8>,
    /// What has come of a message in several frames, and the kind of the first.
    parts: Option<(Opcode, Vec<u8>)>,
}

/// What comes from the other side.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    Text(String),
    Binary,
    Ping(Vec<u8>),
    Pong,
    /// It is to be closed; with this code it is answered.
    Close(u16),
}

/// Why a socket ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The other side has gone, or does not answer.
    Gone,
    /// The server closes it, and says why.
    Closed(u16, &'static str),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, come: Vec::new(), parts: None }
    }

    /// What comes next. May be given up at any time without losing any.
    pub(super) async fn next(&mut self) -> Result<Incoming, End> {
        loop {
            if let Some(incoming) = self.take()? {
                return Ok(incoming);
            }
            self.read().await?;
        }
    }

    fn take(&mut self) -> Result<Option<Incoming>, End> {
        while let Some((head, payload)) = self.take_frame()? {
            match head.opcode {
                Opcode::Ping => return Ok(Some(Incoming::Ping(payload))),
                Opcode::Pong => return Ok(Some(Incoming::Pong)),
                Opcode::Close => return Ok(Some(Incoming::Close(answer_to(&payload)))),
                Opcode::Text | Opcode::Binary if self.parts.is_none() => self.parts = Some((head.opcode, payload)),
                Opcode::Text | Opcode::Binary => return Err(broken(close_code::PROTOCOL)),
                Opcode::Continuation => {
                    let (_, parts) = self.parts.as_mut().ok_or(broken(close_code::PROTOCOL))?;
                    if parts.len() + payload.len() > MESSAGE_LONGEST {
                        return Err(broken(close_code::SIZE));
                    }
                    parts.extend(payload);
                }
            }
            if !head.last {
                continue;
            }
            if let Some((opcode, whole)) = self.parts.take() {
                return message(opcode, whole).map(Some);
            }
        }
        Ok(None)
    }

    fn take_frame(&mut self) -> Result<Option<(Head, Vec<u8>)>, End> {
        let Some(head) = Head::read(&self.come, MESSAGE_LONGEST).map_err(broken)? else { return Ok(None) };
        let Some(payload) = head.payload(&self.come) else { return Ok(None) };
        if head.end == self.come.len() {
            self.come = Vec::new();
        } else {
            self.come.drain(..head.end);
        }
        Ok(Some((head, payload)))
    }

    async fn read(&mut self) -> Result<(), End> {
        let Self { stream, come, .. } = self;
        let read = poll_fn(|context| -> Poll<io::Result<usize>> {
            // Of the stack: one that waits keeps none.
            let mut room = [MaybeUninit::<u8>::uninit(); ROOM];
            let mut room = ReadBuf::uninit(&mut room);
            ready!(Pin::new(&mut *stream).poll_read(context, &mut room))?;
            come.extend_from_slice(room.filled());
            Poll::Ready(Ok(room.filled().len()))
        });
        match read.await {
            Ok(1..) => Ok(()),
            Ok(0) | Err(_) => Err(End::Gone),
        }
    }

    /// Sends a frame.
    pub(super) async fn send(&mut self, mut frame: Bytes) -> Result<(), End> {
        self.send_all(std::slice::from_mut(&mut frame)).await
    }

    /// Sends these frames, and leaves nothing of them.
    pub(super) async fn send_all(&mut self, frames: &mut [Bytes]) -> Result<(), End> {
        for some in frames.chunks_mut(FRAMES_AT_ONCE) {
            self.write(some).await.map_err(|_| End::Gone)?;
        }
        Ok(())
    }

    async fn write(&mut self, mut frames: &mut [Bytes]) -> io::Result<()> {
        let stream = &mut self.stream;
        while !frames.is_empty() {
            let some = poll_fn(|context| {
                let stream = Pin::new(&mut *stream);
                if let [one] = &*frames {
                    return stream.poll_write(context, one);
                }
                let mut slices = [IoSlice::new(&[]); FRAMES_AT_ONCE];
                slices.iter_mut().zip(&*frames).for_each(|(slice, frame)| *slice = IoSlice::new(frame));
                stream.poll_write_vectored(context, &slices[..frames.len().min(FRAMES_AT_ONCE)])
            });
            let mut written = timeout(PATIENCE, some).await??;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            let mut whole = 0;
            while let Some(frame) = frames.get(whole).filter(|frame| frame.len() <= written) {
                written -= frame.len();
                whole += 1;
            }
            // What is sent is not kept until the rest is.
            frames[..whole].fill(Bytes::new());
            frames = &mut mem::take(&mut frames)[whole..];
            if let Some(frame) = frames.first_mut() {
                frame.advance(written);
            }
        }
        timeout(PATIENCE, poll_fn(|context| Pin::new(&mut *stream).poll_flush(context))).await?
    }

    /// Says that it is closed.
    pub(super) async fn close(&mut self, code: u16, reason: &str) {
        let payload = [&code.to_be_bytes()[..], reason.as_bytes()].concat();
        // Whoever has gone meanwhile knows.
        let _gone = self.send(frame(Opcode::Close, &payload)).await;
    }
}

fn message(opcode: Opcode, whole: Vec<u8>) -> Result<Incoming, End> {
    match opcode {
        Opcode::Text => String::from_utf8(whole).map(Incoming::Text).map_err(|_| broken(close_code::INVALID)),
        _ => Ok(Incoming::Binary),
    }
}

/// With what code a closing is answered: the one that it came with, where that may be sent.
fn answer_to(payload: &[u8]) -> u16 {
    match (payload, payload.first_chunk().map(|code| u16::from_be_bytes(*code))) {
        ([], _) => close_code::NORMAL,
        (_, Some(code @ (1000..=1003 | 1007..=1014 | 3000..=4999))) => code,
        _ => close_code::PROTOCOL,
    }
}

fn broken(code: u16) -> End {
    let reason = match code {
        close_code::SIZE => "Messages can have up to 64 KiB.",
        close_code::INVALID => "Messages must be UTF-8.",
        _ => "This is not how WebSockets are spoken.",
    };
    End::Closed(code, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const MASK: [u8; 4] = [1, 2, 3, 4];

    /// A frame as clients send it: its first byte is given.
    fn sent(first: u8, payload: &[u8]) -> Vec<u8> {
        let framed = frame(Opcode::Text, payload);
        let (head, payload) = framed.split_at(framed.len() - payload.len());
        let masked = payload.iter().zip(MASK.into_iter().cycle()).map(|(byte, mask)| byte ^ mask);
        [&[first, head[1] | 0x80][..], &head[2..], &MASK[..]].concat().into_iter().chain(masked).collect()
    }

    fn open(room: usize) -> (Socket<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(room);
        (Socket::new(ours), theirs)
    }

    /// What comes of these bytes, until the end.
    async fn heard(bytes: &[u8]) -> (Vec<Incoming>, End) {
        let (mut socket, mut client) = open(1 << 20);
        client.write_all(bytes).await.unwrap();
        drop(client);
        let mut heard = Vec::new();
        loop {
            match socket.next().await {
                Ok(incoming) => heard.push(incoming),
                Err(end) => return (heard, end),
            }
        }
    }

    fn text(text: &str) -> Incoming {
        Incoming::Text(text.to_owned())
    }

    #[tokio::test]
    async fn messages_are_read_however_they_are_cut_and_one_that_waits_keeps_nothing() {
        let long = "x".repeat(MESSAGE_LONGEST);
        let (mut socket, mut client) = open(7);
        let bytes = [sent(0x81, b"one"), sent(0x81, "zwölf".as_bytes()), sent(0x81, long.as_bytes())].concat();
        let writing = tokio::spawn(async move {
            client.write_all(&bytes).await.unwrap();
            client
        });
        for wanted in ["one", "zwölf", long.as_str()] {
            assert_eq!(socket.next().await, Ok(text(wanted)));
        }
        assert_eq!((socket.come.capacity(), socket.parts.is_none()), (0, true));
        drop(writing.await.unwrap());
        assert_eq!(socket.next().await, Err(End::Gone));
    }

    #[tokio::test]
    async fn a_message_can_come_in_parts_with_other_frames_between() {
        let parts = [sent(0x01, b"a"), sent(0x89, b"ping"), sent(0x00, b"b"), sent(0x8A, b""), sent(0x80, b"c")];
        let more = [sent(0x82, b"x"), sent(0x88, &[0x0F, 0xA0])];
        let (heard, end) = heard(&[parts.concat(), more.concat()].concat()).await;
        let wanted =
            [Incoming::Ping(b"ping".to_vec()), Incoming::Pong, text("abc"), Incoming::Binary, Incoming::Close(4000)];
        assert_eq!((heard, end), (wanted.into(), End::Gone));
    }

    #[tokio::test]
    async fn what_is_no_websocket_ends_it_with_the_code_that_says_so() {
        let mut unmasked = sent(0x81, b"a");
        unmasked[1] &= 0x7F;
        let half = vec![b'x'; MESSAGE_LONGEST / 2 + 1];
        for (bytes, code) in [
            (unmasked, 1002),
            (sent(0xC1, b"a"), 1002),
            (sent(0x83, b"a"), 1002),
            (sent(0x09, b"a"), 1002),
            (sent(0x89, &[0; 126]), 1002),
            (sent(0x80, b"a"), 1002),
            ([sent(0x01, b"a"), sent(0x81, b"b")].concat(), 1002),
            (sent(0x81, &[0xFF]), 1007),
            (sent(0x81, &vec![b'x'; MESSAGE_LONGEST + 1]), 1009),
            ([sent(0x01, &half), sent(0x80, &half)].concat(), 1009),
        ] {
            let (heard, end) = heard(&bytes).await;
            assert!(heard.is_empty(), "{heard:?}");
            assert!(matches!(end, End::Closed(closed, _) if closed == code), "{end:?} instead of {code}");
        }
    }

    #[test]
    fn a_closing_is_answered_with_a_code_that_may_be_sent() {
        let answers: [(&[u8], u16); 5] =
            [(&[], 1000), (&[3, 232], 1000), (&[3], 1002), (&[3, 237], 1002), (&[0x0F, 0xA0, b'x'], 4000)];
        for (payload, code) in answers {
            assert_eq!(answer_to(payload), code, "{payload:?}");
        }
    }

    #[tokio::test]
    async fn all_frames_go_out_in_their_order_through_however_narrow_a_line() {
        let (mut socket, mut client) = open(5);
        let mut frames: Vec<_> = (0..50_usize).map(|n| frame(Opcode::Text, &vec![b'a'; n * 7])).collect();
        let wanted = frames.concat();
        let reading = tokio::spawn(async move {
            let mut read = Vec::new();
            client.read_to_end(&mut read).await.unwrap();
            read
        });
        assert_eq!(socket.send_all(&mut frames).await, Ok(()));
        assert!(frames.iter().all(Bytes::is_empty), "nothing of them is kept");
        socket.close(4401, "bye").await;
        drop(socket);
        let read = reading.await.unwrap();
        assert_eq!(read, [&wanted[..], &[0x88, 5, 0x11, 0x31], b"bye"].concat());
    }
}
