//! Structural walks: from the first byte of a file to its last, without decoding.
//!
//! Everything here reads a stranger's bytes. Rules of the room: every step moves forward in the file (so
//! that every loop ends), memory is constant or capped, lengths are added in `u64`.

pub(super) mod avif;
pub(super) mod bmp;
pub(super) mod gif;
pub(super) mod jpeg;
pub(super) mod png;
mod source;
pub(super) mod tiff;
pub(super) mod webp;

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
    /// True if frames have to be put together on a canvas, even if there is only one.
    pub reel: bool,
    /// How often an animation plays; 0 is for ever.
    pub loops: u16,
    /// True if the decoded picture may have transparent pixels.
    pub alpha: bool,
    /// Bytes that decoding holds at its worst, output included.
    pub decoding: u64,
    /// True if the end mark is missing: whether all pixels are there only a decoder can tell.
    pub unended: bool,
    /// True if a decoder gets by with a few rows at a time.
    pub one_pass: bool,
    /// Where in an AVIF its pictures are, and what is said about them.
    pub avif: Option<Box<avif::Contents>>,
}

impl Facts {
    /// A still picture; what a format knows better it overwrites.
    fn still(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            orientation: Orientation::NoTransforms,
            frames: 1,
            reel: false,
            loops: 0,
            alpha: false,
            decoding: 0,
            unended: false,
            one_pass: false,
            avif: None,
        }
    }

    pub(super) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Walks over `file` and checks what it found against the limits.
pub(super) fn walk(file: File, format: Format) -> Result<Facts, MediaError> {
    let mut source = Source::new(file, format)?;
    let facts = match format {
        Format::Jpeg => jpeg::walk(&mut source)?,
        Format::Png => png::walk(source)?,
        Format::Gif => gif::walk(source)?,
        Format::WebP => webp::walk(source)?,
        Format::Avif => avif::walk(&mut source)?,
        Format::Bmp => bmp::walk(source)?,
        Format::Tiff => tiff::walk(source)?,
    };
    if facts.width == 0 || facts.height == 0 {
        return Err(MediaError::broken(format, "it has no pixels"));
    }
    limits::check_size(facts.width, facts.height)?;
    Ok(facts)
}

/// Reads the orientation from an Exif blob, with or without the `Exif\0\0` that some writers put before it. `None` if it
/// says nothing about it: another may.
fn exif_orientation(exif: &[u8]) -> Option<Orientation> {
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(exif)
}
