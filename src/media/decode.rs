//! From a file to upright sRGB pixels: which format's decoder is asked, and what all of them share.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::{ImageDecoder, Limits};

use super::colour::ToSrgb;
use super::error::MediaError;
use super::format::Format;
use super::limits::MAX_SIDE;
use super::pixels::{self, Picture, Pixels};
use super::probe::Probe;
use super::{avif, bmp, gif, jpeg, orient, png, tiff, webp};

/// A file as the decoders want it.
pub(super) type Input = BufReader<File>;

pub(super) fn open(path: &Path) -> Result<Input, MediaError> {
    Ok(BufReader::with_capacity(64 * 1024, File::open(path)?))
}

/// The frames of an animation, put together, in sRGB and not yet turned upright.
pub(super) trait Reel {
    /// The next frame, and for how many milliseconds it is shown; `None` behind the last one.
    fn next(&mut self) -> Result<Option<(Pixels, u32)>, MediaError>;
}

/// Opens what the probe found to have frames ([`Facts::reel`](super::walk::Facts)).
///
/// # Errors
/// `Broken`, `CutShort` or `Unsupported` for what the probe could not see; `Io`.
pub(super) fn reel(path: &Path, probe: &Probe) -> Result<Box<dyn Reel>, MediaError> {
    match probe.format {
        Format::Gif => Ok(Box::new(gif::open(path, probe)?)),
        Format::Png => Ok(Box::new(png::reel(path, probe)?)),
        Format::WebP => Ok(Box::new(webp::open(path, probe)?)),
        Format::Avif => Ok(Box::new(avif::reel(path, probe)?)),
        format => Err(MediaError::broken(format, "it holds no frames")),
    }
}

/// Decodes a still picture, or the first frame of an animation.
///
/// # Errors
/// `Broken`, `CutShort` or `Unsupported` for what the probe could not see; `Io`.
pub(super) fn still(path: &Path, probe: &Probe) -> Result<Picture, MediaError> {
    let pixels = match probe.format {
        _ if probe.facts.reel => match reel(path, probe)?.next()? {
            Some((pixels, _)) => pixels,
            None => return Err(MediaError::broken(probe.format, "it holds no picture data")),
        },
        Format::Avif => avif::decode(path, probe)?,
        // Turns it by itself.
        Format::Jpeg => return jpeg::picture(path, probe),
        Format::Png => png::still(path, probe)?,
        Format::WebP => webp::still(path, probe)?,
        Format::Bmp => bmp::decode(path, probe)?,
        Format::Tiff => tiff::decode(path, probe)?,
        Format::Gif => return Err(MediaError::broken(probe.format, "it holds no frames")),
    };
    Ok(Picture::Pixels(orient::upright(pixels, probe.orientation)))
}

/// What a decoder may take: twice what the probe reckoned, so that a mistake of ours refuses no picture
/// and a mistake of theirs still ends somewhere.
pub(super) fn limits(probe: &Probe) -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(probe.facts.decoding.saturating_mul(2) + (64 << 20));
    limits
}

/// Reads a picture of this size out of one of `image`'s decoders.
pub(super) fn read(
    decoder: impl ImageDecoder,
    format: Format,
    size: (u32, u32),
    to_srgb: Option<&ToSrgb>,
) -> Result<Pixels, MediaError> {
    if decoder.dimensions() != size {
        return Err(MediaError::broken(format, "its headers disagree about its size"));
    }
    let colour = decoder.color_type();
    let bytes =
        usize::try_from(decoder.total_bytes()).map_err(|_| MediaError::broken(format, "it has no sensible size"))?;
    let mut data = vec![0; bytes];
    decoder.read_image(&mut data).map_err(|error| MediaError::from_image(format, error))?;
    pixels::finish(data, colour, size, to_srgb)
}
