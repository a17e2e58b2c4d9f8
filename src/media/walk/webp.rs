//! WebP: RIFF chunks to the announced end (RFC 9649, section 2).

use std::fs::File;
use std::path::Path;

use super::super::error::MediaError;
use super::super::format::Format;
use super::super::limits;
use super::{Facts, Source, exif_orientation};

/// Only the orientation is read from `EXIF`, and it stands near the start.
const EXIF_CAP: u64 = 64 * 1024;

pub(super) fn walk(source: Source) -> Result<Facts, MediaError> {
    let length = source.length();
    let contents = Contents::read(source)?;
    let mut facts = contents.facts;
    let frames = contents.frames.len() as u32;
    // RGBA out, RGBA or planes within; for animations the canvas, what was behind a frame and what is handed out
    // besides; the coded chunk is read whole.
    facts.decoding = facts.pixels() * if frames > 0 { 22 } else { 10 } + length;
    facts.reel = frames > 0;
    facts.alpha |= facts.reel;
    facts.frames = frames.max(1);
    Ok(facts)
}

/// What is in a file, and where.
pub(in super::super) struct Contents {
    /// What the headers say of the whole.
    pub facts: Facts,
    /// The colour profile.
    pub profile: Option<Place>,
    /// The picture, if it is none of `frames`.
    pub still: Option<Picture>,
    pub frames: Vec<Moment>,
}

/// A run of bytes in the file.
#[derive(Clone, Copy)]
pub(in super::super) struct Place {
    pub start: u64,
    pub length: u64,
}

/// A coded picture.
#[derive(Clone, Copy)]
pub(in super::super) struct Picture {
    /// True for VP8L, false for VP8.
    pub lossless: bool,
    pub coded: Place,
    /// The alpha plane of a VP8.
    pub alpha: Option<Place>,
    pub width: u32,
    pub height: u32,
}

/// One frame of an animation.
pub(in super::super) struct Moment {
    pub left: u32,
    pub top: u32,
    pub millis: u32,
    /// Whether what is below shows through.
    pub blend: bool,
    /// Whether its rectangle becomes transparent afterwards.
    pub dispose: bool,
    pub picture: Picture,
}

impl Contents {
    pub(in super::super) fn open(path: &Path) -> Result<Self, MediaError> {
        Self::read(Source::new(File::open(path)?, Format::WebP)?)
    }

    fn read(mut source: Source) -> Result<Self, MediaError> {
        source.skip(4)?;
        let end = 8 + u64::from(u32::from_le_bytes(source.take()?));
        source.skip(4)?;
        if end > source.length() {
            return Err(source.cut_short());
        }
        let (kind, length) = chunk(&mut source, end)?;
        let mut contents = Self { facts: Facts::still(0, 0), profile: None, still: None, frames: Vec::new() };
        match &kind {
            b"VP8X" => {
                contents.facts = canvas(&mut source, length)?;
                limits::check_size(contents.facts.width, contents.facts.height)?;
                contents.chunks(&mut source, end)?;
            }
            b"VP8 " | b"VP8L" => {
                let picture = bitstream(&mut source, &kind, length)?;
                contents.facts = Facts::still(picture.width, picture.height);
                contents.facts.alpha = picture.lossless;
                contents.still = Some(picture);
                limits::check_size(picture.width, picture.height)?;
            }
            _ => return Err(source.broken("its first chunk is unknown")),
        }
        Ok(contents)
    }

    /// Walks over what follows VP8X.
    fn chunks(&mut self, source: &mut Source, end: u64) -> Result<(), MediaError> {
        let (mut alpha, mut turned) = (None, false);
        while source.at() + 8 <= end {
            let (kind, length) = chunk(source, end)?;
            let start = source.at();
            match &kind {
                b"EXIF" if !turned => {
                    let found = exif_orientation(&source.take_capped(length, EXIF_CAP)?);
                    self.facts.orientation = found.unwrap_or(self.facts.orientation);
                    turned = found.is_some();
                }
                b"ANIM" if length >= 6 => {
                    let [_, _, _, _, n0, n1] = source.take()?;
                    self.facts.loops = u16::from_le_bytes([n0, n1]);
                }
                b"ICCP" if self.profile.is_none() => self.profile = Some(Place { start, length }),
                b"ALPH" => alpha = Some(Place { start, length }),
                b"ANMF" => {
                    let frames = self.frames.len() as u32 + 1;
                    limits::check_frames(frames, u64::from(frames) * self.facts.pixels())?;
                    self.frames.push(moment(source, &self.facts, start + length)?);
                }
                b"VP8 " | b"VP8L" => {
                    let mut picture = bitstream(source, &kind, length)?;
                    if (picture.width, picture.height) != (self.facts.width, self.facts.height) {
                        return Err(source.broken("its headers disagree about its size"));
                    }
                    picture.alpha = alpha.filter(|_| !picture.lossless);
                    self.still.get_or_insert(picture);
                }
                _ => {}
            }
            leave(source, start, length)?;
        }
        if self.frames.is_empty() && self.still.is_none() {
            return Err(source.broken("it holds no picture data"));
        }
        Ok(())
    }
}

/// Reads a chunk's kind and length; the chunk has to end before `end`.
fn chunk(source: &mut Source, end: u64) -> Result<([u8; 4], u64), MediaError> {
    let kind = source.take()?;
    let length = u64::from(u32::from_le_bytes(source.take()?));
    if source.at() + length > end {
        return Err(source.cut_short());
    }
    Ok((kind, length))
}

/// Moves on behind a chunk, and the byte that pads an odd length. That byte may be missing at the very end of a
/// file: some writers forget it.
fn leave(source: &mut Source, start: u64, length: u64) -> Result<(), MediaError> {
    source.skip((start + length).saturating_sub(source.at()))?;
    source.skip((length & 1).min(source.left()))
}

/// Reads VP8X: the canvas and what to expect.
fn canvas(source: &mut Source, length: u64) -> Result<Facts, MediaError> {
    if length < 10 {
        return Err(source.broken("its header is too short"));
    }
    let start = source.at();
    let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = source.take()?;
    let mut facts = Facts::still(u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1);
    facts.alpha = flags & 0x10 != 0;
    leave(source, start, length)?;
    Ok(facts)
}

/// Reads the size from the head of a VP8 (RFC 6386, 9.1) or VP8L (RFC 9649, 3.4) bitstream.
fn bitstream(source: &mut Source, kind: &[u8; 4], length: u64) -> Result<Picture, MediaError> {
    let coded = Place { start: source.at(), length };
    if length < 10 {
        return Err(source.broken("its picture data are too short"));
    }
    let head: [u8; 10] = source.take()?;
    let lossless = kind == b"VP8L";
    let begins = if lossless { head[0] == 0x2f } else { head[3..6] == [0x9d, 0x01, 0x2a] };
    if !begins {
        return Err(source.broken("its picture data do not start as they should"));
    }
    let (width, height) = if lossless {
        let bits = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
        ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
    } else {
        let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
        (side(head[6], head[7]), side(head[8], head[9]))
    };
    Ok(Picture { lossless, coded, alpha: None, width, height })
}

/// Reads one ANMF, which ends at `end`; no frame may reach beyond the canvas.
fn moment(source: &mut Source, canvas: &Facts, end: u64) -> Result<Moment, MediaError> {
    if source.at() + 16 > end {
        return Err(source.broken("a frame is too short"));
    }
    let mut number = || source.take::<3>().map(|[n0, n1, n2]| u32::from_le_bytes([n0, n1, n2, 0]));
    let (left, top, width, height, millis) = (number()? * 2, number()? * 2, number()? + 1, number()? + 1, number()?);
    let flags = source.byte()?;
    let (mut alpha, mut picture) = (None, None);
    while picture.is_none() && source.at() + 8 <= end {
        let (kind, length) = chunk(source, end)?;
        let start = source.at();
        match &kind {
            b"ALPH" => alpha = Some(Place { start, length }),
            b"VP8 " | b"VP8L" => picture = Some(bitstream(source, &kind, length)?),
            _ => {}
        }
        leave(source, start, length)?;
    }
    let mut picture = picture.ok_or_else(|| source.broken("a frame holds no picture data"))?;
    picture.alpha = alpha.filter(|_| !picture.lossless);
    if (picture.width, picture.height) != (width, height) {
        return Err(source.broken("its headers disagree about its size"));
    }
    if left + width > canvas.width || top + height > canvas.height {
        return Err(source.broken("a frame is larger than the canvas"));
    }
    Ok(Moment { left, top, millis, blend: flags & 2 == 0, dispose: flags & 1 != 0, picture })
}
