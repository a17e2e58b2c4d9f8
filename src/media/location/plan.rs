//! What a copy is made of.

use super::{
    super::{error::MediaError, format::Format},
    found::Found,
};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
};

/// Most pieces of one copy. Cameras' files have some hundred; each takes memory.
const PIECES_MOST: usize = 200_000;

/// How many bytes are copied at once.
const CHUNK: usize = 256 * 1024;

/// A piece of a copy.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// Bytes of the file.
    Kept(Range<u64>),
    /// Bytes that were written anew.
    New(Vec<u8>),
    /// So many zeros.
    Zeros(u64),
}

/// A copy, piece by piece.
#[derive(Debug)]
pub(super) struct Plan {
    /// Of the file, in bytes.
    pub length: u64,
    /// What the file holds beside the picture.
    pub found: Found,
    format: Format,
    pieces: Vec<Piece>,
}

impl Plan {
    pub fn new(length: u64, format: Format) -> Self {
        Self { length, found: Found::default(), format, pieces: Vec::new() }
    }

    /// A plan for a part of the same copy.
    pub fn part(&self) -> Self {
        Self::new(self.length, self.format)
    }

    /// Takes over bytes of the file.
    pub fn keep(&mut self, range: Range<u64>) -> Result<(), MediaError> {
        if let Some(Piece::Kept(last)) = self.pieces.last_mut()
            && last.end == range.start
        {
            last.end = range.end;
            return Ok(());
        }
        if range.is_empty() { Ok(()) } else { self.push(Piece::Kept(range)) }
    }

    /// Puts in bytes.
    pub fn add(&mut self, bytes: Vec<u8>) -> Result<(), MediaError> {
        self.push(Piece::New(bytes))
    }

    /// Puts in zeros.
    pub fn zeros(&mut self, count: u64) -> Result<(), MediaError> {
        if count == 0 { Ok(()) } else { self.push(Piece::Zeros(count)) }
    }

    /// Goes on with a part.
    pub fn append(&mut self, part: Self) -> Result<(), MediaError> {
        self.found.join(part.found);
        part.pieces.into_iter().try_for_each(|piece| match piece {
            Piece::Kept(range) => self.keep(range),
            piece => self.push(piece),
        })
    }

    fn push(&mut self, piece: Piece) -> Result<(), MediaError> {
        if self.pieces.len() >= PIECES_MOST {
            return Err(MediaError::broken(self.format, "it has too many parts"));
        }
        self.pieces.push(piece);
        Ok(())
    }

    /// How many bytes the copy has.
    pub fn size(&self) -> u64 {
        let sizes = self.pieces.iter().map(|piece| match piece {
            Piece::Kept(range) => range.end - range.start,
            Piece::New(bytes) => bytes.len() as u64,
            Piece::Zeros(count) => *count,
        });
        sizes.sum()
    }

    /// Whether the copy is one range of the file, and which.
    pub fn kept(&self) -> Option<Range<u64>> {
        match self.pieces.as_slice() {
            [Piece::Kept(range)] => Some(range.clone()),
            _ => None,
        }
    }

    pub fn is_whole(&self) -> bool {
        self.kept() == Some(0..self.length)
    }

    pub fn write(&self, mut from: &File, to: &mut dyn Write) -> io::Result<()> {
        let mut buffer = vec![0; CHUNK];
        for piece in &self.pieces {
            match piece {
                Piece::New(bytes) => to.write_all(bytes)?,
                Piece::Zeros(count) => {
                    io::copy(&mut io::repeat(0).take(*count), to)?;
                }
                Piece::Kept(range) => {
                    from.seek(SeekFrom::Start(range.start))?;
                    let mut left = range.end - range.start;
                    while left > 0 {
                        let step = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
                        from.read_exact(&mut buffer[..step])?;
                        to.write_all(&buffer[..step])?;
                        left -= step as u64;
                    }
                }
            }
        }
        Ok(())
    }
}
