//! AVIF: boxes to the end of the file, which items or frames are the picture, and what is said about them (ISO/IEC
//! 14496-12 and 23008-12, AV1 Image File Format).

mod boxes;
mod items;
mod properties;
mod tracks;

use super::super::error::MediaError;
use super::super::limits;
use super::{Facts, Source};
use boxes::Bytes;

/// Longest `meta` or `moov` box we read, in bytes. They hold indexes and a colour profile, no pixels.
const HEADER_CAP: u64 = 4 << 20;

/// What an AVIF holds, for the decoder.
#[derive(Clone, Debug)]
pub(in super::super) struct Contents {
    pub colours: Layer,
    pub alpha: Option<Layer>,
    /// True if colours are stored multiplied by alpha.
    pub premultiplied: bool,
    /// The animation, of which the layers are the poster.
    pub sequence: Option<Sequence>,
    /// Size of the whole picture, of which `crop` is shown.
    pub size: (u32, u32),
    pub crop: Crop,
    pub colour: Colour,
}

/// The colours of a picture, or its alpha.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Layer {
    /// What has to be decoded: one, or the tiles of a grid, row by row.
    pub parts: Vec<Part>,
    /// Size of each.
    pub tile: (u32, u32),
    pub grid: Option<Grid>,
}

/// The bytes of one coded picture.
#[derive(Clone, Debug)]
pub(in super::super) enum Part {
    /// Offsets and lengths in the file, which are there.
    File(Vec<(u64, u64)>),
    /// The bytes themselves.
    Bytes(Vec<u8>),
}

/// A picture put together of tiles.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Grid {
    pub columns: usize,
    pub rows: usize,
    pub width: u32,
    pub height: u32,
}

/// An animation.
#[derive(Clone, Debug)]
pub(in super::super) struct Sequence {
    pub colours: Vec<Frame>,
    /// As many.
    pub alpha: Option<Vec<Frame>>,
    pub loops: u16,
}

/// One frame of it.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Frame {
    pub offset: u64,
    pub length: u64,
    pub millis: u32,
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Crop {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

/// What is said about colours (ISO/IEC 23000-22, 7.3.6.4).
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Colour {
    /// Primaries, transfer, matrix (ITU-T H.273) and full range, if a `nclx` says.
    pub nclx: Option<(u16, u16, u16, bool)>,
    /// An ICC profile, if one is there.
    pub icc: Option<Vec<u8>>,
    /// The brightest pixel, and the brightest of the screen it was made on, in cd/m².
    pub brightest: Option<f32>,
    pub screen: Option<f32>,
}

pub(super) fn walk(source: &mut Source) -> Result<Facts, MediaError> {
    let (mut meta, mut moov) = (None, None);
    while source.left() >= 8 {
        let start = source.at();
        let length = u64::from(u32::from_be_bytes(source.take()?));
        let kind: [u8; 4] = source.take()?;
        let length = match length {
            0 => source.length() - start,
            1 => u64::from_be_bytes(source.take()?),
            length => length,
        };
        let left = length.checked_sub(source.at() - start).ok_or_else(|| source.broken("a box is too short"))?;
        let kept = match &kind {
            b"meta" => &mut meta,
            b"moov" => &mut moov,
            _ => {
                source.skip(left)?;
                continue;
            }
        };
        if left > HEADER_CAP {
            return Err(source.broken("its header is too long"));
        }
        let content = source.take_capped(left, HEADER_CAP)?;
        kept.get_or_insert(content);
    }
    if meta.is_none() && moov.is_none() {
        return Err(source.cut_short());
    }
    facts(meta.as_deref(), moov.as_deref(), source)
}

fn facts(meta: Option<&[u8]>, moov: Option<&[u8]>, source: &Source) -> Result<Facts, MediaError> {
    let sequence = moov.map_or(Ok(None), |moov| tracks::read(moov, source))?;
    let still = meta.map(|meta| items::read(meta, source)).transpose();
    let (properties, contents) = match (sequence, still) {
        (Some((mut properties, sequence)), still) => {
            // The poster says how to turn and crop what the track says nothing about.
            if let Ok(Some(still)) = still {
                let size = (still.properties.width, still.properties.height);
                if size == (properties.width, properties.height) {
                    let colour = std::mem::take(&mut properties.colour);
                    let (deep, fine_chroma) = (properties.deep, properties.fine_chroma);
                    properties = still.properties;
                    (properties.deep, properties.fine_chroma) = (deep, fine_chroma);
                    if colour != Colour::default() {
                        properties.colour = colour;
                    }
                }
            }
            let layer = Layer { tile: (properties.width, properties.height), ..Layer::default() };
            let alpha = sequence.alpha.is_some().then(|| layer.clone());
            let size = layer.tile;
            let colour = properties.colour.clone();
            let crop = properties.crop(size);
            let sequence = Some(sequence);
            (properties, Contents { colours: layer, alpha, premultiplied: false, sequence, size, crop, colour })
        }
        (None, Ok(Some(still))) => {
            let items::Still { properties, colours, alpha, premultiplied } = still;
            let size = match &colours.grid {
                Some(grid) => (grid.width, grid.height),
                None => colours.tile,
            };
            let crop = properties.crop(size);
            let colour = properties.colour.clone();
            (properties, Contents { colours, alpha, premultiplied, sequence: None, size, crop, colour })
        }
        (None, Err(error)) => return Err(error),
        (None, Ok(None)) => return Err(source.broken("it lacks its picture")),
    };
    let (width, height) = contents.size;
    limits::check_size(width, height)?;
    for layer in contents.layers() {
        limits::check_size(layer.tile.0, layer.tile.1)?;
    }
    let mut facts = Facts::still(contents.crop.width, contents.crop.height);
    facts.orientation = properties.orientation();
    facts.alpha = contents.alpha.is_some();
    if let Some(sequence) = &contents.sequence {
        facts.reel = true;
        facts.frames = u32::try_from(sequence.colours.len()).unwrap_or(u32::MAX);
        facts.loops = sequence.loops;
        limits::check_frames(facts.frames, u64::from(facts.frames) * u64::from(width) * u64::from(height))?;
    }
    facts.decoding = decoding(&contents, &properties);
    facts.avif = Some(Box::new(contents));
    Ok(facts)
}

/// Bytes that decoding holds at its worst: what comes out; the coded bytes; and of one tile the planes, as often as the
/// decoder holds frames (one for a still picture, and what it keeps beside; more for an animation, which refers back).
fn decoding(contents: &Contents, properties: &properties::Properties) -> u64 {
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    let out = area(contents.size) * if contents.alpha.is_some() { 4 } else { 3 };
    let samples = if properties.fine_chroma { 6 } else { 3 } * if properties.deep { 2 } else { 1 };
    // Half a sample is a byte: planes of a tile, once more for the decoder's own books.
    let tile = contents.layers().map(|layer| area(layer.tile)).max().unwrap_or(0) * samples / 2;
    let held = if contents.sequence.is_some() { 10 } else { 2 };
    let coded = contents.layers().flat_map(|layer| &layer.parts);
    out + tile * held + coded.map(Part::length).max().unwrap_or(0)
}

impl Contents {
    fn layers(&self) -> impl Iterator<Item = &Layer> {
        std::iter::once(&self.colours).chain(&self.alpha)
    }
}

impl Part {
    fn length(&self) -> u64 {
        match self {
            Self::File(extents) => extents.iter().map(|(_, length)| length).sum(),
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// All bytes, if they are no more than `cap`; `read` reads from the file.
    ///
    /// # Errors
    /// What `read` says; `CutShort` if there are no bytes or too many.
    pub fn bytes(
        &self,
        cap: u64,
        read: impl Fn(u64, u64) -> Result<Vec<u8>, MediaError>,
    ) -> Result<Vec<u8>, MediaError> {
        let format = super::super::format::Format::Avif;
        match self.length() {
            0 => return Err(MediaError::CutShort { format }),
            length if length > cap => return Err(MediaError::broken(format, "an item is too long")),
            _ => {}
        }
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::File(extents) => {
                let mut all = Vec::new();
                for &(offset, length) in extents {
                    all.extend(read(offset, length)?);
                }
                Ok(all)
            }
        }
    }
}

impl Grid {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        bytes.u8()?;
        let size = if bytes.u8()? & 1 == 0 { 2 } else { 4 };
        let (rows, columns) = (usize::from(bytes.u8()?) + 1, usize::from(bytes.u8()?) + 1);
        Some(Self { columns, rows, width: bytes.number(size)? as u32, height: bytes.number(size)? as u32 })
    }
}
