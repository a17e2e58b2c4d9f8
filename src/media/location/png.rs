//! PNG: the chunks that make the picture, its colours and its time (PNG, third edition). No text, no private chunk.

use super::super::{error::MediaError, walk::Source};
use super::{
    BLOCK_MOST,
    exif::{self, Block},
    plan::Plan,
};
use crate::model::file_story::MetadataKind;

/// What a text chunk begins with that holds XMP.
const XMP: &[u8] = b"XML:com.adobe.xmp\0";

/// The chunks that stay. `fcTL` and `fdAT` are frames.
const KEPT: [&[u8; 4]; 21] = [
    b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"mDCv", b"cLLI",
    b"cLLi", b"sBIT", b"bKGD", b"pHYs", b"hIST", b"tIME", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn walk(source: &mut Source, plan: &mut Plan) -> Result<(), MediaError> {
    source.skip(8)?;
    plan.keep(0..8)?;
    while source.left() >= 8 {
        let start = source.at();
        let length = u64::from(u32::from_be_bytes(source.take()?));
        let kind: [u8; 4] = source.take()?;
        let cut_short = length + 4 > source.left();
        if KEPT.contains(&&kind) || &kind == b"IEND" {
            source.skip((length + 4).min(source.left()))?;
            plan.keep(start..source.at())?;
            if &kind == b"IEND" {
                plan.found.behind(source.left());
                break;
            }
        } else if cut_short {
            break;
        } else {
            let block = source.take_capped(length, BLOCK_MOST)?;
            source.skip(4)?;
            match &kind {
                b"eXIf" => keep_exif(plan, &block, start..source.at())?,
                b"iTXt" if block.starts_with(XMP) => plan.found.xmp(&block, length),
                b"iTXt" | b"tEXt" | b"zTXt" => {
                    plan.found.add(MetadataKind::Text, length);
                    plan.found.text(&block);
                }
                _ => plan.found.add(MetadataKind::Other, length),
            }
        }
    }
    Ok(())
}

fn keep_exif(plan: &mut Plan, block: &[u8], all: std::ops::Range<u64>) -> Result<(), MediaError> {
    let cleaned = exif::clean(block);
    plan.found.join(cleaned.found);
    match cleaned.block {
        Some(Block::Whole) => plan.keep(all),
        Some(Block::New(block)) => {
            let mut crc = crc32fast::Hasher::new();
            crc.update(b"eXIf");
            crc.update(&block);
            let length = (block.len() as u32).to_be_bytes();
            plan.add([&length[..], b"eXIf", &block, &crc.finalize().to_be_bytes()].concat())
        }
        None => Ok(()),
    }
}
