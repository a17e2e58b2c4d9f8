//! What a file is beside its pixels, for its owner.

use super::{
    avif, bmp,
    colour::Colours,
    error::MediaError,
    format::Format,
    jpeg,
    location::Unlocated,
    png,
    probe::{Probe, probe},
    render::guarded,
    tiff, webp,
};
use crate::model::file_story::FileFacts;
use std::path::Path;

/// Reads a file's headers; what else is in it was found on the way to the `copy` of it.
///
/// # Errors
/// As [`probe`].
pub fn facts(path: &Path, copy: &Unlocated) -> Result<FileFacts, MediaError> {
    let probe = probe(path)?;
    let (metadata, metadata_bytes) = copy.metadata();
    Ok(FileFacts {
        frames: probe.frames,
        orientation: probe.orientation.to_exif(),
        colour_profile: guarded(probe.format, || colours_name(path, &probe))?,
        metadata,
        metadata_bytes,
        camera: copy.camera().map(str::to_owned),
    })
}

/// What people call the colours of a file; `None` if nothing is said about them. A GIF's profile is not used.
fn colours_name(path: &Path, probe: &Probe) -> Result<Option<String>, MediaError> {
    let said = match probe.format {
        Format::Jpeg => return jpeg::colours_name(path),
        Format::Png => png::said(path, probe)?,
        Format::WebP => webp::said(path)?,
        Format::Avif => avif::said(probe)?,
        Format::Bmp => bmp::said(path)?,
        Format::Tiff => tiff::said(path)?,
        Format::Gif => Colours::Srgb,
    };
    Ok(said.name())
}
