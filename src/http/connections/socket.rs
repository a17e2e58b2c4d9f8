//! A connection's bytes, on their way through the table: what comes in is noted, and so is what is not taken. What is
//! the bytes of a mapped file is sent by the kernel itself, from the file.

use super::table::{Connection, Table};
use crate::store::blobs::FilePart;
use rustix::net::{SendFlags, send};
use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, Interest, ReadBuf},
    net::TcpStream,
};

/// More is about to follow, so that the head of an answer does not become a packet of its own.
#[cfg(target_os = "linux")]
const HEAD: SendFlags = SendFlags::MORE.union(SendFlags::NOSIGNAL);

#[cfg(not(target_os = "linux"))]
const HEAD: SendFlags = SendFlags::empty();

/// An open connection. Dropped, it is closed, and its row is gone.
pub(super) struct Socket {
    stream: TcpStream,
    connection: Arc<Connection>,
    table: Arc<Table>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, connection: Arc<Connection>, table: Arc<Table>) -> Self {
        Self { stream, connection, table }
    }

    fn sent<T>(&self, sent: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        self.connection.stick(sent.is_pending());
        sent
    }

    /// Sends what begins with a part of a file, or what comes before one; `None` where there is none.
    fn poll_send_file(&self, context: &mut Context<'_>, bytes: &[IoSlice<'_>]) -> Option<Poll<io::Result<usize>>> {
        let mut filled = bytes.iter().filter(|slice| !slice.is_empty());
        let first = filled.next()?;
        if let Some(part) = FilePart::behind(first) {
            return Some(self.poll_send(context, |stream| part.send(stream)));
        }
        FilePart::behind(filled.next()?)?;
        Some(self.poll_send(context, |stream| Ok(send(stream, first, HEAD)?)))
    }

    /// Sends something as soon as the socket takes it.
    fn poll_send(
        &self,
        context: &mut Context<'_>,
        send: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.stream.poll_write_ready(context))?;
            match self.stream.try_io(Interest::WRITABLE, || send(&self.stream)) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                sent => return Poll::Ready(sent),
            }
        }
    }
}

/// Whether the disk of a file has no sendfile(2).
fn must_be_copied(sent: &Poll<io::Result<usize>>) -> bool {
    matches!(sent, Poll::Ready(Err(error)) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported))
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.table.remove(&self.connection);
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.connection.heard();
        }
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.sent(sent)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = match self.poll_send_file(context, bytes) {
            Some(sent) if !must_be_copied(&sent) => sent,
            _ => Pin::new(&mut self.stream).poll_write_vectored(context, bytes),
        };
        self.sent(sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
