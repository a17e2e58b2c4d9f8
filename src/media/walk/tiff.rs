//! TIFF: the first directory of a file, of TIFF 6.0 and of BigTIFF.

use std::fs::File;
use std::path::Path;

use image::metadata::Orientation;

use super::super::error::MediaError;
use super::super::format::Format;
use super::super::tiff::Scan;
use super::{Facts, Source};

/// Longest value that is read, in bytes: a profile, or the places of very many strips.
const VALUE_CAP: u64 = 8 << 20;

/// Most entries of a directory. Real ones have some thirty.
const ENTRIES_CAP: u64 = 4096;

pub(super) fn walk(mut source: Source) -> Result<Facts, MediaError> {
    let directory = Directory::read(&mut source)?;
    let orientation = directory.numbers(&mut source, 274)?.first().and_then(|&number| u8::try_from(number).ok());
    let scan = Scan::of(directory, &mut source)?;
    let mut facts = Facts::still(scan.width, scan.height);
    facts.orientation = orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms);
    facts.alpha = scan.alpha.is_some();
    facts.decoding = scan.memory();
    Ok(facts)
}

/// Reads how the first picture of a file is stored.
pub(in super::super) fn open(path: &Path) -> Result<Scan, MediaError> {
    let mut source = Source::new(File::open(path)?, Format::Tiff)?;
    let directory = Directory::read(&mut source)?;
    Scan::of(directory, &mut source)
}

/// A directory: its entries, and how its numbers are written.
pub(in super::super) struct Directory {
    pub little: bool,
    big: bool,
    entries: Vec<Entry>,
}

/// An entry as it is stored; `value` holds the values themselves, or where they stand.
struct Entry {
    tag: u16,
    kind: u16,
    count: u64,
    value: [u8; 8],
}

impl Directory {
    fn read(source: &mut Source) -> Result<Self, MediaError> {
        let [order, _, v0, v1] = source.take()?;
        let little = order == b'I';
        let big = [v0, v1].contains(&43);
        let mut directory = Self { little, big, entries: Vec::new() };
        if big {
            source.skip(4)?;
        }
        let first = directory.place(source)?;
        source.go(first)?;
        let count = match big {
            true => directory.place(source)?,
            false => directory.number(&source.take::<2>()?),
        };
        for _ in 0..count.min(ENTRIES_CAP) {
            let head: [u8; 4] = source.take()?;
            let count = directory.place(source)?;
            let mut value = [0; 8];
            match big {
                true => value = source.take()?,
                false => value[..4].copy_from_slice(&source.take::<4>()?),
            }
            let (tag, kind) = (directory.number(&head[..2]) as u16, directory.number(&head[2..]) as u16);
            directory.entries.push(Entry { tag, kind, count, value });
        }
        Ok(directory)
    }

    /// A number of a directory's own width: 8 bytes in BigTIFF, else 4.
    fn place(&self, source: &mut Source) -> Result<u64, MediaError> {
        Ok(match self.big {
            true => self.number(&source.take::<8>()?),
            false => self.number(&source.take::<4>()?),
        })
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if self.little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
    }

    /// The bytes of a tag's values, and how many each has; nothing if there is no such tag.
    pub(in super::super) fn bytes(&self, source: &mut Source, tag: u16) -> Result<(Vec<u8>, usize), MediaError> {
        let Some(entry) = self.entries.iter().find(|entry| entry.tag == tag) else {
            return Ok((Vec::new(), 1));
        };
        let width = match entry.kind {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16..=18 => 8,
            _ => 1,
        };
        let length = entry.count.saturating_mul(width);
        let inline = if self.big { 8 } else { 4 };
        if length <= inline {
            return Ok((entry.value[..length as usize].to_vec(), width as usize));
        }
        if length > VALUE_CAP {
            return Err(source.broken("its header is too long"));
        }
        source.go(self.number(&entry.value[..inline as usize]))?;
        Ok((source.take_capped(length, VALUE_CAP)?, width as usize))
    }

    /// A tag's values as whole numbers; none if there is no such tag.
    pub(in super::super) fn numbers(&self, source: &mut Source, tag: u16) -> Result<Vec<u64>, MediaError> {
        let (bytes, width) = self.bytes(source, tag)?;
        Ok(bytes.chunks_exact(width).map(|number| self.number(number)).collect())
    }

    /// A tag's first value, or what holds without it.
    pub(in super::super) fn one(&self, source: &mut Source, tag: u16, otherwise: u32) -> Result<u32, MediaError> {
        let number = self.numbers(source, tag)?.first().map(|&number| u32::try_from(number).unwrap_or(u32::MAX));
        Ok(number.unwrap_or(otherwise))
    }

    /// A tag's values as fractions of two numbers.
    pub(in super::super) fn fractions(&self, source: &mut Source, tag: u16) -> Result<Vec<f32>, MediaError> {
        let (bytes, _) = self.bytes(source, tag)?;
        let half = |bytes: &[u8]| self.number(bytes) as f32;
        Ok(bytes.chunks_exact(8).map(|pair| half(&pair[..4]) / half(&pair[4..]).max(1.0)).collect())
    }
}
