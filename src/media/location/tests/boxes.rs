//! AVIF.

use super::*;

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], kind, content].concat()
}

fn full(kind: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, 0][..], content].concat())
}

fn entry(id: u8, kind: &[u8; 4], more: &[u8]) -> Vec<u8> {
    full(b"infe", 2, &[&[0, id, 0, 0][..], kind, b"\0", more].concat())
}

/// An AVIF of three items: a picture, an Exif, an XMP packet; bytes of nobody's between them; and what else may stand in a file.
/// Gives where the picture's bytes lie.
fn located(more: &[u8]) -> (Vec<u8>, usize) {
    let exif = [&[0; 4][..], &exif()].concat();
    let (picture, stray) = (&b"coded picture"[..], &b"SECRET stray"[..]);
    let meta = |from: u32| {
        let lengths = [picture.len(), exif.len(), XMP.len()].map(|length| length as u32);
        let starts =
            [from, from + lengths[0] + stray.len() as u32, from + lengths[0] + stray.len() as u32 + lengths[1]];
        let mut iloc = vec![0x44, 0, 0, 3];
        for ((id, start), length) in (1..).zip(starts).zip(lengths) {
            iloc.extend([0, id, 0, 0, 0, 1]);
            iloc.extend(start.to_be_bytes());
            iloc.extend(length.to_be_bytes());
        }
        let infes = [entry(1, b"av01", b""), entry(2, b"Exif", b""), entry(3, b"mime", b"application/rdf+xml\0")];
        let properties = [full(b"ispe", 0, &[0, 0, 0, 4, 0, 0, 0, 2]), full(b"udes", 0, b"\0SECRET\0")].concat();
        let children = [
            full(b"hdlr", 0, &[&[0; 4][..], b"pict", &[0; 13]].concat()),
            full(b"pitm", 0, &[0, 1]),
            full(b"iloc", 0, &iloc),
            full(b"iinf", 0, &[&[0, 3][..], &infes.concat()].concat()),
            boxed(b"iprp", &[boxed(b"ipco", &properties), full(b"ipma", 0, &[0, 0, 0, 1, 0, 1, 1, 1])].concat()),
            boxed(b"uuid", b"SECRET"),
        ];
        full(b"meta", 0, &children.concat())
    };
    let head = [boxed(b"ftyp", b"avif\0\0\0\0avifmif1"), boxed(b"udta", b"SECRET \xa9xyz"), more.to_vec()].concat();
    let start = head.len() + meta(0).len() + 8;
    let data = [picture, stray, &exif, XMP].concat();
    let bytes = [head, meta(start as u32), boxed(b"mdat", &data), boxed(b"free", b"SECRET")].concat();
    (bytes, start)
}

#[test]
fn an_avif_keeps_its_picture_and_its_facts_where_they_are() {
    let (bytes, start) = located(&[]);
    let copy = cleaned(&bytes);
    assert_eq!(copy.len(), bytes.len());
    assert_eq!(&copy[start..start + 13], b"coded picture");
    let block = start + 13 + 12 + 4;
    let exif = Reader::new().read_raw(copy[block..block + super::exif().len()].to_vec()).unwrap();
    assert!(exif.get_field(Tag::Make, In::PRIMARY).is_some());
    assert!(exif.fields().all(|field| field.tag != Tag::GPSLatitude && field.tag != Tag::MakerNote));
    assert!(holds(&copy, b"ispe") && !holds(&copy, b"udes"));
}

#[test]
fn an_avif_whose_tracks_hold_more_than_pictures_is_nobody_elses() {
    let track = |handler: &[u8; 4]| {
        let media = boxed(b"mdia", &full(b"hdlr", 0, &[&[0; 4][..], handler, &[0; 13]].concat()));
        boxed(b"moov", &boxed(b"trak", &[media, boxed(b"udta", b"SECRET")].concat()))
    };
    let (sequence, _) = located(&track(b"pict"));
    let (copy, place) = copied(&sequence);
    let words = String::from_utf8_lossy(&copy).matches("SECRET").count();
    // Frames of a sequence are not told from what else lies beside them.
    assert!(place && words == 1 && holds(&copy, b"SECRET stray"), "{words}");
    assert!(opened(&located(&track(b"meta")).0).is_err());
}
