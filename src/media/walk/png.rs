//! PNG: chunks up to IEND (PNG, third edition, sections 5.3 and 11.2).

use super::super::error::MediaError;
use super::super::limits;
use super::{Facts, Source, exif_orientation};

/// Only the orientation is read from `eXIf`, and it stands near the start.
const EXIF_CAP: u64 = 64 * 1024;

pub(super) fn walk(source: &mut Source) -> Result<Facts, MediaError> {
    source.skip(8)?;
    let mut facts = header(source)?;
    let mut has_pixels = false;
    loop {
        let length = u64::from(u32::from_be_bytes(source.take()?));
        let kind: [u8; 4] = source.take()?;
        if length > 0x7fff_ffff {
            return Err(source.broken("a chunk is too long"));
        }
        match &kind {
            b"IEND" => {
                source.skip(length + 4)?;
                break;
            }
            b"eXIf" => {
                let exif = source.take_capped(length, EXIF_CAP)?;
                facts.orientation = exif_orientation(&exif).unwrap_or(facts.orientation);
            }
            b"tRNS" => {
                facts.alpha = true;
                source.skip(length)?;
            }
            b"IDAT" => {
                has_pixels = true;
                source.skip(length)?;
            }
            _ => source.skip(length)?,
        }
        source.skip(4)?; // the checksum: the decoder looks at it
    }
    if !has_pixels {
        return Err(source.broken("it holds no picture data"));
    }
    Ok(facts)
}

/// Reads IHDR, which has to be first. The size is checked here, before the walk over the rest: a bomb is
/// told from its header alone.
fn header(source: &mut Source) -> Result<Facts, MediaError> {
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
    facts.decoding = facts.pixels() * channels * if depth == 16 { 2 } else { 1 };
    Ok(facts)
}
