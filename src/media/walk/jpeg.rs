//! JPEG: markers up to EOI, with the scans counted (ITU-T T.81, annex B).

use std::collections::BTreeSet;

use super::super::error::MediaError;
use super::super::limits::{self, MAX_SCANS, MAX_SCANS_PIXELS};
use super::{Facts, Source, exif_orientation};

pub(super) fn walk(source: &mut Source) -> Result<Facts, MediaError> {
    source.skip(2)?; // SOI
    let mut found: Option<Frame> = None;
    let mut orientation = None;
    let mut scans = 0;
    let mut unended = false;
    loop {
        let marker = match next_marker(source) {
            Err(MediaError::CutShort { .. }) if scans > 0 => {
                unended = true;
                break;
            }
            marker => marker?,
        };
        match marker {
            0xd9 => break,
            0x01 | 0xd8 => {}
            // DHT, JPG and DAC sit among the frame headers but are none.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                if found.is_some() {
                    return Err(source.broken("it has two frame headers"));
                }
                found = Some(Frame::read(source, marker)?);
            }
            0xda => {
                let Some(frame) = &mut found else {
                    return Err(source.broken("picture data stand before the frame header"));
                };
                scans += 1;
                if scans > MAX_SCANS || u64::from(scans) * frame.facts.pixels() > MAX_SCANS_PIXELS {
                    return Err(MediaError::TooManyScans { scans });
                }
                frame.scan(source)?;
            }
            0xe1 if orientation.is_none() => {
                let length = segment_length(source)?;
                let segment = source.take_capped(length, u64::from(u16::MAX))?;
                if segment.starts_with(b"Exif\0\0") {
                    orientation = exif_orientation(&segment);
                }
            }
            _ => skip_segment(source)?,
        }
    }
    let Some(frame) = found.filter(|_| scans > 0) else {
        return Err(source.broken("it holds no picture data"));
    };
    if unended && frame.seen.len() < frame.components.len() {
        return Err(source.cut_short());
    }
    let mut facts = frame.facts;
    if frame.progressive || frame.piecemeal {
        // All coefficients are kept until the last scan has refined them.
        facts.decoding += frame.samples * 2;
    }
    facts.unended = unended;
    facts.one_pass = !(frame.progressive || frame.piecemeal);
    facts.orientation = orientation.unwrap_or(facts.orientation);
    Ok(facts)
}

/// What a frame header says, and what was found of it.
struct Frame {
    facts: Facts,
    /// Of all components together.
    samples: u64,
    progressive: bool,
    /// True if a scan did not hold all components.
    piecemeal: bool,
    /// Their identifiers.
    components: Vec<u8>,
    /// Those that a scan was found of.
    seen: BTreeSet<u8>,
}

impl Frame {
    fn read(source: &mut Source, marker: u8) -> Result<Self, MediaError> {
        match marker {
            0xc0..=0xc2 => {}
            0xc3 | 0xc7 | 0xcb | 0xcf => return Err(MediaError::unsupported("Lossless JPEG")),
            0xc5 | 0xc6 | 0xcd | 0xce => return Err(MediaError::unsupported("Hierarchical JPEG")),
            _ => return Err(MediaError::unsupported("Arithmetic-coded JPEG")),
        }
        let length = segment_length(source)?;
        let [depth, h1, h0, w1, w0, count] = source.take()?;
        if depth != 8 {
            return Err(MediaError::unsupported(format!("{depth}-bit JPEG")));
        }
        if !matches!(count, 1 | 3 | 4) || length != 6 + 3 * u64::from(count) {
            return Err(source.broken("its frame header makes no sense"));
        }
        let mut facts = Facts::still(u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
        limits::check_size(facts.width, facts.height)?;
        let (mut blocks, mut widest, mut tallest) = (0, 1, 1);
        let mut components = Vec::new();
        for _ in 0..count {
            let [identifier, sampling, _] = source.take()?;
            let (h, v) = (u64::from(sampling >> 4), u64::from(sampling & 15));
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
                return Err(source.broken("its sampling factors make no sense"));
            }
            components.push(identifier);
            blocks += h * v;
            widest = widest.max(h);
            tallest = tallest.max(v);
        }
        facts.decoding = facts.pixels() * 3;
        let samples = facts.pixels() * blocks / (widest * tallest);
        let progressive = marker == 0xc2;
        Ok(Self { facts, samples, progressive, piecemeal: false, components, seen: BTreeSet::new() })
    }

    /// Reads the header of a scan.
    fn scan(&mut self, source: &mut Source) -> Result<(), MediaError> {
        let length = segment_length(source)?;
        let header = source.take_capped(length, u64::from(u16::MAX))?;
        let count = header.first().map_or(0, |count| usize::from(*count));
        let named = header.get(1..).unwrap_or_default().as_chunks::<2>().0.iter().take(count);
        self.seen.extend(named.map(|[identifier, _]| *identifier).filter(|one| self.components.contains(one)));
        self.piecemeal |= count < self.components.len();
        Ok(())
    }
}

/// Moves on to the next marker, over entropy-coded data with its stuffed zeros and restart markers, and
/// over the stray bytes that some cameras leave between segments.
pub(in crate::media) fn next_marker(source: &mut Source) -> Result<u8, MediaError> {
    loop {
        source.skip_past(0xff)?;
        let mut marker = source.byte()?;
        while marker == 0xff {
            marker = source.byte()?;
        }
        if marker != 0 && !(0xd0..=0xd7).contains(&marker) {
            return Ok(marker);
        }
    }
}

pub(in crate::media) fn segment_length(source: &mut Source) -> Result<u64, MediaError> {
    match u16::from_be_bytes(source.take()?) {
        length @ 2.. => Ok(u64::from(length) - 2),
        _ => Err(source.broken("a segment has no length")),
    }
}

pub(in crate::media) fn skip_segment(source: &mut Source) -> Result<(), MediaError> {
    let length = segment_length(source)?;
    source.skip(length)
}
