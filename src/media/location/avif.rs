//! AVIF: offsets lead from box to box, so nothing moves. Boxes and items that do not stay become free space of zeros
//! (ISO/IEC 14496-12 and 23008-12).

use super::super::{error::MediaError, format::Format, walk::Source};
use super::{
    BLOCK_MOST,
    exif::{self, Block},
    found::Found,
    iloc::{Boxed, Item, be, boxes, items, types},
    plan::Plan,
    ranges::{Ranges, read},
};
use crate::model::file_story::MetadataKind;
use std::{fs::File, ops::Range};

/// Longest index that is read, in bytes: `meta` or `moov`.
const INDEX_MOST: u64 = 16 << 20;

/// Boxes that stay within `meta`, and properties of items.
const META: &[&[u8; 4]] = &[b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp", b"iref", b"idat", b"dinf", b"grpl"];
const PROPERTIES: &[&[u8; 4]] = &[
    b"ispe", b"pixi", b"colr", b"av1C", b"auxC", b"irot", b"imir", b"clap", b"pasp", b"lsel", b"a1op", b"a1lx",
    b"clli", b"mdcv", b"cclv", b"amve", b"ndwt", b"iscl",
];

/// Boxes that stay within `moov` and its tracks.
const MOVIE: &[&[u8; 4]] = &[b"mvhd", b"trak"];
const TRACK: &[&[u8; 4]] = &[b"tkhd", b"tref", b"edts", b"mdia"];
const MEDIA: &[&[u8; 4]] = &[b"mdhd", b"hdlr", b"minf"];

/// Items that are pictures, or put some together.
const PICTURES: &[&[u8; 4]] = &[b"av01", b"grid", b"iovl", b"iden", b"tmap"];

/// Where a top-level box lies: from its head to its end.
struct Place {
    kind: [u8; 4],
    start: u64,
    content: u64,
    end: u64,
}

pub(super) fn walk(source: &mut Source, file: &File, plan: &mut Plan) -> Result<(), MediaError> {
    let places = top_level(source)?;
    let moves = places.iter().any(|place| &place.kind == b"moov");
    let mut ranges = Ranges::default();
    for place in &places {
        match &place.kind {
            b"ftyp" => ranges.keep(place.start..place.end),
            b"meta" => {
                let mut index = index(file, place)?;
                let items = Items { file, length: plan.length };
                items.go_through(&mut index, &mut ranges, &mut plan.found)?;
                put_index(&mut ranges, file, place, index)?;
            }
            b"moov" => {
                let mut index = index(file, place)?;
                movie(&mut index)?;
                put_index(&mut ranges, file, place, index)?;
            }
            // Where there is a sequence, its frames lie there as well.
            b"mdat" => ranges.keep(place.start..if moves { place.end } else { place.content }),
            kind => {
                if !matches!(kind, b"free" | b"skip") {
                    plan.found.behind(place.end - place.content);
                }
                ranges.keep(place.start..place.content);
                ranges.put(place.start + 4, b"free".to_vec());
            }
        }
    }
    let end = places.last().map_or(0, |place| place.end);
    ranges.plan(plan, end)
}

fn top_level(source: &mut Source) -> Result<Vec<Place>, MediaError> {
    let mut places = Vec::new();
    while source.left() >= 8 && places.len() < 10_000 {
        let start = source.at();
        let length = u64::from(u32::from_be_bytes(source.take()?));
        let kind = source.take()?;
        let length = match length {
            0 => source.length() - start,
            1 => u64::from_be_bytes(source.take()?),
            length => length,
        };
        let content = source.at();
        let end = start.saturating_add(length).min(source.length());
        if end < content {
            return Err(source.broken("a box is too short"));
        }
        source.skip(end - content)?;
        places.push(Place { kind, start, content, end });
    }
    Ok(places)
}

fn broken() -> MediaError {
    MediaError::broken(Format::Avif, "its header makes no sense")
}

/// The content of a box that is an index.
fn index(file: &File, place: &Place) -> Result<Vec<u8>, MediaError> {
    let length = place.end - place.content;
    if length > INDEX_MOST { Err(broken()) } else { Ok(read(file, place.content, length)?) }
}

/// Has an index stay: as it was, where nothing in it has changed.
fn put_index(ranges: &mut Ranges, file: &File, place: &Place, index: Vec<u8>) -> Result<(), MediaError> {
    ranges.keep(place.start..place.end);
    if read(file, place.content, index.len() as u64)? != index {
        ranges.put(place.content, index);
    }
    Ok(())
}

/// Makes free space of the boxes of a range that do not stay; gives those that do.
fn tidy(bytes: &mut [u8], range: Range<usize>, stay: &[&[u8; 4]]) -> Vec<Boxed> {
    let found = boxes(bytes, range.clone());
    let end = found.last().map_or(range.start, |last| last.content.end);
    bytes[end..range.end].fill(0);
    let (stay, go): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| stay.contains(&&found.kind));
    for gone in go {
        bytes[gone.start + 4..gone.start + 8].copy_from_slice(b"free");
        bytes[gone.content].fill(0);
    }
    stay
}

/// Takes words about the pictures out of a sequence's index. One with tracks that show nothing is not gone through.
fn movie(moov: &mut [u8]) -> Result<(), MediaError> {
    let all = 0..moov.len();
    for track in tidy(moov, all, MOVIE).into_iter().filter(|found| &found.kind == b"trak") {
        for media in tidy(moov, track.content, TRACK).into_iter().filter(|found| &found.kind == b"mdia") {
            for handler in tidy(moov, media.content, MEDIA).into_iter().filter(|found| &found.kind == b"hdlr") {
                let kind = moov.get(handler.content.start + 8..handler.content.start + 12);
                if !matches!(kind, Some(b"pict" | b"auxv" | b"vide")) {
                    return Err(MediaError::broken(Format::Avif, "it holds more than pictures"));
                }
            }
        }
    }
    Ok(())
}

/// What is asked of the items of a file.
struct Items<'a> {
    file: &'a File,
    length: u64,
}

impl Items<'_> {
    /// Goes through the content of `meta`.
    fn go_through(&self, meta: &mut [u8], ranges: &mut Ranges, found: &mut Found) -> Result<(), MediaError> {
        let all = 4.min(meta.len())..meta.len();
        let stay = tidy(meta, all, META);
        let find = |kind: &[u8; 4]| stay.iter().find(|found| &found.kind == kind).map(|found| found.content.clone());
        if let Some(iprp) = find(b"iprp") {
            for ipco in tidy(meta, iprp, &[b"ipco", b"ipma"]).into_iter().filter(|found| &found.kind == b"ipco") {
                tidy(meta, ipco.content, PROPERTIES);
            }
        }
        let iloc = find(b"iloc").ok_or_else(broken)?;
        let items = items(&meta[iloc]).ok_or_else(broken)?;
        let types = types(meta, find(b"iinf").ok_or_else(broken)?).ok_or_else(broken)?;
        let idat = find(b"idat").unwrap_or(0..0);
        let before = meta[idat.clone()].to_vec();
        meta[idat.clone()].fill(0);
        for item in items {
            let kind = types.iter().find(|(id, _)| *id == item.id).map_or([0; 4], |(_, kind)| *kind);
            for (at, length) in self.extents(&item, before.len() as u64)? {
                let within = item.method == 1;
                let block = || match within {
                    true => Ok(before[at as usize..(at + length) as usize].to_vec()),
                    false => read(self.file, at, length.min(BLOCK_MOST)),
                };
                let new = if PICTURES.contains(&&kind) { None } else { Some(clean(kind, &block()?, length, found)) };
                match (new, within) {
                    (None, true) => meta[idat.start + at as usize..][..length as usize].copy_from_slice(&block()?),
                    (None, false) => ranges.keep(at..at + length),
                    (Some(new), true) => meta[idat.start + at as usize..][..new.len()].copy_from_slice(&new),
                    (Some(new), false) => {
                        ranges.cut(at..at + length);
                        ranges.put(at, new);
                    }
                }
            }
        }
        Ok(())
    }

    /// The extents of an item, each within the file or within `idat`.
    fn extents(&self, item: &Item, idat: u64) -> Result<Vec<(u64, u64)>, MediaError> {
        let end = match item.method {
            0 => self.length,
            1 => idat,
            _ => return Err(broken()),
        };
        let extent = |&(at, length): &(u64, u64)| {
            let length = if length == 0 { end.checked_sub(at)? } else { length };
            at.checked_add(length).is_some_and(|over| over <= end).then_some((at, length))
        };
        item.extents.iter().map(extent).collect::<Option<_>>().ok_or_else(broken)
    }
}

/// What stands in place of an item that is no picture: a rewritten Exif, if it fits; nothing of all else.
fn clean(kind: [u8; 4], block: &[u8], length: u64, found: &mut Found) -> Vec<u8> {
    match &kind {
        b"Exif" => {}
        b"mime" => {
            found.xmp(block, length);
            return Vec::new();
        }
        _ => {
            found.add(MetadataKind::Other, length);
            found.text(block);
            return Vec::new();
        }
    }
    // The first four bytes say how far it is to the TIFF header.
    let start = be(block, 0, 4).and_then(|skipped| usize::try_from(skipped).ok()?.checked_add(4));
    let Some(tiff) = start.and_then(|start| block.get(start..)) else { return Vec::new() };
    let cleaned = exif::clean(tiff);
    found.join(cleaned.found);
    let new = match cleaned.block {
        Some(Block::Whole) => block.to_vec(),
        Some(Block::New(new)) => [&[0; 4][..], &new].concat(),
        None => Vec::new(),
    };
    if new.len() as u64 <= length { new } else { Vec::new() }
}
