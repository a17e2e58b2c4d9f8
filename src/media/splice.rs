//! A file with other bytes before, between or behind some of its own, without copying it.
//!
//! Kept decoders want a whole, tidy file. Where a stranger's has a header from another century, an end that
//! is missing, or many pictures in one, they are handed such a reader instead.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// A file put together from parts.
pub(super) struct Spliced {
    file: File,
    parts: Vec<Part>,
    at: u64,
    length: u64,
}

/// A run of bytes, which starts at `from` in the whole.
struct Part {
    from: u64,
    length: u64,
    source: Bytes,
}

enum Bytes {
    Ours(Vec<u8>),
    /// From this place in the file on; each byte with its bits in reverse, if so said.
    File(u64, bool),
}

impl Spliced {
    pub fn new(file: File) -> Self {
        Self { file, parts: Vec::new(), at: 0, length: 0 }
    }

    /// Goes on with bytes of ours.
    pub fn bytes(self, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        self.part(bytes.len() as u64, Bytes::Ours(bytes))
    }

    /// Goes on with `length` bytes of the file, from `start`.
    pub fn file(self, start: u64, length: u64) -> Self {
        self.part(length, Bytes::File(start, false))
    }

    /// The same, the bits of each byte in reverse order.
    pub fn mirrored(self, start: u64, length: u64) -> Self {
        self.part(length, Bytes::File(start, true))
    }

    /// A reader of the whole, from its first byte.
    pub fn reader(self) -> BufReader<Self> {
        let capacity = self.length.clamp(512, 64 * 1024) as usize;
        BufReader::with_capacity(capacity, self)
    }

    fn part(mut self, length: u64, source: Bytes) -> Self {
        self.parts.push(Part { from: self.length, length, source });
        self.length += length;
        self
    }
}

impl Read for Spliced {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let at = self.at;
        let Some(part) = self.parts.iter().find(|part| at >= part.from && at < part.from + part.length) else {
            return Ok(0);
        };
        let within = at - part.from;
        let wanted = (part.length - within).min(buffer.len() as u64) as usize;
        let read = match &part.source {
            Bytes::Ours(bytes) => bytes.get(within as usize..).unwrap_or_default().read(&mut buffer[..wanted])?,
            Bytes::File(start, mirrored) => {
                self.file.seek(SeekFrom::Start(start + within))?;
                let read = self.file.read(&mut buffer[..wanted])?;
                if *mirrored {
                    buffer[..read].iter_mut().for_each(|byte| *byte = byte.reverse_bits());
                }
                read
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Spliced {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(step) => self.length.checked_add_signed(step),
            SeekFrom::Current(step) => self.at.checked_add_signed(step),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
