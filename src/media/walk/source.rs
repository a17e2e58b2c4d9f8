//! A file that knows where it is, where it ends, and what it claims to be.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use super::super::error::MediaError;
use super::super::format::Format;

/// A buffered reader whose every failure to read on is `CutShort` or `Io`.
pub(in crate::media) struct Source {
    reader: BufReader<File>,
    format: Format,
    at: u64,
    length: u64,
}

impl Source {
    /// Starts at the first byte of `file`.
    pub fn new(mut file: File, format: Format) -> Result<Self, MediaError> {
        let length = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        Ok(Self { reader: BufReader::with_capacity(64 * 1024, file), format, at: 0, length })
    }

    pub fn at(&self) -> u64 {
        self.at
    }

    /// Length of the whole file in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Bytes from here to the end of the file.
    pub fn left(&self) -> u64 {
        self.length.saturating_sub(self.at)
    }

    pub fn broken(&self, detail: &str) -> MediaError {
        MediaError::broken(self.format, detail)
    }

    pub fn cut_short(&self) -> MediaError {
        MediaError::CutShort { format: self.format }
    }

    /// The next `N` bytes.
    pub fn take<const N: usize>(&mut self) -> Result<[u8; N], MediaError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub fn byte(&mut self) -> Result<u8, MediaError> {
        self.take::<1>().map(|[byte]| byte)
    }

    /// The next `length` bytes, but at most `cap` of them; the rest is skipped.
    pub fn take_capped(&mut self, length: u64, cap: u64) -> Result<Vec<u8>, MediaError> {
        if length > self.left() {
            return Err(self.cut_short());
        }
        let kept = length.min(cap);
        let mut bytes = vec![0; usize::try_from(kept).unwrap_or(0)];
        self.fill(&mut bytes)?;
        self.skip(length - kept)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), MediaError> {
        self.reader.read_exact(bytes).map_err(|error| MediaError::from_io(self.format, error))?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Moves on by `count` bytes, all of which must be there.
    pub fn skip(&mut self, count: u64) -> Result<(), MediaError> {
        if count > self.left() {
            return Err(self.cut_short());
        }
        let step = i64::try_from(count).map_err(|_| self.cut_short())?;
        self.reader.seek_relative(step)?;
        self.at += count;
        Ok(())
    }

    /// Moves on past the next byte of value `wanted`.
    pub fn skip_past(&mut self, wanted: u8) -> Result<(), MediaError> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Err(self.cut_short());
            }
            let found = buffer.iter().position(|&byte| byte == wanted);
            let step = found.map_or(buffer.len(), |index| index + 1);
            self.reader.consume(step);
            self.at += step as u64;
            if found.is_some() {
                return Ok(());
            }
        }
    }
}
