//! GIF: blocks up to the trailer, with the frames counted (GIF89a specification, sections 17–27).

use super::super::error::MediaError;
use super::super::limits;
use super::{Facts, Source};

pub(super) fn walk(source: &mut Source) -> Result<Facts, MediaError> {
    source.skip(6)?;
    let [w0, w1, h0, h1, flags, _, _] = source.take()?;
    let mut facts = Facts::still(u32::from(u16::from_le_bytes([w0, w1])), u32::from(u16::from_le_bytes([h0, h1])));
    limits::check_size(facts.width, facts.height)?;
    facts.alpha = true;
    facts.frames = 0;
    facts.loops = 1; // without the looping extension a GIF plays once
    skip_palette(source, flags)?;
    let (mut pixels, mut largest) = (0, facts.pixels());
    loop {
        match source.byte()? {
            0x3b => break,
            0x21 => extension(source, &mut facts)?,
            0x2c => {
                let area = frame(source)?;
                facts.frames = facts.frames.saturating_add(1);
                largest = largest.max(area);
                pixels += area.max(facts.pixels());
                limits::check_frames(facts.frames, pixels)?;
            }
            _ => return Err(source.broken("an unknown block stands in it")),
        }
    }
    if facts.frames == 0 {
        return Err(source.broken("it holds no picture data"));
    }
    // The canvas, the frame being decoded, and the canvas handed out; RGBA each, plus the palette indices.
    facts.decoding = facts.pixels() * 8 + largest * 5;
    Ok(facts)
}

/// Skips a colour table, if the packed flags announce one.
fn skip_palette(source: &mut Source, flags: u8) -> Result<(), MediaError> {
    if flags & 0x80 != 0 {
        source.skip(3 << ((flags & 7) + 1))?;
    }
    Ok(())
}

/// Skips one frame; returns its area in pixels, which may be larger than the canvas in a broken file.
fn frame(source: &mut Source) -> Result<u64, MediaError> {
    let [_, _, _, _, w0, w1, h0, h1, flags] = source.take()?;
    let (width, height) = (u32::from(u16::from_le_bytes([w0, w1])), u32::from(u16::from_le_bytes([h0, h1])));
    limits::check_size(width, height)?;
    skip_palette(source, flags)?;
    source.skip(1)?; // LZW minimum code size
    skip_blocks(source)?;
    Ok(u64::from(width) * u64::from(height))
}

fn skip_blocks(source: &mut Source) -> Result<(), MediaError> {
    loop {
        match source.byte()? {
            0 => return Ok(()),
            length => source.skip(u64::from(length))?,
        }
    }
}

/// Skips an extension, and reads the loop count from Netscape's: it tells how often to play *again*.
fn extension(source: &mut Source, facts: &mut Facts) -> Result<(), MediaError> {
    if source.byte()? != 0xff {
        return skip_blocks(source);
    }
    let length = u64::from(source.byte()?);
    if length == 0 {
        return Ok(());
    }
    let name = source.take_capped(length, length)?;
    if name != b"NETSCAPE2.0" && name != b"ANIMEXTS1.0" {
        return skip_blocks(source);
    }
    let length = u64::from(source.byte()?);
    if length == 0 {
        return Ok(());
    }
    if let [1, n0, n1, ..] = source.take_capped(length, length)?[..] {
        facts.loops = match u16::from_le_bytes([n0, n1]) {
            0 => 0,
            again => again.saturating_add(1),
        };
    }
    skip_blocks(source)
}
