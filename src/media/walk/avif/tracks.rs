//! `moov`: the frames of an animation (ISO/IEC 14496-12, section 8; AVIF image sequences).

use super::super::super::error::MediaError;
use super::super::super::limits::MAX_FRAMES;
use super::super::Source;
use super::boxes::{Bytes, boxes, find};
use super::properties::Properties;
use super::{Frame, Sequence};

/// A track of pictures.
struct Track {
    properties: Properties,
    handler: [u8; 4],
    frames: Vec<Frame>,
    loops: u16,
}

/// Reads the animation, if there is one of more than one frame.
pub(super) fn read(moov: &[u8], source: &Source) -> Result<Option<(Properties, Sequence)>, MediaError> {
    let tracks: Vec<_> =
        boxes(moov).filter(|(kind, _)| kind == b"trak").filter_map(|(_, content)| track(content)).collect();
    let Some(colours) = tracks.iter().find(|track| &track.handler == b"pict" && !track.properties.alpha) else {
        return Ok(None);
    };
    if colours.frames.len() < 2 {
        return Ok(None);
    }
    let alpha = tracks.iter().find(|track| &track.handler == b"auxv" && track.frames.len() == colours.frames.len());
    let alpha = alpha.map(|track| track.frames.clone());
    for frame in colours.frames.iter().chain(alpha.iter().flatten()) {
        if frame.offset.checked_add(frame.length).is_none_or(|end| end > source.length()) {
            return Err(source.cut_short());
        }
    }
    let sequence = Sequence { colours: colours.frames.clone(), alpha, loops: colours.loops };
    Ok(Some((colours.properties.clone(), sequence)))
}

fn track(trak: &[u8]) -> Option<Track> {
    let mdia = find(trak, b"mdia")?;
    let mut hdlr = Bytes(find(mdia, b"hdlr")?);
    hdlr.take(8)?;
    let handler = *hdlr.take(4)?.first_chunk()?;
    let mut mdhd = Bytes(find(mdia, b"mdhd")?);
    let timescale = match mdhd.version()?.0 {
        0 => mdhd.take(8).and(mdhd.u32())?,
        _ => mdhd.take(16).and(mdhd.u32())?,
    };
    let stbl = find(find(mdia, b"minf")?, b"stbl")?;
    let properties = described(find(stbl, b"stsd")?)?;
    let places = places(stbl)?;
    let durations = durations(find(stbl, b"stts")?)?;
    let mut frames = Vec::new();
    let mut at = 0_u64;
    // Rounded from the start, so that roundings do not add up.
    let millis = |at: u64| (at as f64 * 1000.0 / f64::from(timescale.max(1))).round() as u64;
    for (number, (offset, length)) in places.into_iter().enumerate() {
        let duration = durations.get(number).copied().unwrap_or(0);
        let next = at + u64::from(duration);
        frames.push(Frame { offset, length, millis: u32::try_from(millis(next) - millis(at)).unwrap_or(u32::MAX) });
        at = next;
    }
    Some(Track { properties, handler, frames, loops: loops(trak).unwrap_or(0) })
}

/// Reads the first entry of `stsd`, and the properties that stand in it.
fn described(stsd: &[u8]) -> Option<Properties> {
    let mut bytes = Bytes(stsd);
    bytes.take(8)?;
    let (_, entry) = boxes(bytes.0).find(|(kind, _)| kind == b"av01")?;
    let mut bytes = Bytes(entry);
    bytes.take(24)?;
    let mut properties = Properties::default();
    (properties.width, properties.height) = (u32::from(bytes.u16()?), u32::from(bytes.u16()?));
    bytes.take(50)?;
    for (kind, content) in boxes(bytes.0) {
        let _ = properties.read(kind, content);
    }
    Some(properties)
}

/// Where each sample is: sizes of samples, how many of them a chunk has, where the chunks are.
fn places(stbl: &[u8]) -> Option<Vec<(u64, u64)>> {
    let mut stsz = Bytes(find(stbl, b"stsz")?);
    stsz.version()?;
    let (size, count) = (stsz.u32()?, stsz.u32()?);
    // One more than there may be is enough to tell that there are too many.
    let count = count.min(MAX_FRAMES + 1);
    let lengths: Vec<u64> =
        (0..count).map(|_| Some(u64::from(if size == 0 { stsz.u32()? } else { size }))).collect::<Option<_>>()?;
    let (offsets, wide) = match find(stbl, b"stco") {
        Some(offsets) => (offsets, 4),
        None => (find(stbl, b"co64")?, 8),
    };
    let mut offsets = Bytes(offsets);
    offsets.take(8)?;
    let mut stsc = Bytes(find(stbl, b"stsc")?);
    stsc.take(8)?;
    // The first chunk of a run, and how many samples each of the run has.
    let runs: Vec<_> = stsc
        .0
        .as_chunks::<12>()
        .0
        .iter()
        .filter_map(|run| Some((Bytes(run).u32()?, Bytes(&run[4..]).u32()?)))
        .collect();
    let mut found = Vec::new();
    let mut lengths = lengths.into_iter().peekable();
    for chunk in 1_u32.. {
        if lengths.peek().is_none() {
            break;
        }
        let mut offset = offsets.number(wide)?;
        let samples = runs.iter().rev().find(|(first, _)| *first <= chunk)?.1;
        for length in lengths.by_ref().take(samples as usize) {
            found.push((offset, length));
            offset = offset.checked_add(length)?;
        }
    }
    Some(found)
}

/// How long each sample is shown, in units of the timescale.
fn durations(stts: &[u8]) -> Option<Vec<u32>> {
    let mut bytes = Bytes(stts);
    bytes.version()?;
    let mut found = Vec::new();
    for _ in 0..bytes.u32()? {
        let (count, duration) = (bytes.u32()?, bytes.u32()?);
        let room = (MAX_FRAMES as usize + 1).saturating_sub(found.len());
        found.extend(std::iter::repeat_n(duration, (count as usize).min(room)));
        if found.len() > MAX_FRAMES as usize {
            break;
        }
    }
    Some(found)
}

/// How often the track plays: an edit list that repeats fills the track's own time; 0 is for ever, as is no word about it.
fn loops(trak: &[u8]) -> Option<u16> {
    let mut elst = Bytes(find(find(trak, b"edts")?, b"elst")?);
    let (version, flags) = elst.version()?;
    if flags & 1 == 0 {
        return Some(1);
    }
    elst.u32()?;
    let wide = |version: u8| if version == 0 { 4 } else { 8 };
    let segment = elst.number(wide(version))?;
    let mut tkhd = Bytes(find(trak, b"tkhd")?);
    let wide = wide(tkhd.version()?.0);
    tkhd.take(2 * wide + 8)?;
    let track = tkhd.number(wide)?;
    let for_ever = if wide == 4 { u64::from(u32::MAX) } else { u64::MAX };
    match track.checked_div(segment) {
        Some(_) if track == for_ever => Some(0),
        Some(_) => Some(u16::try_from(track.div_ceil(segment)).unwrap_or(0)),
        None => None,
    }
}
