//! WebP: RIFF chunks to the announced end (RFC 9649, section 2).

use super::super::error::MediaError;
use super::super::limits;
use super::{Facts, Source, exif_orientation};

/// Only the orientation is read from `EXIF`, and it stands near the start.
const EXIF_CAP: u64 = 64 * 1024;

pub(super) fn walk(source: &mut Source) -> Result<Facts, MediaError> {
    source.skip(4)?;
    let end = 8 + u64::from(u32::from_le_bytes(source.take()?));
    source.skip(4)?;
    if end > source.length() {
        return Err(source.cut_short());
    }
    let (kind, length) = chunk(source, end)?;
    let mut facts = match &kind {
        b"VP8X" => canvas(source, length)?,
        b"VP8 " | b"VP8L" => bitstream(source, &kind, length)?,
        _ => return Err(source.broken("its first chunk is unknown")),
    };
    limits::check_size(facts.width, facts.height)?;
    if &kind == b"VP8X" {
        chunks(source, &mut facts, end)?;
    }
    // RGBA out, RGBA or planes within, and for animations the canvas besides; the coded chunk is read whole.
    facts.decoding = facts.pixels() * if facts.frames > 1 { 16 } else { 10 } + source.length();
    Ok(facts)
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

/// Reads VP8X: the canvas and what to expect.
fn canvas(source: &mut Source, length: u64) -> Result<Facts, MediaError> {
    if length < 10 {
        return Err(source.broken("its header is too short"));
    }
    let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = source.take()?;
    let mut facts = Facts::still(u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1);
    facts.alpha = flags & 0x10 != 0;
    source.skip(padded(length) - 10)?;
    Ok(facts)
}

/// Reads the size from the head of a VP8 (RFC 6386, 9.1) or VP8L (RFC 9649, 3.4) bitstream and skips it.
fn bitstream(source: &mut Source, kind: &[u8; 4], length: u64) -> Result<Facts, MediaError> {
    if length < 10 {
        return Err(source.broken("its picture data are too short"));
    }
    let head: [u8; 10] = source.take()?;
    let mut facts = if kind == b"VP8 " {
        if head[3..6] != [0x9d, 0x01, 0x2a] {
            return Err(source.broken("its picture data do not start as they should"));
        }
        Facts::still(
            u32::from(u16::from_le_bytes([head[6], head[7]]) & 0x3fff),
            u32::from(u16::from_le_bytes([head[8], head[9]]) & 0x3fff),
        )
    } else {
        if head[0] != 0x2f {
            return Err(source.broken("its picture data do not start as they should"));
        }
        let bits = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
        Facts::still((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
    };
    facts.alpha = kind == b"VP8L";
    skip_padded(source, length - 10, length)?;
    Ok(facts)
}

/// Walks over what follows VP8X.
fn chunks(source: &mut Source, facts: &mut Facts, end: u64) -> Result<(), MediaError> {
    let (mut frames, mut stills) = (0_u32, 0_u32);
    while source.at() + 8 <= end {
        let (kind, length) = chunk(source, end)?;
        match &kind {
            b"EXIF" => {
                let exif = source.take_capped(length, EXIF_CAP)?;
                facts.orientation = exif_orientation(&exif).unwrap_or(facts.orientation);
                skip_padded(source, 0, length)?;
            }
            b"ANIM" if length >= 6 => {
                let [_, _, _, _, n0, n1] = source.take()?;
                facts.loops = u16::from_le_bytes([n0, n1]);
                skip_padded(source, length - 6, length)?;
            }
            b"ANMF" => {
                frames = frames.saturating_add(1);
                limits::check_frames(frames, u64::from(frames) * facts.pixels())?;
                frame(source, facts, length)?;
            }
            b"VP8 " | b"VP8L" => {
                stills += 1;
                let inner = bitstream(source, &kind, length)?;
                fits(source, facts, &inner)?;
            }
            _ => skip_padded(source, length, length)?,
        }
    }
    if frames == 0 && stills == 0 {
        return Err(source.broken("it holds no picture data"));
    }
    facts.frames = frames.max(1);
    Ok(())
}

/// Walks over the chunks within one ANMF, so that no frame claims to be larger than the canvas.
fn frame(source: &mut Source, facts: &Facts, length: u64) -> Result<(), MediaError> {
    let end = source.at() + length;
    if length < 16 {
        return Err(source.broken("a frame is too short"));
    }
    source.skip(16)?;
    while source.at() + 8 <= end {
        let (kind, length) = chunk(source, end)?;
        if matches!(&kind, b"VP8 " | b"VP8L") {
            let inner = bitstream(source, &kind, length)?;
            fits(source, facts, &inner)?;
        } else {
            skip_padded(source, length, length)?;
        }
    }
    source.skip((end + (length & 1)).saturating_sub(source.at()))
}

fn fits(source: &Source, canvas: &Facts, inner: &Facts) -> Result<(), MediaError> {
    if inner.width > canvas.width || inner.height > canvas.height {
        return Err(source.broken("a frame is larger than the canvas"));
    }
    Ok(())
}

/// Skips `left` bytes of a chunk of `length`, and the byte that pads an odd length. That byte may be
/// missing at the very end of a file: some writers forget it.
fn skip_padded(source: &mut Source, left: u64, length: u64) -> Result<(), MediaError> {
    source.skip(left)?;
    source.skip((length & 1).min(source.left()))
}

fn padded(length: u64) -> u64 {
    length + (length & 1)
}
