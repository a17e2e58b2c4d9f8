use super::*;
use crate::model::file_story::MetadataKind;

/// An entry: tag, kind, how many, value.
type Entry = (u16, u16, u32, Vec<u8>);

/// Writes a directory to the end of a little-endian TIFF, its longer values behind it; gives where it stands.
fn directory(tiff: &mut Vec<u8>, entries: &[Entry]) -> u32 {
    let at = tiff.len();
    let mut values = at + 2 + entries.len() * 12 + 4;
    let mut behind: Vec<u8> = Vec::new();
    tiff.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        if value.len() <= 4 {
            tiff.extend(value);
            tiff.extend(vec![0; 4 - value.len()]);
        } else {
            tiff.extend((values as u32).to_le_bytes());
            values += value.len();
            behind.extend(value);
        }
    }
    tiff.extend([0; 4]);
    tiff.extend(behind);
    at as u32
}

fn short(tag: u16, value: u16) -> Entry {
    (tag, 3, 1, value.to_le_bytes().to_vec())
}

fn long(tag: u16, value: u32) -> Entry {
    (tag, 4, 1, value.to_le_bytes().to_vec())
}

fn block(tag: u16, kind: u16, value: &[u8]) -> Entry {
    (tag, kind, value.len() as u32, value.to_vec())
}

/// A grey TIFF of 4 × 2 pixels with everything that a camera and an editor may write.
fn located() -> Vec<u8> {
    let mut tiff = b"II\x2a\0\0\0\0\0".to_vec();
    tiff.extend([10, 20, 30, 40, 50, 60, 70, 80]);
    let gps = directory(&mut tiff, &[block(1, 2, b"N\0"), block(27, 7, b"SECRET method")]);
    let exif = directory(
        &mut tiff,
        &[(33434, 5, 1, [1_u32.to_le_bytes(), 250_u32.to_le_bytes()].concat()), block(37500, 7, b"SECRET notes")],
    );
    let preview = directory(&mut tiff, &[block(270, 2, b"SECRET preview\0")]);
    let page = directory(
        &mut tiff,
        &[
            long(256, 4),
            long(257, 2),
            short(258, 8),
            short(259, 1),
            short(262, 1),
            block(270, 2, b"SECRET words\0"),
            block(271, 2, b"Nikon\0"),
            long(273, 8),
            short(274, 6),
            short(277, 1),
            long(278, 2),
            long(279, 8),
            long(330, preview),
            block(700, 1, XMP),
            block(33723, 7, b"\x1c\x02\x5a\0\x06SECRET"),
            block(34377, 7, b"8BIM SECRET"),
            long(34665, exif),
            long(34853, gps),
        ],
    );
    tiff[4..8].copy_from_slice(&page.to_le_bytes());
    tiff.extend(b"SECRET trailer");
    tiff
}

#[test]
fn a_tiff_keeps_its_picture_and_its_facts_where_they_are() {
    let bytes = located();
    let copy = cleaned(&bytes);
    assert_eq!(copy[8..16], bytes[8..16], "the strip lies where it lay");
    let grey = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_luma8().into_raw();
    assert_eq!(grey(&copy), [10, 20, 30, 40, 50, 60, 70, 80]);
    check_facts(&copy);
}

#[test]
fn a_tiff_whose_directories_lead_in_circles_is_nobody_elses() {
    let mut bytes = located();
    let page = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    bytes[page + 2 + 18 * 12..][..4].copy_from_slice(&(page as u32).to_le_bytes());
    assert!(opened(&bytes).is_err());
}

#[test]
fn a_tiff_tells_its_owner_the_place_and_the_camera() {
    let angle = |parts: [u32; 3]| parts.into_iter().flat_map(|part| [part.to_le_bytes(), 1_u32.to_le_bytes()].concat());
    let mut bytes = b"II\x2a\0\0\0\0\0".to_vec();
    let gps = directory(
        &mut bytes,
        &[
            block(1, 2, b"S\0"),
            (2, 5, 3, angle([33, 51, 36]).collect()),
            block(3, 2, b"E\0"),
            (4, 5, 3, angle([151, 12, 0]).collect()),
        ],
    );
    let (make, model) = (b"NIKON CORPORATION\0", b"NIKON D850\0");
    let page = directory(&mut bytes, &[block(271, 2, make), block(272, 2, model), long(34853, gps)]);
    bytes[4..8].copy_from_slice(&page.to_le_bytes());
    let copy = opened(&bytes).unwrap();
    assert_eq!(copy.place().to_string(), "33.86000° S, 151.20000° E");
    assert_eq!(copy.camera(), Some("NIKON D850"));
    let length = make.len() + model.len() + 4;
    assert_eq!(copy.metadata(), (vec![MetadataKind::Gps, MetadataKind::Text], length as u64));
}
