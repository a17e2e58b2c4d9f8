//! PNG: chunks up to IEND (PNG, third edition, sections 5.3 and 11.2), with the frames of an APNG counted
//! (section 11.3.6).

use std::fs::File;
use std::path::Path;

use super::super::error::MediaError;
use super::super::format::Format;
use super::super::limits;
use super::{Facts, Source, exif_orientation};

/// Only the orientation is read from `eXIf`, and it stands near the start.
const EXIF_CAP: u64 = 64 * 1024;

pub(super) fn walk(mut source: Source) -> Result<Facts, MediaError> {
    source.skip(8)?;
    let (mut facts, bytes) = header(&mut source)?;
    let mut animation = Animation::default();
    let (mut has_pixels, mut turned) = (false, false);
    let mut ended = false;
    while !ended {
        let Some((kind, length)) = chunk(&mut source, has_pixels)? else {
            // All that was begun is whole. Whether pixels are missing, decoding tells.
            break;
        };
        match &kind {
            b"IEND" => ended = true,
            b"eXIf" if !turned => {
                let found = exif_orientation(&source.take_capped(length, EXIF_CAP)?);
                facts.orientation = found.unwrap_or(facts.orientation);
                turned = found.is_some();
            }
            b"tRNS" => facts.alpha = true,
            b"acTL" if !has_pixels && length == 8 => {
                animation.promised = u32::from_be_bytes(source.take()?);
                animation.plays = u32::from_be_bytes(source.take()?);
            }
            b"fcTL" => animation.control(&mut source, &facts, length, has_pixels)?,
            b"fdAT" => animation.data(&mut source, length)?,
            b"IDAT" => {
                animation.frames += u32::from(!has_pixels && animation.begun);
                animation.begun = false;
                has_pixels = true;
            }
            _ => {}
        }
        limits::check_frames(animation.frames, u64::from(animation.frames) * facts.pixels())?;
    }
    if !has_pixels {
        return Err(source.broken("it holds no picture data"));
    }
    facts.decoding = facts.pixels() * bytes;
    if animation.plays_well() {
        if !ended && animation.frames < animation.promised {
            return Err(source.cut_short());
        }
        facts.reel = true;
        facts.alpha = true;
        facts.frames = animation.frames.min(animation.promised);
        facts.loops = u16::try_from(animation.plays).unwrap_or(0);
        // The canvas, what is put back after a frame, what is handed out, and the frame itself as RGBA.
        facts.decoding += facts.pixels() * 16;
    }
    Ok(facts)
}

/// What is said about an animation, and whether it keeps to the rules: one that does not is shown as its still picture.
#[derive(Default)]
struct Animation {
    promised: u32,
    plays: u32,
    /// Frames whose data have begun.
    frames: u32,
    /// A frame was announced, and its data are still to come.
    begun: bool,
    sequence: u32,
    wrong: bool,
}

impl Animation {
    fn plays_well(&self) -> bool {
        !self.wrong && self.frames > 0 && (1..1 << 31).contains(&self.promised) && self.plays < 1 << 31
    }

    fn control(&mut self, source: &mut Source, facts: &Facts, length: u64, later: bool) -> Result<(), MediaError> {
        if length != 26 {
            self.wrong = true;
            return Ok(());
        }
        let [number, width, height, left, top] = read_numbers(source)?;
        let [_, _, _, _, dispose, blend] = source.take()?;
        let inside =
            |from: u32, length: u32, whole: u32| length > 0 && u64::from(from) + u64::from(length) <= whole.into();
        let fits = inside(left, width, facts.width) && inside(top, height, facts.height);
        let whole = (width, height) == (facts.width, facts.height);
        self.wrong |= !fits || !(later || whole) || dispose > 2 || blend > 1 || self.begun;
        self.count(number);
        self.begun = true;
        Ok(())
    }

    fn data(&mut self, source: &mut Source, length: u64) -> Result<(), MediaError> {
        if length < 4 {
            self.wrong = true;
            return Ok(());
        }
        let number = u32::from_be_bytes(source.take()?);
        self.count(number);
        self.wrong |= self.frames == 0 && !self.begun;
        self.frames += u32::from(self.begun);
        self.begun = false;
        Ok(())
    }

    fn count(&mut self, number: u32) {
        self.wrong |= number != self.sequence;
        self.sequence = self.sequence.wrapping_add(1);
    }
}

fn read_numbers(source: &mut Source) -> Result<[u32; 5], MediaError> {
    let mut numbers = [0; 5];
    for number in &mut numbers {
        *number = u32::from_be_bytes(source.take()?);
    }
    Ok(numbers)
}

/// Moves on behind the chunk before, and reads the head of the next one, all of which has to be there. `None` at the end
/// of the file, or where a file ends that already has `pixels`, within a chunk without.
fn chunk(source: &mut Source, pixels: bool) -> Result<Option<([u8; 4], u64)>, MediaError> {
    source.leave()?;
    if pixels && source.left() < 8 {
        return Ok(None);
    }
    let length = u64::from(u32::from_be_bytes(source.take()?));
    let kind: [u8; 4] = source.take()?;
    if length > 0x7fff_ffff {
        return Err(source.broken("a chunk is too long"));
    }
    if pixels && !matches!(&kind, b"IDAT" | b"fdAT") && length > source.left() {
        return Ok(None);
    }
    if length > source.left() {
        return Err(source.cut_short());
    }
    // The checksum is the decoder's business; behind the last pixels it may be missing.
    source.enter(length + if source.left() < length + 4 { source.left() - length } else { 4 });
    Ok(Some((kind, length)))
}

/// Reads IHDR, which has to be first, and how many bytes a decoded pixel takes. The size is checked here, before the walk
/// over the rest: a bomb is told from its header alone.
fn header(source: &mut Source) -> Result<(Facts, u64), MediaError> {
    if source.take::<8>()? != *b"\0\0\0\x0dIHDR" {
        return Err(source.broken("its header is missing"));
    }
    let mut facts = Facts::still(u32::from_be_bytes(source.take()?), u32::from_be_bytes(source.take()?));
    let [depth, colour, ..] = source.take::<9>()?; // also compression, filter, interlace, checksum
    limits::check_size(facts.width, facts.height)?;
    let channels = match colour {
        0 => 2,     // grey, and alpha if a tRNS comes
        2 | 3 => 4, // RGB or palette, and alpha if a tRNS comes
        4 => 2,
        6 => 4,
        _ => return Err(source.broken("its colour type does not exist")),
    };
    facts.alpha = matches!(colour, 4 | 6);
    Ok((facts, channels * if depth == 16 { 2 } else { 1 }))
}

/// The runs of a file, as (start, length), that say something about its pixels to the decoder. Left out are the animation
/// if it is not wanted, palettes that are only suggestions, and code points that make no sense, which the decoder holds
/// against the whole file.
pub(in super::super) fn parts(path: &Path, animation: bool) -> Result<Vec<(u64, u64)>, MediaError> {
    let mut source = Source::new(File::open(path)?, Format::Png)?;
    source.skip(8)?;
    let indexed = source.peek(18)?.get(17) == Some(&3);
    let (mut parts, mut from, mut has_pixels) = (Vec::new(), 0, false);
    loop {
        source.leave()?;
        let start = source.at();
        let Some((kind, _)) = chunk(&mut source, has_pixels)? else {
            break;
        };
        has_pixels |= &kind == b"IDAT";
        let dropped = match &kind {
            b"IEND" => break,
            b"acTL" | b"fcTL" | b"fdAT" => !animation,
            b"PLTE" => !indexed,
            b"cICP" => !matches!(source.peek(4)?[..], [_, _, 0, 1]),
            _ => false,
        };
        if dropped {
            parts.push((from, start - from));
            source.leave()?;
            from = source.at();
        }
    }
    parts.push((from, source.length() - from));
    Ok(parts)
}
