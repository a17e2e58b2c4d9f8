//! TIFF and BigTIFF: nothing can move, as everything is found by its offset. What the pages' directories lead to stays where it is;
//! entries that do not stay are taken out of their directory, and zeros stand in place of all that is left (TIFF 6.0).

use super::super::{error::MediaError, format::Format};
use super::{
    BLOCK_MOST,
    exif::{CAMERA_FACTS, MAIN_FACTS},
    found::{Found, degrees},
    plan::Plan,
    ranges::{Ranges, read},
};
use crate::model::file_story::{Coordinates, MetadataKind};
use std::{collections::HashSet, fs::File};

/// Most pages of one file.
const PAGES_MOST: usize = 1_000;

/// Most entries of a directory.
const ENTRIES_MOST: u64 = 4_096;

/// Most strips or tiles of a page.
const STRIPS_MOST: u64 = 1_000_000;

/// Entries by which pixels and colours are read, beside [`MAIN_FACTS`].
const PICTURE: &[u16] = &[
    254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 277, 278, 279, 280, 281, 284, 290, 291, 292, 293, 297, 301, 317,
    318, 319, 320, 321, 322, 323, 324, 325, 332, 334, 336, 338, 339, 340, 341, 347, 529, 530, 532, 34675,
];

const MAKE: u16 = 271;
const MODEL: u16 = 272;
const EXIF: u16 = 34665;
const GPS: u16 = 34853;
const XMP: u16 = 700;
const IPTC: [u16; 2] = [33723, 34377];
/// Where on the earth the pixels lie (OGC GeoTIFF 1.1).
const GEO: [u16; 6] = [33550, 33922, 34264, 34735, 34736, 34737];

/// The kind of an entry that is a text, and of one that is made of fractions.
const TEXT: u16 = 2;
const FRACTIONS: u16 = 5;

/// One entry of a directory.
struct Entry {
    tag: u16,
    kind: u16,
    count: u64,
    /// Where its value stands.
    at: u64,
    /// How long that is, in bytes.
    bytes: u64,
    /// Whether it stands within the entry.
    within: bool,
}

struct Tiff<'a> {
    file: &'a File,
    length: u64,
    little: bool,
    big: bool,
    seen: HashSet<u64>,
    ranges: Ranges,
    found: Found,
}

pub(super) fn walk(file: &File, plan: &mut Plan) -> Result<(), MediaError> {
    let head = read(file, 0, 4)?;
    let little = head[0] == b'I';
    let big = head[if little { 2 } else { 3 }] == 43;
    let (seen, ranges, found) = (HashSet::new(), Ranges::default(), Found::default());
    let mut tiff = Tiff { file, length: plan.length, little, big, seen, ranges, found };
    let start = if big { 8 } else { 4 };
    tiff.ranges.keep(0..start + tiff.width());
    let mut next = tiff.pointer(start)?;
    while next != 0 {
        if tiff.seen.len() >= PAGES_MOST {
            return Err(broken("it has too many pages"));
        }
        next = tiff.directory(next, true)?;
    }
    plan.found.join(tiff.found);
    tiff.ranges.plan(plan, 0)
}

fn broken(detail: &str) -> MediaError {
    MediaError::broken(Format::Tiff, detail)
}

impl Tiff<'_> {
    /// Of an offset, in bytes.
    fn width(&self) -> u64 {
        if self.big { 8 } else { 4 }
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if self.little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) }
    }

    fn written(&self, number: u64, width: u64) -> Vec<u8> {
        let bytes = &number.to_be_bytes()[8 - width as usize..];
        if self.little { bytes.iter().rev().copied().collect() } else { bytes.to_vec() }
    }

    fn bytes(&self, at: u64, length: u64) -> Result<Vec<u8>, MediaError> {
        if at.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(MediaError::CutShort { format: Format::Tiff });
        }
        Ok(read(self.file, at, length)?)
    }

    fn pointer(&self, at: u64) -> Result<u64, MediaError> {
        Ok(self.number(&self.bytes(at, self.width())?))
    }

    /// Of the number of a directory's entries, and of each of them, in bytes.
    fn sizes(&self) -> (u64, u64) {
        if self.big { (8, 20) } else { (2, 12) }
    }

    /// The entries of a directory.
    fn table(&self, at: u64) -> Result<Vec<u8>, MediaError> {
        let (counted, size) = self.sizes();
        let count = self.number(&self.bytes(at, counted)?);
        if count > ENTRIES_MOST {
            return Err(broken("a directory has too many entries"));
        }
        self.bytes(at + counted, count * size)
    }

    /// Walks through a page's directory, or its Exif directory, and keeps of it what stays; gives where the next one is.
    fn directory(&mut self, at: u64, page: bool) -> Result<u64, MediaError> {
        if !self.seen.insert(at) {
            return Err(broken("its directories go round in circles"));
        }
        let (counted, size) = self.sizes();
        let table = self.table(at)?;
        let end = at + counted + table.len() as u64;
        let next = self.pointer(end)?;
        let mut kept = Vec::new();
        let mut entries = Vec::new();
        for (bytes, place) in table.chunks_exact(size as usize).zip((at + counted..).step_by(size as usize)) {
            if let Some(entry) = self.entry(bytes, place)
                && self.stays(&entry, page)?
            {
                kept.extend_from_slice(bytes);
                entries.push(entry);
            }
        }
        if kept.len() == table.len() {
            self.ranges.keep(at..end + self.width());
        } else {
            let count = self.written(entries.len() as u64, counted);
            self.ranges.put(at, [count, kept, self.written(next, self.width())].concat());
        }
        self.pixels(&entries, 273, 279)?;
        self.pixels(&entries, 324, 325)?;
        let [make, model] = [MAKE, MODEL].map(|tag| self.text(&entries, tag));
        self.found.camera(make.as_deref(), model.as_deref());
        Ok(next)
    }

    fn text(&self, entries: &[Entry], tag: u16) -> Option<Vec<u8>> {
        let entry = entries.iter().find(|entry| entry.tag == tag && entry.kind == TEXT)?;
        self.bytes(entry.at, entry.bytes.min(BLOCK_MOST)).ok()
    }

    /// Reads an entry; `None` where its value has no length that we know, or lies outside of the file.
    fn entry(&self, bytes: &[u8], place: u64) -> Option<Entry> {
        let width = self.width() as usize;
        let (tag, kind) = (self.number(&bytes[..2]) as u16, self.number(&bytes[2..4]) as u16);
        let count = self.number(&bytes[4..4 + width]);
        let unit = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16 | 17 | 18 => 8,
            _ => return None,
        };
        let size = count.checked_mul(unit)?;
        let within = size <= width as u64;
        let at = if within { place + 4 + width as u64 } else { self.number(&bytes[4 + width..]) };
        let inside = at.checked_add(size).is_some_and(|end| end <= self.length);
        inside.then_some(Entry { tag, kind, count, at, bytes: size, within })
    }

    /// Whether an entry stays; what it leads to stays as well.
    fn stays(&mut self, entry: &Entry, page: bool) -> Result<bool, MediaError> {
        self.note(entry, page)?;
        let facts: [&[u16]; 2] = if page { [PICTURE, MAIN_FACTS] } else { [CAMERA_FACTS, &[]] };
        if page && entry.tag == EXIF {
            let at = self.numbers(entry)?.first().copied().unwrap_or_default();
            // One that cannot be followed goes as a whole.
            return Ok(self.directory(at, false).is_ok());
        }
        if !facts.iter().any(|facts| facts.contains(&entry.tag)) {
            return Ok(false);
        }
        if !entry.within {
            self.ranges.keep(entry.at..entry.at + entry.bytes);
        }
        Ok(true)
    }

    /// Notes an entry for the owner, where it is metadata.
    fn note(&mut self, entry: &Entry, page: bool) -> Result<(), MediaError> {
        let (tag, bytes) = (entry.tag, entry.bytes);
        if tag == XMP || IPTC.contains(&tag) {
            let block = self.bytes(entry.at, bytes.min(BLOCK_MOST))?;
            if tag == XMP { self.found.xmp(&block, bytes) } else { self.found.iptc(&block, bytes) }
        } else if tag == GPS || GEO.contains(&tag) {
            self.found.add(MetadataKind::Gps, bytes);
            self.found.has_place = true;
            if tag == GPS {
                self.found.place.coordinates = self.coordinates(entry).or(self.found.place.coordinates);
            }
        } else if !page || tag == EXIF {
            self.found.add(MetadataKind::Exif, bytes);
        } else if entry.kind == TEXT {
            self.found.add(MetadataKind::Text, bytes);
        } else if !PICTURE.contains(&tag) && !MAIN_FACTS.contains(&tag) {
            self.found.add(MetadataKind::Other, bytes);
        }
        Ok(())
    }

    /// The position that a GPS directory holds.
    fn coordinates(&self, gps: &Entry) -> Option<Coordinates> {
        let at = *self.numbers(gps).ok()?.first()?;
        let (counted, size) = self.sizes();
        let table = self.table(at).ok()?;
        let entries = table.chunks_exact(size as usize).zip((at + counted..).step_by(size as usize));
        let entries: Vec<_> = entries.filter_map(|(bytes, place)| self.entry(bytes, place)).collect();
        let find = |tag: u16, kind: u16| entries.iter().find(|entry| entry.tag == tag && entry.kind == kind);
        let angle = |tag: u16, negative: u8| {
            let value = find(tag, FRACTIONS).filter(|value| value.count <= 3)?;
            let bytes = self.bytes(value.at, value.bytes).ok()?;
            let fraction = |bytes: &[u8]| self.number(&bytes[..4]) as f64 / self.number(&bytes[4..]) as f64;
            let parts: Vec<_> = bytes.chunks_exact(8).map(fraction).collect();
            // What says on which side it lies stands before it.
            let side = find(tag - 1, TEXT).and_then(|side| self.bytes(side.at, 1).ok());
            degrees(&parts, side.is_some_and(|side| side[0] == negative))
        };
        Coordinates::new(angle(2, b'S')?, angle(4, b'W')?)
    }

    /// Keeps strips or tiles.
    fn pixels(&mut self, entries: &[Entry], offsets: u16, lengths: u16) -> Result<(), MediaError> {
        let find = |tag: u16| entries.iter().find(|entry| entry.tag == tag);
        let Some(offsets) = find(offsets) else { return Ok(()) };
        let starts = self.numbers(offsets)?;
        let lengths = match find(lengths) {
            Some(lengths) => self.numbers(lengths)?,
            // Old writers leave the length of the one strip out: it goes to the end.
            None if starts.len() == 1 => vec![self.length.saturating_sub(starts[0])],
            None => return Err(broken("its strips have no length")),
        };
        for (start, length) in starts.into_iter().zip(lengths) {
            self.ranges.keep(start.min(self.length)..start.saturating_add(length).min(self.length));
        }
        Ok(())
    }

    /// The value of an entry that holds whole numbers.
    fn numbers(&self, entry: &Entry) -> Result<Vec<u64>, MediaError> {
        let unit = match entry.kind {
            3 => 2,
            4 | 13 => 4,
            16 | 18 => 8,
            _ => return Err(broken("an offset is no number")),
        };
        if entry.count > STRIPS_MOST {
            return Err(broken("it has too many strips"));
        }
        let bytes = self.bytes(entry.at, entry.bytes)?;
        Ok(bytes.chunks_exact(unit).map(|number| self.number(number)).collect())
    }
}
