//! GIF frames: the door to `weezl`, which undoes LZW. The blocks around it are walked by `walk/gif`, once to look at
//! the file and once to decode it, so that both see the same frames. (The `gif` crate never ends where the code
//! for the end comes before the last pixel.)

use std::path::Path;

use weezl::decode::Decoder;
use weezl::{BitOrder, LzwStatus};

use super::canvas::{Canvas, Dispose, Frame};
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
        Ok(Some((self.canvas.draw(&frame), millis)))
    }
}

/// Decodes one image to RGBA. Where its data end early, the rest of it is transparent, as in browsers.
fn decode(image: &Image, global: &[u8]) -> Result<Pixels, MediaError> {
    let (width, height) = (usize::from(image.width), usize::from(image.height));
    let mut data = vec![0; width * height * 4];
    if !data.is_empty() {
        let mut indexes = vec![0; width * height];
        let known = undo_lzw(&image.coded, &mut indexes)?;
        if known < indexes.len() && image.cut {
            return Err(MediaError::CutShort { format: Format::Gif });
        }
        let palette = image.palette.as_deref().unwrap_or(global);
        for (row, y) in indexes[..known].chunks(width).zip(rows(height, image.interlaced)) {
            let out = &mut data[y * width * 4..(y + 1) * width * 4];
            for (pixel, index) in out.chunks_exact_mut(4).zip(row) {
                if image.control.transparent != Some(*index) {
                    let place = usize::from(*index) * 3;
                    // A colour that no palette has is black in browsers.
                    pixel[..3].copy_from_slice(palette.get(place..place + 3).unwrap_or(&[0; 3]));
                    pixel[3] = 255;
                }
            }
        }
    }
    Ok(Pixels { width: width as u32, height: height as u32, alpha: true, data })
}

/// Undoes the coding, of which the first byte is the size of codes; returns how many pixels there were.
fn undo_lzw(coded: &[u8], indexes: &mut [u8]) -> Result<usize, MediaError> {
    let size = coded.first().copied().filter(|size| (1..=11).contains(size));
    let size = size.ok_or_else(|| MediaError::broken(Format::Gif, "its code size does not exist"))?;
    let mut coded = &coded[1..];
    let mut decoder = Decoder::new(BitOrder::Lsb, size);
    let mut known = 0;
    loop {
        let step = decoder.decode_bytes(coded, &mut indexes[known..]);
        coded = &coded[step.consumed_in..];
        known += step.consumed_out;
        match step.status {
            Ok(LzwStatus::Ok) if known < indexes.len() && step.consumed_in + step.consumed_out > 0 => {}
            Ok(_) => return Ok(known),
            Err(error) => return Err(MediaError::broken(Format::Gif, error)),
        }
    }
}

/// In which order rows are stored (GIF89a, appendix E).
fn rows(height: usize, interlaced: bool) -> Box<dyn Iterator<Item = usize>> {
    if !interlaced {
        return Box::new(0..height);
    }
    let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
    Box::new(passes.into_iter().flat_map(move |(first, step)| (first..height).step_by(step)))
}
