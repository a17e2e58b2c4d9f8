//! GIF frames: the door to the `gif` crate, which undoes LZW and interlacing. The blocks around it are
//! walked by `walk/gif`, once to look at the file and once to decode it, so that both see the same frames.

use std::borrow::Cow;
use std::path::Path;

use gif::streaming_decoder::FrameDecoder;
use gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};

use super::canvas::{Canvas, Dispose, Frame, shown_for};
use super::decode::Reel;
use super::error::MediaError;
use super::format::Format;
use super::pixels::Pixels;
use super::probe::Probe;
use super::walk::gif::{Blocks, Image};

/// The frames of a GIF.
pub(super) struct GifReel {
    blocks: Blocks,
    canvas: Canvas,
}

pub(super) fn open(path: &Path, probe: &Probe) -> Result<GifReel, MediaError> {
    let blocks = Blocks::open(path)?;
    Ok(GifReel { blocks, canvas: Canvas::new(probe.facts.width, probe.facts.height) })
}

impl Reel for GifReel {
    fn next(&mut self) -> Result<Option<(Pixels, u32)>, MediaError> {
        let Some(image) = self.blocks.next(true)? else {
            return Ok(None);
        };
        let dispose = match image.control.dispose {
            2 => Dispose::Background,
            3 | 4 => Dispose::Previous, // 4 is what some old writers took for it
            _ => Dispose::Keep,
        };
        let millis = u32::from(image.control.delay) * 10;
        let pixels = decode(&image, self.blocks.palette())?;
        let frame = Frame { left: image.left.into(), top: image.top.into(), pixels, blend: true, dispose };
        Ok(Some((self.canvas.draw(&frame), shown_for(millis))))
    }
}

/// Decodes one image to RGBA. Where its data end early, the rest of it is transparent, as in browsers.
fn decode(image: &Image, global: &[u8]) -> Result<Pixels, MediaError> {
    let (width, height) = (u32::from(image.width), u32::from(image.height));
    let mut data = vec![0; width as usize * height as usize * 4];
    let pixels = |data| Pixels { width, height, alpha: true, data };
    if data.is_empty() {
        return Ok(pixels(data));
    }
    // A colour that no palette has is black in browsers.
    let mut palette = image.palette.as_deref().unwrap_or(global).to_vec();
    palette.resize(256 * 3, 0);
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    options.set_memory_limit(MemoryLimit::Unlimited); // the walk has looked at the size
    let mut decoder = FrameDecoder::new(options);
    decoder.set_global_palette(palette);
    let coded = gif::Frame {
        width: image.width,
        height: image.height,
        interlaced: image.interlaced,
        transparent: image.control.transparent,
        buffer: Cow::Borrowed(&image.coded),
        ..gif::Frame::default()
    };
    match decoder.decode_lzw_encoded_frame_into_buffer(&coded, &mut data) {
        Err(_) if image.cut => Err(MediaError::CutShort { format: Format::Gif }),
        Err(error @ DecodingError::LzwError(_)) => Err(MediaError::broken(Format::Gif, error)),
        _ => Ok(pixels(data)),
    }
}
