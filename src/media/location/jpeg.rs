//! JPEG: markers up to EOI. Of the application segments stay JFIF, a rewritten Exif, the colour profile and Adobe's word on the
//! colour transform.

use super::super::{
    error::MediaError,
    walk::{
        Source,
        jpeg::{next_marker, segment_length, skip_segment},
    },
};
use super::{
    exif::{self, Block},
    places,
    plan::Plan,
};
use crate::model::file_story::MetadataKind;

const EXIF: &[u8] = b"Exif\0\0";
/// How XMP begins, be it the packet or what did not fit into it.
const XMP: &[u8] = b"http://ns.adobe.com/x";
/// How Adobe's resource begins that holds IPTC datasets.
const IPTC: &[u8] = b"8BIM\x04\x04";

pub(super) fn walk(source: &mut Source, plan: &mut Plan) -> Result<(), MediaError> {
    source.skip(2)?;
    plan.keep(0..2)?;
    let mut exif_kept = false;
    let mut next = marker(source)?;
    while let Some((start, marker)) = next {
        match marker {
            0xd9 => {
                plan.found.behind(source.left());
                return plan.keep(start..source.at());
            }
            0x01 | 0xd8 => plan.keep(start..source.at())?,
            0xda => {
                skip_segment(source)?;
                next = self::marker(source)?;
                plan.keep(start..next.map_or(source.length(), |(start, _)| start))?;
                continue;
            }
            0xe0..=0xef => application(source, plan, start, marker, &mut exif_kept)?,
            // Comments, and segments that nothing was ever written to.
            0xf0..=0xfe => {
                skip_segment(source)?;
                let kind = if marker == 0xfe { MetadataKind::Text } else { MetadataKind::Other };
                plan.found.add(kind, source.at() - start);
            }
            _ => {
                skip_segment(source)?;
                plan.keep(start..source.at())?;
            }
        }
        next = self::marker(source)?;
    }
    Ok(())
}

/// The next marker with the place it stands at; `None` where the file ends before it.
fn marker(source: &mut Source) -> Result<Option<(u64, u8)>, MediaError> {
    match next_marker(source) {
        Ok(marker) => Ok(Some((source.at() - 2, marker))),
        Err(MediaError::CutShort { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn application(
    source: &mut Source,
    plan: &mut Plan,
    start: u64,
    marker: u8,
    exif_kept: &mut bool,
) -> Result<(), MediaError> {
    let length = segment_length(source)?;
    let segment = source.take_capped(length, u64::from(u16::MAX))?;
    let all = start..source.at();
    match marker {
        0xe0 if segment.starts_with(b"JFIF\0") => plan.keep(all)?,
        0xe2 if segment.starts_with(b"ICC_PROFILE\0") => plan.keep(all)?,
        0xee if segment.starts_with(b"Adobe") => plan.keep(all)?,
        0xe1 if segment.starts_with(EXIF) => {
            let cleaned = exif::clean(&segment[EXIF.len()..]);
            plan.found.join(cleaned.found);
            match cleaned.block.filter(|_| !*exif_kept) {
                Some(Block::Whole) => plan.keep(all)?,
                Some(Block::New(block)) => {
                    if let Ok(length) = u16::try_from(2 + EXIF.len() + block.len()) {
                        plan.add([&[0xff, 0xe1][..], &length.to_be_bytes(), EXIF, &block].concat())?;
                    }
                }
                None => return Ok(()),
            }
            *exif_kept = true;
        }
        0xe1 if segment.starts_with(XMP) => plan.found.xmp(&segment, length),
        0xed if places::in_iptc(&segment) || segment.windows(IPTC.len()).any(|window| window == IPTC) => {
            plan.found.iptc(&segment, length);
        }
        _ => {
            plan.found.add(MetadataKind::Other, length);
            plan.found.text(&segment);
        }
    }
    Ok(())
}
