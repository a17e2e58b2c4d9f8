//! From a file to upright sRGB pixels: the door to the `image` crate's decoders.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::codecs::{bmp, gif, jpeg, png, tiff, webp};
use image::{ImageDecoder, Limits};

use super::colour::Colours;
use super::error::MediaError;
use super::format::Format;
use super::limits::MAX_SIDE;
use super::orient;
use super::pixels::{self, Pixels};
use super::probe::Probe;

/// A file as the decoders want it.
pub(super) type Input = BufReader<File>;

pub(super) fn open(path: &Path) -> Result<Input, MediaError> {
    Ok(BufReader::with_capacity(64 * 1024, File::open(path)?))
}

/// Decodes a still picture, or the first frame of an animation.
///
/// # Errors
/// `Broken`, `CutShort` or `Unsupported` for what the probe could not see; `Io`.
pub(super) fn still(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let pixels = if probe.format == Format::Avif {
        super::avif::decode(path, probe)?
    } else {
        let failed = |error| MediaError::from_image(probe.format, error);
        let input = open(path)?;
        let decoder: Box<dyn ImageDecoder> = match probe.format {
            Format::Jpeg => Box::new(jpeg::JpegDecoder::new(input).map_err(failed)?),
            Format::Gif => Box::new(gif::GifDecoder::new(input).map_err(failed)?),
            Format::WebP => Box::new(webp::WebPDecoder::new(input).map_err(failed)?),
            Format::Bmp => Box::new(bmp::BmpDecoder::new(input).map_err(failed)?),
            Format::Tiff => Box::new(tiff::TiffDecoder::new(input).map_err(failed)?),
            Format::Png | Format::Avif => Box::new(png::PngDecoder::with_limits(input, limits(probe)).map_err(failed)?),
        };
        read(decoder, probe)?
    };
    Ok(orient::upright(pixels, probe.orientation))
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

fn read(mut decoder: Box<dyn ImageDecoder>, probe: &Probe) -> Result<Pixels, MediaError> {
    let failed = |error| MediaError::from_image(probe.format, error);
    let (width, height) = (probe.facts.width, probe.facts.height);
    if decoder.dimensions() != (width, height) {
        return Err(MediaError::broken(probe.format, "its headers disagree about its size"));
    }
    decoder.set_limits(limits(probe)).map_err(failed)?;
    // A profile that cannot be read is as good as none.
    let colours = decoder.icc_profile().ok().flatten().map_or(Colours::Srgb, Colours::Icc);
    let colour = decoder.color_type();
    let bytes = usize::try_from(decoder.total_bytes())
        .map_err(|_| MediaError::broken(probe.format, "it has no sensible size"))?;
    let mut data = vec![0; bytes];
    decoder.read_image(&mut data).map_err(failed)?;
    pixels::finish(data, colour, (width, height), &colours)
}
