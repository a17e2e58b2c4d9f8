//! WebP: the chunks of the picture, of its frames and of its colours, and a rewritten Exif (RFC 9649).

use super::super::{error::MediaError, walk::Source};
use super::{
    BLOCK_MOST,
    exif::{self, Block},
    plan::Plan,
};
use crate::model::file_story::MetadataKind;

const HAS_XMP: u8 = 0x04;
const HAS_EXIF: u8 = 0x08;

/// What the first chunk of an extended file says, and where that stands.
struct Extended {
    flags: u8,
    start: u64,
    rest: [u8; 9],
}

pub(super) fn walk(source: &mut Source, plan: &mut Plan) -> Result<(), MediaError> {
    source.skip(4)?;
    let end = (u64::from(u32::from_le_bytes(source.take()?)) + 8).min(source.length());
    source.skip(4)?;
    let (mut extended, mut body, mut exif_kept) = (None, plan.part(), false);
    while source.at() + 8 <= end {
        let start = source.at();
        let (kind, length, padded) = chunk(source, end)?;
        let all = start..source.at() + padded;
        match &kind {
            b"VP8X" if start == 12 && length == 10 => {
                let flags = source.byte()?;
                extended = Some(Extended { flags, start, rest: source.take()? });
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ICCP" => {
                source.skip(padded)?;
                body.keep(all)?;
            }
            b"ANMF" => frame(source, &mut body, length, all)?,
            b"EXIF" => {
                let block = source.take_capped(length, BLOCK_MOST)?;
                source.skip(padded - length)?;
                exif_kept |= keep_exif(&mut body, &block, all)?;
            }
            _ => {
                let block = source.take_capped(length, BLOCK_MOST)?;
                source.skip(padded - length)?;
                match &kind {
                    b"XMP " => body.found.xmp(&block, length),
                    _ => body.found.add(MetadataKind::Other, length),
                }
            }
        }
    }
    plan.found.behind(source.length() - end);
    finish(plan, extended, body, exif_kept)
}

/// Reads the head of a chunk: its kind, its length, and its length with the padding that is there.
fn chunk(source: &mut Source, end: u64) -> Result<([u8; 4], u64, u64), MediaError> {
    let kind = source.take()?;
    let length = u64::from(u32::from_le_bytes(source.take()?));
    if length > end.saturating_sub(source.at()) {
        return Err(source.cut_short());
    }
    Ok((kind, length, (length + length % 2).min(source.left())))
}

fn keep_exif(body: &mut Plan, block: &[u8], all: std::ops::Range<u64>) -> Result<bool, MediaError> {
    let cleaned = exif::clean(block.strip_prefix(b"Exif\0\0").unwrap_or(block));
    body.found.join(cleaned.found);
    match cleaned.block {
        Some(Block::Whole) => body.keep(all)?,
        Some(Block::New(mut block)) => {
            let length = (block.len() as u32).to_le_bytes();
            if block.len() % 2 == 1 {
                block.push(0);
            }
            body.add([&b"EXIF"[..], &length, &block].concat())?;
        }
        None => return Ok(false),
    }
    Ok(true)
}

/// Keeps a frame without what else is in it than pixels.
fn frame(source: &mut Source, body: &mut Plan, length: u64, all: std::ops::Range<u64>) -> Result<(), MediaError> {
    let end = source.at() + length;
    let mut inner = body.part();
    let start = source.at();
    source.skip(16.min(length))?;
    inner.keep(start..source.at())?;
    while source.at() + 8 <= end {
        let start = source.at();
        let (kind, _, padded) = chunk(source, end)?;
        source.skip(padded)?;
        if matches!(&kind, b"VP8 " | b"VP8L" | b"ALPH") {
            inner.keep(start..source.at())?;
        }
    }
    let over = all.end.saturating_sub(source.at());
    source.skip(over)?;
    if inner.kept().is_some_and(|kept| kept.end >= end) {
        return body.keep(all);
    }
    let size = inner.size();
    body.add([&b"ANMF"[..], &(size as u32).to_le_bytes()].concat())?;
    body.append(inner)?;
    if size % 2 == 1 { body.zeros(1) } else { Ok(()) }
}

/// Puts the head before the body, with flags and length as they are now.
fn finish(plan: &mut Plan, extended: Option<Extended>, body: Plan, exif_kept: bool) -> Result<(), MediaError> {
    let mut inner = plan.part();
    if let Some(Extended { flags, start, rest }) = extended {
        let mut now = flags & !HAS_XMP;
        if !exif_kept {
            now &= !HAS_EXIF;
        }
        if now == flags {
            inner.keep(start..start + 18)?;
        } else {
            inner.add([&b"VP8X\x0a\0\0\0"[..], &[now], &rest].concat())?;
        }
    }
    inner.append(body)?;
    plan.found.join(std::mem::take(&mut inner.found));
    if inner.kept() == Some(12..plan.length) {
        return plan.keep(0..plan.length);
    }
    let size = u32::try_from(inner.size() + 4).unwrap_or(u32::MAX);
    plan.add([&b"RIFF"[..], &size.to_le_bytes(), b"WEBP"].concat())?;
    plan.append(inner)
}
