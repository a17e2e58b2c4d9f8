//! What of a file goes, and what stays. Everything that must go says so: `SECRET`.

mod boxes;
mod chunks;
mod jpeg;
mod tiff;

use super::{Unlocated, without_location};
use crate::media::MediaError;
use ::exif::{Exif, Field, In, Rational, Reader, Tag, Value, experimental::Writer};
use image::{DynamicImage, ImageFormat, RgbImage};
use proptest::prelude::*;
use std::io::{Cursor, Write};

const SECRET: &[u8] = b"SECRET";

/// An XMP packet with a place.
const XMP: &[u8] = b"<x:xmpmeta><rdf:Description exif:GPSLatitude='SECRET' photoshop:City='SECRET'/></x:xmpmeta>";

fn opened(bytes: &[u8]) -> Result<Unlocated, MediaError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    without_location(file.path())
}

/// The copy of a file, and whether a place was found.
fn copied(bytes: &[u8]) -> (Vec<u8>, bool) {
    let copy = opened(bytes).unwrap();
    let mut written = Vec::new();
    copy.write(&mut written).unwrap();
    assert!(!copy.is_whole() || written == bytes, "whole is what has not changed");
    (written, copy.has_place())
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A copy of a file in which a place was found, without anything that must go.
fn cleaned(bytes: &[u8]) -> Vec<u8> {
    assert!(holds(bytes, SECRET));
    let (copy, place) = copied(bytes);
    assert!(!holds(&copy, SECRET), "{}", String::from_utf8_lossy(&copy));
    assert!(place, "a place was found");
    assert_eq!(copied(&copy), (copy.clone(), false), "a copy has nothing left to go");
    copy
}

fn picture() -> RgbImage {
    RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 4, y as u8 * 5, 90]))
}

fn file(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().into_rgb8().into_raw()
}

/// What a telephone writes: camera, orientation, position, maker notes, texts, and a preview.
fn exif() -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let degrees = |degrees| Value::Rational(vec![Rational { num: degrees, denom: 1 }; 3]);
    let fields = [
        field(Tag::Make, text("Nikon")),
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::ImageDescription, text("SECRET street")),
        field(Tag::ExposureTime, Value::Rational(vec![Rational { num: 1, denom: 250 }])),
        field(Tag::OffsetTime, text("SECRET")),
        field(Tag::MakerNote, Value::Undefined(b"SECRET notes".to_vec(), 0)),
        field(Tag::UserComment, Value::Undefined(b"SECRET comment".to_vec(), 0)),
        field(Tag::GPSLatitudeRef, text("N")),
        field(Tag::GPSLatitude, degrees(47)),
        field(Tag::GPSAreaInformation, Value::Undefined(b"SECRET area".to_vec(), 0)),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    writer.set_jpeg(b"\xff\xd8 SECRET preview \xff\xd9", In::THUMBNAIL);
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}

/// Whether what may stay of [`exif`] has.
fn check_facts(bytes: &[u8]) {
    let exif: Exif = Reader::new().read_from_container(&mut Cursor::new(bytes)).unwrap();
    let value = |tag| exif.get_field(tag, In::PRIMARY).map(|field| field.display_value().to_string());
    assert_eq!(value(Tag::Make).as_deref(), Some("\"Nikon\""));
    assert_eq!(value(Tag::ExposureTime).as_deref(), Some("1/250"));
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    assert_eq!(orientation, Some(6));
    assert!(exif.fields().all(|field| ![Tag::MakerNote, Tag::GPSLatitude].contains(&field.tag)));
}

#[test]
fn what_says_nothing_stays_as_it_is() {
    for format in
        [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Tiff]
    {
        let bytes = file(format);
        let copy = opened(&bytes).unwrap();
        assert!(copy.is_whole() && !copy.has_place(), "{format:?}");
    }
}

#[test]
fn what_stands_behind_a_picture_goes() {
    for format in
        [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Tiff]
    {
        let bytes = file(format);
        let (copy, _) = copied(&[&bytes, &b"ftyp mp4 SECRET film"[..]].concat());
        assert!(!holds(&copy, SECRET), "{format:?}");
        assert_eq!(pixels(&copy), pixels(&bytes), "{format:?}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_ends_well(
        format in 0..6usize, cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), end: prop::sample::Index,
    ) {
        let formats = [
            ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Tiff,
        ];
        let mut bytes = file(formats[format]);
        for (at, byte) in cuts {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(end.index(bytes.len()).max(bytes.len() / 2));
        if let Ok(copy) = opened(&bytes) {
            copy.write(&mut Vec::new()).unwrap();
        }
    }

    #[test]
    fn whatever_exif_comes_ends_well(cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut block = exif();
        for (at, byte) in cuts {
            let at = at.index(block.len());
            block[at] = byte;
        }
        super::exif::clean(&block);
        let _ = opened(&block).map(|copy| copy.write(&mut Vec::new()));
    }
}
