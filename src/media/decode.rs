//! From a file to upright sRGB pixels: which format's decoder is asked, and what all of them share.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::codecs::{bmp, gif, png, tiff, webp};
use image::{AnimationDecoder, Frame, Frames, ImageDecoder, Limits};

use super::colour::{Colours, ToSrgb};
use super::error::MediaError;
use super::format::Format;
use super::limits::MAX_SIDE;
use super::pixels::{self, Pixels};
use super::probe::Probe;
use super::{avif, jpeg, orient};

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
    if probe.format == Format::Avif {
        return Ok(Box::new(avif::reel(path, probe)?));
    }
    let failed = |error| MediaError::from_image(probe.format, error);
    let size = (probe.facts.width, probe.facts.height);
    let input = open(path)?;
    if probe.format == Format::Gif {
        let mut decoder = gif::GifDecoder::new(input).map_err(failed)?;
        decoder.set_limits(limits(probe)).map_err(failed)?;
        return Ok(Box::new(ImageReel { format: probe.format, size, frames: decoder.into_frames(), to_srgb: None }));
    }
    let mut decoder = webp::WebPDecoder::new(input).map_err(failed)?;
    decoder.set_limits(limits(probe)).map_err(failed)?;
    let icc = decoder.icc_profile().ok().flatten();
    let to_srgb = icc.and_then(|icc| Colours::Icc(icc).to_srgb());
    Ok(Box::new(ImageReel { format: probe.format, size, frames: decoder.into_frames(), to_srgb }))
}

struct ImageReel {
    format: Format,
    size: (u32, u32),
    frames: Frames<'static>,
    to_srgb: Option<ToSrgb>,
}

impl Reel for ImageReel {
    fn next(&mut self) -> Result<Option<(Pixels, u32)>, MediaError> {
        let Some(frame) = self.frames.next() else {
            return Ok(None);
        };
        let frame: Frame = frame.map_err(|error| MediaError::from_image(self.format, error))?;
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        let millis = numerator / denominator.max(1);
        let buffer = frame.into_buffer();
        if buffer.dimensions() != self.size {
            return Err(MediaError::broken(self.format, "its headers disagree about its size"));
        }
        let mut pixels = Pixels { width: self.size.0, height: self.size.1, alpha: true, data: buffer.into_raw() };
        pixels.drop_opaque_alpha();
        if let Some(to_srgb) = &self.to_srgb {
            pixels.recolour(to_srgb);
        }
        Ok(Some((pixels, millis)))
    }
}

/// Decodes a still picture, or the first frame of an animation.
///
/// # Errors
/// `Broken`, `CutShort` or `Unsupported` for what the probe could not see; `Io`.
pub(super) fn still(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let failed = |error| MediaError::from_image(probe.format, error);
    let size = (probe.facts.width, probe.facts.height);
    let decoder: Box<dyn ImageDecoder> = match probe.format {
        // Turns its rows as they come.
        Format::Jpeg => return jpeg::decode(path, probe),
        Format::Avif => return Ok(orient::upright(avif::decode(path, probe)?, probe.orientation)),
        Format::Gif => Box::new(gif::GifDecoder::new(open(path)?).map_err(failed)?),
        Format::WebP => Box::new(webp::WebPDecoder::new(open(path)?).map_err(failed)?),
        Format::Bmp => Box::new(bmp::BmpDecoder::new(open(path)?).map_err(failed)?),
        Format::Tiff => Box::new(tiff::TiffDecoder::new(open(path)?).map_err(failed)?),
        Format::Png => Box::new(png::PngDecoder::with_limits(open(path)?, limits(probe)).map_err(failed)?),
    };
    let mut decoder = decoder;
    decoder.set_limits(limits(probe)).map_err(failed)?;
    // A profile that cannot be read is as good as none.
    let colours = decoder.icc_profile().ok().flatten().map_or(Colours::Srgb, Colours::Icc);
    let pixels = read(decoder, probe.format, size, colours.to_srgb().as_ref())?;
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
