//! AVIF: boxes to the end of the file, and the properties of the primary item (ISO/IEC 14496-12 and
//! 23008-12, AV1 Image File Format).

use image::metadata::Orientation;

use super::super::error::MediaError;
use super::super::limits;
use super::{AvifColour, Facts, Source};

/// Longest `meta` box we read, in bytes. It holds indexes and a colour profile, no pixels.
const META_CAP: u64 = 4 << 20;

pub(super) fn walk(source: &mut Source) -> Result<Facts, MediaError> {
    let mut meta = None;
    while source.left() >= 8 {
        let start = source.at();
        let length = u64::from(u32::from_be_bytes(source.take()?));
        let kind: [u8; 4] = source.take()?;
        let length = match length {
            0 => source.length() - start,
            1 => u64::from_be_bytes(source.take()?),
            length => length,
        };
        let left = length.checked_sub(source.at() - start).ok_or_else(|| source.broken("a box is too short"))?;
        if &kind == b"meta" && meta.is_none() {
            if left > META_CAP {
                return Err(source.broken("its header is too long"));
            }
            meta = Some(source.take_capped(left, META_CAP)?);
        } else {
            source.skip(left)?;
        }
    }
    let meta = meta.ok_or_else(|| source.cut_short())?;
    let mut facts = properties(&meta).ok_or_else(|| source.broken("its header makes no sense"))?;
    limits::check_size(facts.width, facts.height)?;
    // The file and the coded items; planes of 16 bits for up to four channels, and once more for what the
    // AV1 decoder keeps beside; RGBA out.
    facts.decoding = source.length() * 2 + facts.pixels() * 16;
    Ok(facts)
}

/// Splits a run of boxes into (kind, content); ends at the first that does not fit.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let length = (u32::from_be_bytes(*length) as usize).checked_sub(8)?;
        let (content, rest) = rest.split_at_checked(length)?;
        bytes = rest;
        Some((*kind, content))
    })
}

fn find<'a>(bytes: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find_map(|(kind, content)| (&kind == wanted).then_some(content))
}

/// Reads `meta`: which item is the picture, and what is said about it.
fn properties(meta: &[u8]) -> Option<Facts> {
    let meta = meta.get(4..)?;
    let pitm = find(meta, b"pitm")?;
    let primary = match pitm.first()? {
        0 => u32::from(be16(pitm, 4)?),
        _ => be32(pitm, 4)?,
    };
    let iprp = find(meta, b"iprp")?;
    let all: Vec<_> = boxes(find(iprp, b"ipco")?).collect();
    let mut facts = Facts::still(0, 0);
    let (mut turn, mut mirror) = (0, None);
    for index in associated(find(iprp, b"ipma")?, primary)? {
        let Some((kind, content)) = index.checked_sub(1).and_then(|index| all.get(index)) else {
            continue;
        };
        match kind {
            b"ispe" => (facts.width, facts.height) = (be32(content, 4)?, be32(content, 8)?),
            b"irot" => turn = content.first()? & 3,
            b"imir" => mirror = Some(content.first()? & 1),
            b"colr" => colour(content, &mut facts.colour),
            _ => {}
        }
    }
    facts.alpha = all.iter().any(|(kind, content)| kind == b"auxC" && content.windows(6).any(|w| w == b"alpha\0"));
    facts.orientation = orientation(turn, mirror);
    Some(facts)
}

/// Reads `ipma`: the numbers, from 1, of the properties of `item`.
fn associated(ipma: &[u8], item: u32) -> Option<Vec<usize>> {
    let (version, wide) = (*ipma.first()?, ipma.get(3)? & 1 == 1);
    let mut at = 8;
    for _ in 0..be32(ipma, 4)? {
        let id = if version == 0 { u32::from(be16(ipma, at)?) } else { be32(ipma, at)? };
        at += if version == 0 { 2 } else { 4 };
        let count = usize::from(*ipma.get(at)?);
        at += 1;
        let size = if wide { 2 } else { 1 };
        let entries = ipma.get(at..at + count * size)?;
        at += count * size;
        if id == item {
            // The first bit only says that a reader must know the property.
            return Some(match wide {
                true => entries.chunks_exact(2).map(|e| usize::from(e[0] & 0x7f) << 8 | usize::from(e[1])).collect(),
                false => entries.iter().map(|e| usize::from(e & 0x7f)).collect(),
            });
        }
    }
    None
}

fn colour(content: &[u8], colour: &mut AvifColour) {
    match content.get(..4) {
        Some(b"prof" | b"rICC") => colour.icc = content.get(4..).map(<[u8]>::to_vec),
        Some(b"nclx") => {
            if let (Some(primaries), Some(transfer), Some(matrix), Some(range)) =
                (be16(content, 4), be16(content, 6), be16(content, 8), content.get(10))
            {
                colour.nclx = Some((primaries, transfer, matrix, range & 0x80 != 0));
            }
        }
        _ => {}
    }
}

/// `turn` counts quarter turns to the left; `mirror` 0 swaps top and bottom, 1 left and right, after turning.
fn orientation(turn: u8, mirror: Option<u8>) -> Orientation {
    match (turn, mirror) {
        (0, None) => Orientation::NoTransforms,
        (1, None) => Orientation::Rotate270,
        (2, None) => Orientation::Rotate180,
        (_, None) => Orientation::Rotate90,
        (0, Some(1)) | (2, Some(0)) => Orientation::FlipHorizontal,
        (0, _) | (2, _) => Orientation::FlipVertical,
        (1, Some(1)) | (3, Some(0)) => Orientation::Rotate270FlipH,
        _ => Orientation::Rotate90FlipH,
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_be_bytes(*b))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_be_bytes(*b))
}
