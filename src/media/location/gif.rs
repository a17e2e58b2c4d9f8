//! GIF: screen, palettes, frames with their timing, the loop count and the colour profile (GIF89a). No comments, no XMP.

use super::super::{error::MediaError, walk::Source};
use super::{BLOCK_MOST, plan::Plan, ranges::read};
use crate::model::file_story::MetadataKind;
use std::fs::File;

pub(super) fn walk(source: &mut Source, file: &File, plan: &mut Plan) -> Result<(), MediaError> {
    source.skip(6)?;
    let [_, _, _, _, flags, _, _] = source.take()?;
    skip_palette(source, flags)?;
    plan.keep(0..source.at())?;
    while source.left() > 0 {
        let start = source.at();
        match source.byte()? {
            0x3b => {
                plan.found.behind(source.left());
                return plan.keep(start..source.at());
            }
            0x21 => {
                let stays = extension(source, file, plan)?;
                if stays {
                    plan.keep(start..source.at())?;
                }
            }
            0x2c => {
                let [_, _, _, _, _, _, _, _, flags] = source.take()?;
                skip_palette(source, flags)?;
                source.skip(1)?;
                skip_blocks(source)?;
                plan.keep(start..source.at())?;
            }
            // Zeros and junk between blocks go.
            _ => {}
        }
    }
    Ok(())
}

fn skip_palette(source: &mut Source, flags: u8) -> Result<(), MediaError> {
    let bytes = if flags & 0x80 != 0 { 3 << ((flags & 7) + 1) } else { 0 };
    source.skip(bytes)
}

/// Skips the sub-blocks up to their end, or to the end of the file.
fn skip_blocks(source: &mut Source) -> Result<(), MediaError> {
    while source.left() > 0 {
        match source.byte()? {
            0 => break,
            length => source.skip(u64::from(length).min(source.left()))?,
        }
    }
    Ok(())
}

/// Skips an extension, of which the first byte was read; whether it stays.
fn extension(source: &mut Source, file: &File, plan: &mut Plan) -> Result<bool, MediaError> {
    let begun = source.at();
    let kind = source.byte()?;
    if kind != 0xff {
        skip_blocks(source)?;
        if kind != 0xf9 {
            plan.found.add(MetadataKind::Text, source.at() - begun);
        }
        return Ok(kind == 0xf9);
    }
    let length = u64::from(source.byte()?);
    let name = source.take_capped(length, length)?;
    let start = source.at();
    if length > 0 {
        skip_blocks(source)?;
    }
    let bytes = source.at() - start;
    match name.as_slice() {
        b"NETSCAPE2.0" | b"ANIMEXTS1.0" | b"ICCRGBG1012" => return Ok(true),
        b"XMP DataXMP" => plan.found.xmp(&read(file, start, bytes.min(BLOCK_MOST))?, bytes),
        _ => plan.found.add(MetadataKind::Other, bytes),
    }
    Ok(false)
}
