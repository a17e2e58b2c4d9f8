//! Structural walks: from the first byte of a file to its last, without decoding.
//!
//! Everything here reads a stranger's bytes. Rules of the room: every step moves forward in the file (so
//! that every loop ends), memory is constant or capped, lengths are added in `u64`.

mod avif;
mod gif;
mod jpeg;
mod plain;
mod png;
mod source;
mod webp;

use std::fs::File;

use image::metadata::Orientation;

use super::error::MediaError;
use super::format::Format;
use super::limits;
pub(super) use source::Source;

/// What a walk brings home.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// Stored width in pixels, before orientation.
    pub width: u32,
    /// Stored height in pixels, before orientation.
    pub height: u32,
    /// How to turn it.
    pub orientation: Orientation,
    /// Frames, at least 1.
    pub frames: u32,
    /// How often an animation plays; 0 is for ever.
    pub loops: u16,
    /// True if the decoded picture may have transparent pixels.
    pub alpha: bool,
    /// Bytes that decoding holds at its worst, output included.
    pub decoding: u64,
    /// Colour of an AVIF, which its decoder does not apply.
    pub colour: AvifColour,
}

/// The `colr` properties of an AVIF's primary item (ISO/IEC 23000-22, 7.3.6.4).
#[derive(Clone, Debug, Default)]
pub(super) struct AvifColour {
    /// Primaries, transfer, matrix (ITU-T H.273) and full range, if a `nclx` says.
    pub nclx: Option<(u16, u16, u16, bool)>,
    /// An ICC profile, if one is there.
    pub icc: Option<Vec<u8>>,
}

impl Facts {
    /// A still picture; what a format knows better it overwrites.
    fn still(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            orientation: Orientation::NoTransforms,
            frames: 1,
            loops: 0,
            alpha: false,
            decoding: 0,
            colour: AvifColour::default(),
        }
    }

    pub(super) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Walks over `file` and checks what it found against the limits.
pub(super) fn walk(file: File, format: Format) -> Result<Facts, MediaError> {
    let facts = match format {
        Format::Bmp | Format::Tiff => plain::walk(file, format)?,
        _ => {
            let mut source = Source::new(file, format)?;
            match format {
                Format::Jpeg => jpeg::walk(&mut source)?,
                Format::Png => png::walk(&mut source)?,
                Format::Gif => gif::walk(&mut source)?,
                Format::WebP => webp::walk(&mut source)?,
                _ => avif::walk(&mut source)?,
            }
        }
    };
    if facts.width == 0 || facts.height == 0 {
        return Err(MediaError::broken(format, "it has no pixels"));
    }
    limits::check_size(facts.width, facts.height)?;
    Ok(facts)
}

/// Reads the orientation from an Exif blob, with or without the `Exif\0\0` that some writers put before it.
fn exif_orientation(exif: &[u8]) -> Orientation {
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(exif).unwrap_or(Orientation::NoTransforms)
}
