//! BMP: where a number is a place in a palette or a byte a colour, `image`'s decoder is handed a file with one tidy
//! header of today, made of whatever headers there are. Bits of pixels of 16 and 32 bits are picked out here: that
//! decoder knows no alpha, and not all masks.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use image::ColorType;
use image::codecs::bmp::BmpDecoder;

use super::colour::Colours;
use super::decode;
use super::error::MediaError;
use super::format::Format;
use super::pixels::{self, Pixels};
use super::probe::Probe;
use super::splice::Spliced;
use super::walk::bmp::{Bitmap, Coding};

/// Length of a BITMAPINFOHEADER, and of the file header before it.
const HEADER: u32 = 40;
const FILE_HEADER: u32 = 14;

pub(super) fn decode(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let bitmap = Bitmap::open(path)?;
    let colours = Colours::of_profile(bitmap.profile.clone());
    let size = (probe.facts.width, probe.facts.height);
    let file = File::open(path)?;
    if matches!(bitmap.bits, 16 | 32) {
        let data = read_masked(&bitmap, file)?;
        return pixels::finish(data, ColorType::Rgba8, size, colours.to_srgb().as_ref());
    }
    let whole = tidy(&bitmap, file).reader();
    let decoder = BmpDecoder::new(whole).map_err(|error| MediaError::from_image(Format::Bmp, error))?;
    decode::read(decoder, Format::Bmp, size, colours.to_srgb().as_ref())
}

/// What a file says about its colours.
pub(super) fn said(path: &Path) -> Result<Colours, MediaError> {
    Ok(Colours::of_profile(Bitmap::open(path)?.profile))
}

/// The pixels behind a header that says what the file's own ones say.
fn tidy(bitmap: &Bitmap, file: File) -> Spliced {
    let palette = &bitmap.palette;
    let start = FILE_HEADER + HEADER + palette.len() as u32;
    let height = if bitmap.top_down { -(bitmap.height as i32) } else { bitmap.height as i32 };
    let (coding, end): (u32, &[u8]) = match bitmap.coding {
        // What fills up the last row may be missing, and the end mark of run lengths.
        Coding::Plain => (0, &[0; 3]),
        Coding::Rle8 => (1, &[0, 1]),
        Coding::Rle4 => (2, &[0, 1]),
    };
    let mut header = b"BM\0\0\0\0\0\0\0\0".to_vec();
    header.extend_from_slice(&start.to_le_bytes());
    header.extend_from_slice(&HEADER.to_le_bytes());
    header.extend_from_slice(&bitmap.width.to_le_bytes());
    header.extend_from_slice(&height.to_le_bytes());
    header.extend_from_slice(&[1, 0]);
    header.extend_from_slice(&bitmap.bits.to_le_bytes());
    header.extend_from_slice(&coding.to_le_bytes());
    header.extend_from_slice(&[0; 12]);
    header.extend_from_slice(&(palette.len() as u32 / 4).to_le_bytes());
    header.extend_from_slice(&[0; 4]);
    header.extend_from_slice(palette);
    Spliced::new(file).bytes(header).file(bitmap.start, bitmap.length).bytes(end)
}

/// Reads pixels of 16 or 32 bits as RGBA.
fn read_masked(bitmap: &Bitmap, file: File) -> Result<Vec<u8>, MediaError> {
    let mut input: BufReader<_> = Spliced::new(file).file(bitmap.start, bitmap.length).bytes([0; 3]).reader();
    let (width, height, step) = (bitmap.width as usize, bitmap.height as usize, usize::from(bitmap.bits / 8));
    let mut data = vec![0; width * height * 4];
    let mut row = vec![0; (width * step).next_multiple_of(4)];
    let mut transparent = bitmap.masks[3] != 0;
    for y in 0..height {
        input.read_exact(&mut row).map_err(|error| MediaError::from_io(Format::Bmp, error))?;
        let y = if bitmap.top_down { y } else { height - 1 - y };
        let out = &mut data[y * width * 4..(y + 1) * width * 4];
        for (to, from) in out.chunks_exact_mut(4).zip(row.chunks_exact(step)) {
            let stored = from.iter().rev().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
            for (channel, mask) in to.iter_mut().zip(bitmap.masks) {
                *channel = picked(stored, mask);
            }
            transparent &= to[3] == 0;
        }
    }
    // A picture of which nothing would be seen has no alpha: such writers left the bits at 0.
    if transparent || bitmap.masks[3] == 0 {
        data.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
    }
    Ok(data)
}

/// The bits under a mask, as 0–255.
fn picked(stored: u32, mask: u32) -> u8 {
    if mask == 0 {
        return 0;
    }
    let most = u64::from(mask >> mask.trailing_zeros());
    let bits = u64::from((stored & mask) >> mask.trailing_zeros());
    ((bits * 255 + most / 2) / most) as u8
}
