//! What a walk comes across beside the picture, for the owner of the file: metadata, the camera, and the place.

use super::places;
use crate::model::file_story::{MetadataKind, Place};

/// Longest name of a camera or a place that is told, in characters.
const NAME_MOST: usize = 100;

/// Most names of places that are told.
const NAMES_MOST: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether a place was found, whether it can be read or not.
    pub has_place: bool,
    pub place: Place,
    /// Make and model.
    pub camera: Option<String>,
    kinds: Vec<MetadataKind>,
    /// How long all metadata is, in bytes.
    pub bytes: u64,
}

impl Found {
    /// Notes metadata of this length.
    pub fn add(&mut self, kind: MetadataKind, bytes: u64) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
        self.bytes += bytes;
    }

    /// Notes a block of XMP, or what of it was read.
    pub fn xmp(&mut self, block: &[u8], bytes: u64) {
        self.add(MetadataKind::Xmp, bytes);
        self.text(block);
    }

    /// Notes a block of IPTC datasets, or what of it was read.
    pub fn iptc(&mut self, block: &[u8], bytes: u64) {
        self.add(MetadataKind::Iptc, bytes);
        self.has_place |= places::in_iptc(block);
        self.names(places::names_in_iptc(block));
        self.text(block);
    }

    /// Looks for the names of XMP properties, wherever they may stand.
    pub fn text(&mut self, block: &[u8]) {
        if places::in_xmp(block) {
            self.has_place = true;
            self.names(places::names_in_xmp(block));
        }
    }

    /// Notes what stands behind the end of the picture.
    pub fn behind(&mut self, bytes: u64) {
        if bytes > 0 {
            self.add(MetadataKind::Other, bytes);
        }
    }

    /// Notes the camera. Models often begin with their make.
    pub fn camera(&mut self, make: Option<&[u8]>, model: Option<&[u8]>) {
        let said = |bytes: &[u8]| name(&String::from_utf8_lossy(bytes));
        let (make, model) = (make.and_then(said), model.and_then(said));
        let first = |name: &str| name.split(' ').next().unwrap_or_default().to_lowercase();
        let found = match (make, model) {
            (Some(make), Some(model)) if first(&make) != first(&model) => Some(format!("{make} {model}")),
            (make, model) => model.or(make),
        };
        self.camera = self.camera.take().or(found);
    }

    fn names(&mut self, found: Vec<String>) {
        for name in found.iter().filter_map(|found| name(found)) {
            if self.place.names.len() < NAMES_MOST && !self.place.names.contains(&name) {
                self.place.names.push(name);
            }
        }
    }

    /// Takes over what was found in a part of the file.
    pub fn join(&mut self, part: Self) {
        self.has_place |= part.has_place;
        self.bytes += part.bytes;
        part.kinds.into_iter().for_each(|kind| self.add(kind, 0));
        self.camera = self.camera.take().or(part.camera);
        self.place.coordinates = self.place.coordinates.or(part.place.coordinates);
        self.names(part.place.names);
    }

    /// The kinds of metadata, in the order in which they are listed.
    pub fn kinds(&self) -> Vec<MetadataKind> {
        MetadataKind::ALL.into_iter().filter(|kind| self.kinds.contains(kind)).collect()
    }
}

/// A name as it can be shown; `None` where there is nothing to show.
fn name(text: &str) -> Option<String> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(NAME_MOST).collect();
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}

/// Degrees, minutes and seconds as degrees.
pub(super) fn degrees(parts: &[f64], negative: bool) -> Option<f64> {
    let sum: f64 = parts.iter().zip([1.0, 60.0, 3600.0]).map(|(part, of)| part / of).sum();
    (!parts.is_empty() && sum.is_finite()).then_some(if negative { -sum } else { sum })
}
