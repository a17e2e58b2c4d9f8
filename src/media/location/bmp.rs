//! BMP knows no metadata; what stands behind its pixels and its colour profile goes.

use super::super::{error::MediaError, walk::Source};
use super::plan::Plan;

/// The longest header there is: BITMAPV5HEADER.
const HEADER_MOST: u64 = 124;

pub(super) fn walk(source: &mut Source, plan: &mut Plan) -> Result<(), MediaError> {
    source.skip(2)?;
    let told = u64::from(u32::from_le_bytes(source.take()?));
    source.skip(4)?;
    let pixels = u64::from(u32::from_le_bytes(source.take()?));
    let header_start = source.at();
    let mut header = source.take_capped(HEADER_MOST.min(source.left()), HEADER_MOST)?;
    header.resize(HEADER_MOST as usize, 0);
    let le32 = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let le16 = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let (size, core) = (le32(0), le32(0) == 12);
    let (width, height, bits) = if core {
        (le16(4), le16(6), le16(10))
    } else {
        (u64::from(le32(4).cast_signed().unsigned_abs()), u64::from(le32(8).cast_signed().unsigned_abs()), le16(14))
    };
    let packed = !core && matches!(le32(16), 1 | 2 | 4 | 5);
    let rows = ((width * bits).div_ceil(32) * 4).saturating_mul(height);
    let end = match (packed, if core { 0 } else { u64::from(le32(20)) }) {
        (false, _) => pixels.saturating_add(rows),
        (true, 0) => told.max(pixels),
        (true, bytes) => pixels + bytes,
    };
    let profile = if size >= 124 { header_start + u64::from(le32(112)) + u64::from(le32(116)) } else { 0 };
    let end = end.max(profile).min(source.length());
    plan.found.behind(source.length() - end);
    plan.keep(0..end)
}
