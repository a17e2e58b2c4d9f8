//! Where a picture was taken, and a copy of its file that does not say so.
//!
//! The rule is one of what stays: the picture itself, byte for byte, its colour profile, and those facts of the camera that say
//! nothing of a place ([`exif`]). All else goes: GPS positions, XMP, IPTC, maker notes, previews, comments, whatever
//! stands behind the end of the picture, and everything that we do not know. Where bytes cannot move (TIFF, AVIF), zeros take their
//! place.
//!
//! A walk describes the copy as [`Piece`]s of the file, so that the memory it takes does not grow with the file. What it comes across that
//! is not the picture is noted for the owner ([`found`]).

mod avif;
mod bmp;
mod exif;
mod found;
mod gif;
mod iloc;
mod jpeg;
mod places;
mod plan;
mod png;
mod ranges;
mod tiff;
mod webp;

#[cfg(test)]
mod tests;

use super::{
    error::MediaError,
    format::{Format, SNIFFED},
    walk::Source,
};
use crate::model::file_story::{MetadataKind, Place};
use plan::Plan;
use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

/// Longest block of metadata that is looked into, in bytes. A longer one goes unread.
const BLOCK_MOST: u64 = 4 << 20;

/// A file without what says where the picture was taken, yet to be written.
#[derive(Debug)]
pub struct Unlocated {
    file: File,
    plan: Plan,
}

impl Unlocated {
    /// Whether a place was found in the file.
    pub fn has_place(&self) -> bool {
        self.plan.found.has_place
    }

    /// What the file says about the place.
    pub fn place(&self) -> &Place {
        &self.plan.found.place
    }

    /// Make and model of the camera.
    pub(super) fn camera(&self) -> Option<&str> {
        self.plan.found.camera.as_deref()
    }

    /// The kinds of metadata in the file, and how long all of it is in bytes.
    pub(super) fn metadata(&self) -> (Vec<MetadataKind>, u64) {
        (self.plan.found.kinds(), self.plan.found.bytes)
    }

    /// Whether the copy is the file as it is: nothing has to go.
    pub fn is_whole(&self) -> bool {
        self.plan.is_whole()
    }

    /// Writes the copy.
    ///
    /// # Errors
    /// Reading or writing fails.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.plan.write(&self.file, to)
    }
}

/// Finds out what of a file has to go for others to have it.
///
/// # Errors
/// [`MediaError`] where the structure of the file cannot be followed, so that nobody can say what is in it.
pub fn without_location(path: &Path) -> Result<Unlocated, MediaError> {
    let file = File::open(path)?;
    let mut head = Vec::with_capacity(SNIFFED);
    (&file).take(SNIFFED as u64).read_to_end(&mut head)?;
    let format = Format::sniff(&head)?;
    let mut plan = Plan::new(file.metadata()?.len(), format);
    let mut source = Source::new(file.try_clone()?, format)?;
    match format {
        Format::Jpeg => jpeg::walk(&mut source, &mut plan)?,
        Format::Png => png::walk(&mut source, &mut plan)?,
        Format::Gif => gif::walk(&mut source, &file, &mut plan)?,
        Format::WebP => webp::walk(&mut source, &mut plan)?,
        Format::Bmp => bmp::walk(&mut source, &mut plan)?,
        Format::Tiff => tiff::walk(&file, &mut plan)?,
        Format::Avif => avif::walk(&mut source, &file, &mut plan)?,
    }
    Ok(Unlocated { file, plan })
}
