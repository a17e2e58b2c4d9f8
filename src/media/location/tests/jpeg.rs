use super::*;
use crate::model::file_story::MetadataKind;

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker][..], &length, content].concat()
}

/// A JPEG with these segments behind its first marker.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let plain = file(ImageFormat::Jpeg);
    [&plain[..2], &segments.concat(), &plain[2..]].concat()
}

fn app1(exif: &[u8]) -> Vec<u8> {
    segment(0xe1, &[&b"Exif\0\0"[..], exif].concat())
}

/// From the first scan to the end of the picture.
fn scans(jpeg: &[u8]) -> &[u8] {
    let start = jpeg.windows(2).position(|marker| marker == [0xff, 0xda]).unwrap();
    &jpeg[start..]
}

#[test]
fn a_telephones_jpeg_says_nothing_of_where_and_keeps_the_rest() {
    let icc = segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
    let iim = b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x0b\x1c\x02\x5a\0\x06SECRET";
    let bytes = jpeg(&[
        app1(&exif()),
        segment(0xe1, &[&b"http://ns.adobe.com/xap/1.0/\0"[..], XMP].concat()),
        segment(0xe1, &[&b"http://ns.adobe.com/xmp/extension/\0"[..], XMP].concat()),
        icc.clone(),
        segment(0xe2, b"MPF\0MM\0\x2aSECRET"),
        segment(0xed, iim),
        segment(0xe4, b"SECRET"),
        segment(0xfe, b"SECRET comment"),
    ]);
    // The second picture of a multi-picture file, with a position of its own; then a film.
    let second = [jpeg(&[app1(&exif())]), b"\0\0\0\x18ftypmp42 SECRET".to_vec()].concat();
    let copy = cleaned(&[bytes.clone(), second].concat());
    assert_eq!(scans(&copy), scans(&bytes), "not a byte of the picture has changed");
    assert_eq!(pixels(&copy), pixels(&bytes));
    assert!(holds(&copy, &icc), "the colour profile");
    check_facts(&copy);
}

#[test]
fn of_an_exif_that_cannot_be_read_the_orientation_stays() {
    let mut broken = exif();
    // The directory of the position lies beyond the end of the block.
    let at = broken.windows(2).position(|tag| tag == [0x88, 0x25]).unwrap();
    broken[at + 8..at + 12].copy_from_slice(&0x00ff_ffff_u32.to_be_bytes());
    let (copy, _) = copied(&jpeg(&[app1(&broken)]));
    assert!(!holds(&copy, SECRET));
    let exif = Reader::new().read_from_container(&mut Cursor::new(&copy)).unwrap();
    assert_eq!(exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0)), Some(6));
    assert_eq!(exif.fields().count(), 1);
}

#[test]
fn an_exif_that_says_nothing_of_where_stays_and_an_empty_one_before_it_does_not_hide_it() {
    let cleaned = super::super::exif::clean(&exif());
    let Some(super::super::exif::Block::New(block)) = cleaned.block else { panic!("is written anew") };
    let plain = jpeg(&[app1(&block)]);
    assert_eq!(copied(&plain), (plain.clone(), false));
    let (copy, _) = copied(&jpeg(&[app1(b"MM\0\x2a\0\0\0\x08\0\0\0\0\0\0"), app1(&exif())]));
    check_facts(&copy);
}

#[test]
fn a_jpeg_without_its_end_is_kept_to_its_last_byte() {
    let bytes = jpeg(&[app1(&exif())]);
    let open = &bytes[..bytes.len() - 2];
    let (copy, _) = copied(open);
    assert_eq!(scans(&copy), scans(open));
}

#[test]
fn a_jpeg_tells_its_owner_what_is_in_it() {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let angle = |parts: [u32; 3]| Value::Rational(parts.map(|num| Rational { num, denom: 10 }).to_vec());
    let fields = [
        field(Tag::Make, text("Apple")),
        field(Tag::Model, text("iPhone 15")),
        field(Tag::GPSLatitudeRef, text("N")),
        field(Tag::GPSLatitude, angle([510, 220, 480])),
        field(Tag::GPSLongitudeRef, text("W")),
        field(Tag::GPSLongitude, angle([20, 210, 360])),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut exif = Cursor::new(Vec::new());
    writer.write(&mut exif, true).unwrap();
    let exif = exif.into_inner();
    let xmp =
        b"http://ns.adobe.com/xap/1.0/\0<x photoshop:Country='UK'><photoshop:City>Bath &amp; Wells</photoshop:City>";
    let iptc = b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x12\x1c\x02\x5c\0\x06Abbey\x07\x1c\x02\x65\0\x02UK";
    let segments = [app1(&exif), segment(0xe1, xmp), segment(0xed, iptc), segment(0xfe, b"made by hand")];
    let bytes = [jpeg(&segments), b"film".to_vec()].concat();

    let copy = opened(&bytes).unwrap();
    assert!(copy.has_place());
    assert_eq!(copy.place().to_string(), "51.38000° N, 2.36000° W; Bath & Wells, UK, Abbey");
    assert_eq!(copy.camera(), Some("Apple iPhone 15"));
    let (kinds, length) = copy.metadata();
    assert_eq!(kinds, MetadataKind::ALL);
    assert_eq!(length as usize, exif.len() + xmp.len() + iptc.len() + 16 + 4);

    let plain = opened(&jpeg(&[])).unwrap();
    assert_eq!((plain.metadata(), plain.camera()), ((Vec::new(), 0), None));
}
