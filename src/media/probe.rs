//! The outside of a file: what it is, how large, whether it is whole. Never decodes a pixel.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use image::metadata::Orientation;

use super::error::MediaError;
use super::format::{Format, SNIFFED};
use super::jpeg;
use super::render::guarded;
use super::steps::{Qualities, Wanted};
use super::walk::{self, Facts};

/// Up to so many pixels, those of all frames together, the full size takes no more than a scaled state does.
pub(super) const SMALL: u64 = 1_000_000;

/// What [`probe`] learned about a file that is worth decoding.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What it is, by content.
    pub format: Format,
    /// Width in pixels as people see it, after the orientation was applied.
    pub width: u32,
    /// Height in pixels as people see it, after the orientation was applied.
    pub height: u32,
    /// How the stored picture has to be turned (Exif 2.32, tag 274; in AVIF `irot` and `imir`).
    pub orientation: Orientation,
    /// Frames; more than one only for an animation.
    pub frames: u32,
    /// What `render` and the memory estimate need to know besides.
    pub(super) facts: Facts,
}

impl Probe {
    /// An upper estimate, in bytes, of the most heap that [`render`](super::render) will hold at once for
    /// what is wanted of this picture. Take it from the memory budget before the call.
    pub fn memory(&self, wanted: &Wanted) -> u64 {
        super::memory::estimate(self, wanted)
    }

    /// Refuses what cannot be made within so many bytes of memory.
    ///
    /// # Errors
    /// `TooMuchMemory`.
    pub fn fits(&self, wanted: &Wanted, bytes: u64) -> Result<(), MediaError> {
        if self.memory(wanted) <= bytes {
            return Ok(());
        }
        Err(MediaError::TooMuchMemory { format: self.format, width: self.width, height: self.height })
    }

    /// In which order its quality states are made, so that nobody's small ones wait for anybody's full size. Each pass decodes
    /// the file anew, so there is only one of a small picture.
    pub fn passes(&self) -> &'static [Qualities] {
        let pixels = u64::from(self.width) * u64::from(self.height) * u64::from(self.frames);
        if pixels <= SMALL { &[Qualities::All] } else { &[Qualities::Scaled, Qualities::Full] }
    }

    /// True for a picture that moves.
    pub fn animated(&self) -> bool {
        self.frames > 1
    }
}

/// Looks at a file: sniffs the format, reads the headers, and walks over the whole structure (PNG chunks,
/// JPEG markers, GIF blocks, RIFF chunks, ISO boxes) with constant memory, so that a file cut short or a
/// bomb is known before anything is decoded. Only of a JPEG without an end mark is the picture data passed over.
///
/// # Errors
/// Every [`MediaError`] but `Encoding`.
pub fn probe(path: &Path) -> Result<Probe, MediaError> {
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(SNIFFED);
    file.by_ref().take(SNIFFED as u64).read_to_end(&mut head)?;
    let format = Format::sniff(&head)?;
    let facts = walk::walk(file, format)?;
    if facts.unended && facts.one_pass && format == Format::Jpeg {
        guarded(format, || jpeg::whole(path))?;
    }
    let (width, height) =
        if turns(facts.orientation) { (facts.height, facts.width) } else { (facts.width, facts.height) };
    Ok(Probe { format, width, height, orientation: facts.orientation, frames: facts.frames, facts })
}

/// True if the orientation swaps width and height.
pub(super) fn turns(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}
