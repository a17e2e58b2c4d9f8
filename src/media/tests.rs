//! The promises of the picture pipeline. Inputs are made here, in code.

mod broken;
mod hostile;
mod inputs;
mod kept;

use std::path::Path;

use super::{MediaError, Quality, Rendered, probe, render};

/// All that a render gave.
struct Set {
    size: (u32, u32),
    thumbhash: Vec<u8>,
    placeholder: Vec<u8>,
    qualities: Vec<Quality>,
}

/// Probes and renders bytes as a file of this name.
fn rendered_as(name: &str, bytes: &[u8]) -> Result<Set, MediaError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(name);
    std::fs::write(&path, bytes)?;
    rendered_file(&path)
}

fn rendered(bytes: &[u8]) -> Result<Set, MediaError> {
    rendered_as("upload", bytes)
}

fn rendered_file(path: &Path) -> Result<Set, MediaError> {
    let probe = probe(path)?;
    let mut all = Vec::new();
    render::<()>(path, &probe, &mut |one| {
        all.push(one);
        Ok(())
    })
    .map_err(|error| match error {
        super::RenderError::Media(error) => error,
        super::RenderError::Emit(()) => unreachable!("emit never fails here"),
    })?;
    let mut all = all.into_iter();
    let Some(Rendered::Measured { width, height, thumbhash, placeholder }) = all.next() else {
        panic!("the measures do not come first");
    };
    let qualities = all
        .map(|one| match one {
            Rendered::Quality(quality) => quality,
            Rendered::Measured { .. } => panic!("measured twice"),
        })
        .collect();
    Ok(Set { size: (width, height), thumbhash, placeholder, qualities })
}

/// What the probe says about these bytes.
fn probed(bytes: &[u8]) -> Result<super::Probe, MediaError> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), bytes)?;
    probe(file.path())
}

/// Decodes a quality with a decoder that is not the one that wrote it.
fn pixels(quality: &Quality) -> image::RgbaImage {
    let picture = image::load_from_memory_with_format(&quality.webp, image::ImageFormat::WebP);
    picture.unwrap().into_rgba8()
}

/// The kinds of all chunks of a WebP file.
fn chunks(webp: &[u8]) -> Vec<[u8; 4]> {
    let (mut at, mut kinds) = (12, Vec::new());
    while at + 8 <= webp.len() {
        kinds.push(webp[at..at + 4].try_into().unwrap());
        let length = u32::from_le_bytes(webp[at + 4..at + 8].try_into().unwrap()) as usize;
        at += 8 + length + (length & 1);
    }
    kinds
}
