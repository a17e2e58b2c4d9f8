//! The boxes of an ISO base media file, and where its items lie (ISO/IEC 14496-12, 8.11.3).

use std::ops::Range;

/// A box within bytes that are at hand.
pub(super) struct Boxed {
    pub kind: [u8; 4],
    pub start: usize,
    pub content: Range<usize>,
}

/// The boxes in a range of bytes, up to the first that does not fit.
pub(super) fn boxes(bytes: &[u8], range: Range<usize>) -> Vec<Boxed> {
    let (mut found, mut at) = (Vec::new(), range.start);
    while at + 8 <= range.end {
        let Some(length) = be(bytes, at, 4) else { break };
        let (head, length) = match length {
            0 => (8, (range.end - at) as u64),
            1 => (16, be(bytes, at + 8, 8).unwrap_or_default()),
            length => (8, length),
        };
        let Some(end) = usize::try_from(length).ok().and_then(|length| at.checked_add(length)) else { break };
        if end > range.end || end < at + head {
            break;
        }
        let Some(kind) = bytes.get(at + 4..at + 8).and_then(|kind| kind.try_into().ok()) else { break };
        found.push(Boxed { kind, start: at, content: at + head..end });
        at = end;
    }
    found
}

/// A big-endian number of up to eight bytes.
pub(super) fn be(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

/// Where an item lies.
pub(super) struct Item {
    pub id: u64,
    /// 0: in the file; 1: in `idat`; 2: in another item.
    pub method: u64,
    /// Offsets and lengths; a length of 0 goes to the end.
    pub extents: Vec<(u64, u64)>,
}

/// Most extents of all items.
const EXTENTS_MOST: usize = 100_000;

/// Reads the content of `iloc`.
pub(super) fn items(bytes: &[u8]) -> Option<Vec<Item>> {
    let version = *bytes.first()?;
    let widths = be(bytes, 4, 2)?;
    let width = |shift: u32| (widths >> shift & 15) as usize;
    let (offset, length, base, index) = (width(12), width(8), width(4), if version > 0 { width(0) } else { 0 });
    let wide = if version < 2 { 2 } else { 4 };
    let mut at = 6;
    let mut take = |width: usize| -> Option<u64> {
        let number = be(bytes, at, width)?;
        at += width;
        Some(number)
    };
    let (mut found, mut extents_found) = (Vec::new(), 0);
    for _ in 0..take(wide)? {
        let id = take(wide)?;
        let method = if version > 0 { take(2)? & 15 } else { 0 };
        take(2)?;
        let from = take(base)?;
        let mut extents = Vec::new();
        for _ in 0..take(2)? {
            take(index)?;
            extents.push((from.checked_add(take(offset)?)?, take(length)?));
            extents_found += 1;
            if extents_found > EXTENTS_MOST {
                return None;
            }
        }
        found.push(Item { id, method, extents });
    }
    Some(found)
}

/// The items of `iinf` with their types; of old entries, which have none, the type is zeros.
pub(super) fn types(bytes: &[u8], iinf: Range<usize>) -> Option<Vec<(u64, [u8; 4])>> {
    let head = if *bytes.get(iinf.start)? == 0 { 6 } else { 8 };
    let entry = |infe: Boxed| {
        let at = infe.content.start;
        match bytes.get(at)? {
            2 => Some((be(bytes, at + 4, 2)?, bytes.get(at + 8..at + 12)?.try_into().ok()?)),
            3 => Some((be(bytes, at + 4, 4)?, bytes.get(at + 10..at + 14)?.try_into().ok()?)),
            _ => Some((be(bytes, at + 4, 2)?, [0; 4])),
        }
    };
    boxes(bytes, iinf.start + head..iinf.end).into_iter().map(entry).collect()
}
