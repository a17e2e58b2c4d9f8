//! The promises of the picture pipeline. Inputs are made here, in code.

mod avifs;
mod broken;
mod facts;
mod formats;
mod frames;
mod hostile;
mod inputs;
mod jpegs;
mod kept;
mod passes;
mod planes;

use std::path::Path;

use super::pixels::{Picture, Pixels};
use super::{MediaError, Qualities, Rendered, Target, Wanted, probe, render};

/// All that a render gave.
struct Set {
    size: (u32, u32),
    thumbhash: Vec<u8>,
    placeholder: Vec<u8>,
    qualities: Vec<Quality>,
    /// By their heights, with their sizes.
    thumbnails: Vec<(u32, Quality)>,
}

/// A file that was made; `n` is that of a quality state.
struct Quality {
    n: u8,
    width: u32,
    height: u32,
    webp: Vec<u8>,
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
    made(path, &Wanted { qualities: Qualities::All, heights: Vec::new() })
}

fn made(path: &Path, wanted: &Wanted) -> Result<Set, MediaError> {
    let probe = probe(path)?;
    let mut all = Vec::new();
    render::<()>(path, &probe, wanted, &mut |together| {
        all.extend(together);
        Ok(())
    })
    .map_err(|error| match error {
        super::RenderError::Media(error) => error,
        super::RenderError::Emit(()) => unreachable!("emit never fails here"),
    })?;
    let mut set = Set { size: (0, 0), thumbhash: vec![], placeholder: vec![], qualities: vec![], thumbnails: vec![] };
    for (place, one) in all.into_iter().enumerate() {
        match one {
            Rendered::Measured { width, height, thumbhash, placeholder } => {
                assert_eq!(place, 0, "the measures come first, and once");
                (set.size, set.thumbhash, set.placeholder) = ((width, height), thumbhash, placeholder);
            }
            Rendered::Made(made) => {
                let quality = |n| Quality { n, width: made.width, height: made.height, webp: made.webp.clone() };
                match made.target {
                    Target::Quality(n) => set.qualities.push(quality(n)),
                    Target::Thumbnail(height) => set.thumbnails.push((height, quality(0))),
                }
            }
        }
    }
    assert_eq!(wanted.qualities.with_measures(), set.size != (0, 0));
    Ok(set)
}

fn case_path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/media/tests/cases").join(name)
}

/// Decodes the first picture of a file, before it is coded again.
fn still_of(bytes: &[u8]) -> Result<Pixels, MediaError> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), bytes)?;
    let probe = probe(file.path())?;
    super::render::guarded(probe.format, || super::decode::still(file.path(), &probe)).map(pixels_of)
}

/// The pixels of what is not kept as planes.
fn pixels_of(picture: Picture) -> Pixels {
    match picture {
        Picture::Pixels(pixels) => pixels,
        Picture::I420(_) => panic!("these are planes"),
    }
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

/// One of the files in `tests/cases`: made with Pillow, tifffile, tiffcp, avifenc, cjpeg and raw bytes.
fn case(name: &str) -> Vec<u8> {
    std::fs::read(case_path(name)).unwrap()
}

/// The full size of what is made of these bytes.
fn shown(bytes: &[u8]) -> image::RgbaImage {
    pixels(rendered(bytes).unwrap().qualities.last().unwrap())
}

fn near(pixel: &image::Rgba<u8>, wanted: [u8; 3], by: u8) -> bool {
    (0..3).all(|i| pixel[i].abs_diff(wanted[i]) <= by)
}

/// Looks at the middles of the four quarters, left to right and top to bottom.
fn quarters(name: &str, picture: &image::RgbaImage, wanted: [[u8; 3]; 4]) {
    let (w, h) = picture.dimensions();
    let at = [(w / 4, h / 4), (w * 3 / 4, h / 4), (w / 4, h * 3 / 4), (w * 3 / 4, h * 3 / 4)];
    for ((x, y), wanted) in at.into_iter().zip(wanted) {
        let pixel = picture.get_pixel(x, y);
        assert!(near(pixel, wanted, 14), "{name} at {x},{y}: {pixel:?} is not {wanted:?}");
    }
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
