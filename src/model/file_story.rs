//! What has become of an uploaded file, for its owner: what was in it, and what was made of it.

use super::{
    ids::PictureId,
    pictures::{FULL, PictureState, QualitySize},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of metadata in a file. Nothing of any kind is in what is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataKind {
    /// Camera and exposure.
    Exif,
    /// A position.
    Gps,
    /// Adobe's format: edits, captions, keywords.
    Xmp,
    /// The format of news agencies: captions, credits, places.
    Iptc,
    /// Comments and other texts.
    Text,
    /// Previews, maker notes, a film behind the picture, and what is unknown.
    Other,
}

impl MetadataKind {
    /// Each of them, in the order in which they are listed.
    pub const ALL: [Self; 6] = [Self::Exif, Self::Gps, Self::Xmp, Self::Iptc, Self::Text, Self::Other];

    /// Its name in the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exif => "exif",
            Self::Gps => "gps",
            Self::Xmp => "xmp",
            Self::Iptc => "iptc",
            Self::Text => "text",
            Self::Other => "other",
        }
    }

    /// Its name on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Exif => "EXIF",
            Self::Gps => "GPS position",
            Self::Xmp => "XMP",
            Self::Iptc => "IPTC",
            Self::Text => "text",
            Self::Other => "other data",
        }
    }
}

/// What a file holds beside its pixels, as far as it is kept. Where the picture was taken is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// At least 1; more only for an animation.
    pub frames: u32,
    /// How the stored picture has to be turned: 1 to 8, 1 for not at all (Exif 2.32, tag 274).
    pub orientation: u8,
    /// The name of its colour profile; `None` where none was found, so that its colours are those of sRGB.
    pub colour_profile: Option<String>,
    /// In the order of [`MetadataKind::ALL`].
    pub metadata: Vec<MetadataKind>,
    /// How long all of that is.
    pub metadata_bytes: u64,
    /// Make and model.
    pub camera: Option<String>,
}

/// A position on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinates {
    /// From -90 to 90; north is positive.
    pub latitude: f64,
    /// From -180 to 180; east is positive.
    pub longitude: f64,
}

impl Coordinates {
    /// `None` outside of the earth.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(Self { latitude, longitude })
    }
}

impl fmt::Display for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let north = if self.latitude < 0.0 { 'S' } else { 'N' };
        let east = if self.longitude < 0.0 { 'W' } else { 'E' };
        write!(f, "{:.5}° {north}, {:.5}° {east}", self.latitude.abs(), self.longitude.abs())
    }
}

/// Where a picture was taken, as far as its file says so in a way that can be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Its position.
    pub coordinates: Option<Coordinates>,
    /// Names of it, as a city and a country.
    pub names: Vec<String>,
}

impl Place {
    /// Whether nothing of it can be read.
    pub fn is_empty(&self) -> bool {
        self.coordinates.is_none() && self.names.is_empty()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(coordinates) = self.coordinates {
            write!(f, "{coordinates}")?;
            if !self.names.is_empty() {
                f.write_str("; ")?;
            }
        }
        f.write_str(&self.names.join(", "))
    }
}

/// A quality state that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredSize {
    /// Its number and its pixels.
    pub size: QualitySize,
    /// The length of its file.
    pub bytes: u64,
}

/// A file, and what was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FileStory {
    /// The picture that the file became.
    pub picture: PictureId,
    /// How far the work on it is.
    pub state: PictureState,
    /// "JPEG", "PNG" …
    pub format: String,
    /// The length of the file.
    pub bytes: u64,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// The quality states there are so far, by rising width.
    pub sizes: Vec<StoredSize>,
    /// What else the file holds; `None` where nobody has looked yet, or its structure cannot be followed.
    pub facts: Option<FileFacts>,
    /// Whether the file says where the picture was taken.
    pub has_place: bool,
    /// Where that is; read only where the owner asks for it.
    pub place: Option<Place>,
}

impl FileStory {
    /// By how many bytes the full size is smaller than the file, below 0 where it is larger; `None` as long as there is no full size.
    pub fn saved_bytes(&self) -> Option<i64> {
        let full = self.sizes.iter().find(|stored| stored.size.n == FULL)?;
        Some(self.bytes.cast_signed() - full.bytes.cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_on_a_map() {
        let coordinates = Coordinates::new(-33.856_78, 151.215_3);
        let names = vec!["Sydney".to_owned(), "Australia".to_owned()];
        let place = Place { coordinates, names };
        assert_eq!(place.to_string(), "33.85678° S, 151.21530° E; Sydney, Australia");
        assert_eq!(Place { coordinates: None, ..place }.to_string(), "Sydney, Australia");
        let place = Place { coordinates: Coordinates::new(0.5, -0.25), names: Vec::new() };
        assert_eq!(place.to_string(), "0.50000° N, 0.25000° W");
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Coordinates::new(latitude, longitude), None);
        }
    }
}
