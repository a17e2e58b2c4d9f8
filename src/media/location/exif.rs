//! Exif blocks: written anew with the facts that say nothing of a place (CIPA DC-008, "Exif 2.32").

use super::found::{Found, degrees};
use crate::model::file_story::{Coordinates, MetadataKind};
use ::exif::{Context, Exif, Field, In, Reader, Tag, Value, experimental::Writer};
use image::metadata::Orientation;
use std::io::Cursor;

/// Facts of the first directory that stay: make, model, orientation, resolution, software, date, artist, copyright.
pub(super) const MAIN_FACTS: &[u16] = &[271, 272, 274, 282, 283, 296, 305, 306, 315, 531, 33432];

/// Facts of the Exif directory that stay: exposure, lens, dates, colour space. Not among them are the time zone, texts about the
/// picture, serial numbers and maker notes.
pub(super) const CAMERA_FACTS: &[u16] = &[
    33434, 33437, 34850, 34855, 34864, 36864, 36867, 36868, 37121, 37122, 37377, 37378, 37379, 37380, 37381, 37383,
    37384, 37385, 37386, 37520, 37521, 37522, 40960, 40961, 40962, 40963, 41486, 41487, 41488, 41495, 41728, 41729,
    41985, 41986, 41987, 41988, 41989, 41990, 41991, 41992, 41993, 41994, 42034, 42035, 42036, 42240,
];

/// By how many bytes a block may be longer than what it holds and still hide nothing: padding at its end.
const SLACK: usize = 8;

/// What becomes of an Exif block.
pub(super) struct Cleaned {
    /// What it says.
    pub found: Found,
    /// What stays of it; `None` where it holds nothing that does.
    pub block: Option<Block>,
}

/// A block that stays.
pub(super) enum Block {
    /// As it is.
    Whole,
    /// Written anew.
    New(Vec<u8>),
}

/// Cleans a block, which begins with a TIFF header. Of one that cannot be read, only the orientation stays.
pub(super) fn clean(block: &[u8]) -> Cleaned {
    let mut found = Found::default();
    found.add(MetadataKind::Exif, block.len() as u64);
    let Ok(exif) = Reader::new().read_raw(block.to_vec()) else {
        return Cleaned { found, block: orientation_of(block).map(Block::New) };
    };
    look(&exif, &mut found);
    let Some(new) = rewritten(&exif) else {
        return Cleaned { found, block: orientation_of(block).map(Block::New) };
    };
    let whole = exif.fields().all(stays) && block.len() <= new.len() + SLACK;
    Cleaned { found, block: Some(if whole { Block::Whole } else { Block::New(new) }) }
}

/// Notes the camera and the position.
fn look(exif: &Exif, found: &mut Found) {
    if exif.fields().any(|field| field.tag.context() == Context::Gps && field.tag.number() != 0) {
        found.add(MetadataKind::Gps, 0);
        found.has_place = true;
    }
    found.camera(text(exif, Tag::Make), text(exif, Tag::Model));
    let latitude = angle(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S');
    let longitude = angle(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W');
    found.place.coordinates =
        latitude.zip(longitude).and_then(|(latitude, longitude)| Coordinates::new(latitude, longitude));
}

fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first().map(Vec::as_slice),
        _ => None,
    }
}

/// An angle in degrees. Its reference says on which side it lies, and `negative` is the name of one.
fn angle(exif: &Exif, tag: Tag, reference: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let parts: Vec<_> = parts.iter().map(|part| part.to_f64()).collect();
    degrees(&parts, text(exif, reference).is_some_and(|side| side.first() == Some(&negative)))
}

fn rewritten(exif: &Exif) -> Option<Vec<u8>> {
    let mut writer = Writer::new();
    let mut seen = Vec::new();
    for field in exif.fields().filter(|field| stays(field)) {
        if !seen.contains(&field.tag) {
            seen.push(field.tag);
            writer.push_field(field);
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, exif.little_endian()).ok()?;
    Some(bytes.into_inner())
}

fn stays(field: &Field) -> bool {
    let facts = match field.tag.context() {
        Context::Tiff => MAIN_FACTS,
        Context::Exif => CAMERA_FACTS,
        // "R98" or "R03": sRGB or Adobe RGB.
        Context::Interop => &[1, 2],
        _ => return false,
    };
    field.ifd_num == In::PRIMARY && facts.contains(&field.tag.number()) && !matches!(field.value, Value::Unknown(..))
}

/// A block with the orientation of another, if that says any.
fn orientation_of(block: &[u8]) -> Option<Vec<u8>> {
    let orientation = Orientation::from_exif_chunk(block)?.to_exif();
    let mut new = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    new.extend([orientation, 0, 0, 0, 0, 0, 0]);
    Some(new)
}
