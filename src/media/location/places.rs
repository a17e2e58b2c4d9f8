//! How places look in blocks of metadata. This is only for telling the owner: the blocks go in any case.

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

/// IIM datasets of record 2 that hold places: content location, city, sub-location, province, country (IPTC-IIM 4.2).
const DATASETS: [u8; 7] = [26, 27, 90, 92, 95, 100, 101];

/// Whether an XMP packet, or a part of one, names a place.
pub(super) fn in_xmp(block: &[u8]) -> bool {
    PROPERTIES.iter().any(|name| block.windows(name.len()).any(|window| window == *name))
}

/// Whether IPTC datasets stand in a block that name a place.
pub(super) fn in_iptc(block: &[u8]) -> bool {
    block.windows(3).any(|window| matches!(window, [0x1c, 2, dataset] if DATASETS.contains(dataset)))
}
