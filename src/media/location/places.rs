//! How places look in blocks of metadata, and what they are called. This is only for telling the owner: the blocks go in any case.

/// Names of XMP properties that hold places (XMP part 2, IPTC Photo Metadata Standard 2023).
const PROPERTIES: [&[u8]; 9] = [
    b"GPSLatitude",
    b"GPSLongitude",
    b"photoshop:City",
    b"photoshop:State",
    b"photoshop:Country",
    b"Iptc4xmpCore:Location",
    b"Iptc4xmpCore:CountryCode",
    b"LocationCreated",
    b"LocationShown",
];

/// Those whose value is a name, from the nearest to the farthest.
const NAMES: [&[u8]; 8] = [
    b"Iptc4xmpCore:Location",
    b"Iptc4xmpExt:Sublocation",
    b"photoshop:City",
    b"Iptc4xmpExt:City",
    b"photoshop:State",
    b"Iptc4xmpExt:ProvinceState",
    b"photoshop:Country",
    b"Iptc4xmpExt:CountryName",
];

/// IIM datasets of record 2 that hold places: content location, city, sub-location, province, country (IPTC-IIM 4.2).
const DATASETS: [u8; 7] = [26, 27, 90, 92, 95, 100, 101];

/// Those whose value is a name, from the nearest to the farthest.
const NAMED: [u8; 4] = [92, 90, 95, 101];

/// Whether an XMP packet, or a part of one, names a place.
pub(super) fn in_xmp(block: &[u8]) -> bool {
    PROPERTIES.iter().any(|name| block.windows(name.len()).any(|window| window == *name))
}

/// Whether IPTC datasets stand in a block that name a place.
pub(super) fn in_iptc(block: &[u8]) -> bool {
    block.windows(3).any(|window| matches!(window, [0x1c, 2, dataset] if DATASETS.contains(dataset)))
}

/// The names of places in an XMP packet, or in a part of one.
pub(super) fn names_in_xmp(block: &[u8]) -> Vec<String> {
    let find = |property: &&[u8]| {
        let start = block.windows(property.len()).position(|window| window == *property)?;
        value(&block[start + property.len()..])
    };
    NAMES.iter().filter_map(find).collect()
}

/// What stands behind the name of a property: an attribute's value in quotes, or an element's text.
fn value(rest: &[u8]) -> Option<String> {
    let (value, end) = match rest {
        [b'=', quote @ (b'"' | b'\''), value @ ..] => (value, *quote),
        [b'>', value @ ..] => (value, b'<'),
        _ => return None,
    };
    let length = value.iter().position(|byte| *byte == end)?;
    let text = String::from_utf8_lossy(&value[..length]);
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Some(signs.into_iter().fold(text.into_owned(), |text, (written, sign)| text.replace(written, sign)))
}

/// The names of places among IPTC datasets.
pub(super) fn names_in_iptc(block: &[u8]) -> Vec<String> {
    let find = |dataset: u8| {
        let start = block.windows(3).position(|window| window == [0x1c, 2, dataset])? + 5;
        let length = usize::from(u16::from_be_bytes(block.get(start - 2..start)?.try_into().ok()?));
        Some(String::from_utf8_lossy(block.get(start..start + length)?).into_owned())
    };
    NAMED.into_iter().filter_map(find).collect()
}
