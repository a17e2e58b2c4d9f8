//! TIFF. The `tiff` crate undoes compression, differences and byte order of each strip or tile; what the samples mean is
//! decided here, as it knows few of the ways there are.
//!
//! It is handed each chunk as a small TIFF of its own, whose directory says "so many samples a pixel" and no more.

mod chunk;
mod colours;
mod fax;
mod scan;

use std::fs::File;
use std::path::Path;

use image::ColorType;

use super::colour::Colours;
use super::error::MediaError;
use super::format::Format;
use super::pixels::{self, Pixels};
use super::probe::Probe;
use super::walk;
pub(super) use scan::Scan;
use scan::{Meaning, SampleFormat};

/// Decodes the first picture of a file.
pub(super) fn decode(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let scan = walk::tiff::open(path)?;
    if (scan.width, scan.height) != (probe.facts.width, probe.facts.height) {
        return Err(MediaError::broken(Format::Tiff, "its headers disagree about its size"));
    }
    let file = File::open(path)?;
    let mut samples = Samples::new(&scan);
    let planes = scan.planes();
    for plane in 0..planes {
        for number in 0..scan.chunks() {
            let stored = chunk::read(&file, &scan, plane * scan.chunks() + number)?;
            samples.take_chunk(&stored, number as u32, scan.planar.then_some(plane as u32));
        }
    }
    let alpha = samples.settle_alpha();
    let (data, depth) = (samples.data, scan.depth());
    let (data, layout) = colours::to_rgb(data, &scan, alpha);
    let colour = match (layout, depth) {
        (pixels::Layout::Grey, 1) => ColorType::L8,
        (pixels::Layout::Grey, _) => ColorType::L16,
        (pixels::Layout::GreyAlpha, 1) => ColorType::La8,
        (pixels::Layout::GreyAlpha, _) => ColorType::La16,
        (pixels::Layout::Rgb, 1) => ColorType::Rgb8,
        (pixels::Layout::Rgb, _) => ColorType::Rgb16,
        (pixels::Layout::Rgba, 1) => ColorType::Rgba8,
        (pixels::Layout::Rgba, _) => ColorType::Rgba16,
    };
    let colours = Colours::of_profile(scan.profile);
    pixels::finish(data, colour, (scan.width, scan.height), colours.to_srgb().as_ref())
}

/// What a file says about its colours.
pub(super) fn said(path: &Path) -> Result<Colours, MediaError> {
    Ok(Colours::of_profile(walk::tiff::open(path)?.profile))
}

/// The samples of all pixels, of 8 or 16 bits in the machine's own order, those of a pixel together.
struct Samples<'a> {
    scan: &'a Scan,
    data: Vec<u8>,
    /// Samples a pixel: colours, and alpha if there is one.
    kept: usize,
    depth: usize,
}

impl<'a> Samples<'a> {
    fn new(scan: &'a Scan) -> Self {
        let (kept, depth) = (scan.kept() as usize, scan.depth() as usize);
        let data = vec![0; scan.width as usize * scan.height as usize * kept * depth];
        Self { scan, data, kept, depth }
    }

    /// Takes what is seen of a chunk; `plane` says which sample it holds, if not all.
    fn take_chunk(&mut self, stored: &[u8], number: u32, plane: Option<u32>) {
        let scan = self.scan;
        let (wide, high) = scan.chunk;
        let (left, top) = (number % scan.across() * wide, number / scan.across() * high);
        let shared = scan.units(1).is_some();
        let colours = scan.meaning.samples();
        let of_chunk = if plane.is_some() { 1 } else { scan.samples };
        let stride = (wide as usize * of_chunk as usize * scan.bits as usize).div_ceil(8);
        for y in 0..high.min(scan.height - top) {
            for x in 0..wide.min(scan.width - left) {
                let pixel = ((top + y) as usize * scan.width as usize + (left + x) as usize) * self.kept;
                if shared {
                    self.take_unit(stored, (x, y), pixel);
                    continue;
                }
                let row = stored.get(y as usize * stride..).unwrap_or_default();
                let wanted = (0..colours).chain(scan.alpha).enumerate();
                for (place, sample) in wanted.filter(|(_, sample)| plane.is_none_or(|plane| plane == *sample)) {
                    let at = if plane.is_some() { x } else { x * of_chunk + sample };
                    self.put(pixel, place, row, at as usize);
                }
            }
        }
    }

    /// Puts the sample that stands at `at` in a row to its place in a pixel.
    fn put(&mut self, pixel: usize, place: usize, row: &[u8], at: usize) {
        let is_colour = place < self.scan.meaning.samples() as usize;
        if let Meaning::Palette(palette) = &self.scan.meaning
            && is_colour
        {
            let colour = palette.get(stored(row, at, self.scan.bits) as usize).copied().unwrap_or_default();
            for (place, part) in colour.into_iter().enumerate() {
                self.set(pixel + place, u16::from(part) * 257);
            }
            return;
        }
        let inverted = is_colour && self.scan.meaning == Meaning::Grey { inverted: true };
        let value = unit(row, at, self.scan);
        // Alpha stands behind the three colours of a palette.
        let place = if matches!(self.scan.meaning, Meaning::Palette(_)) { place + 2 } else { place };
        self.set(pixel + place, if inverted { u16::MAX - value } else { value });
    }

    /// Reads a pixel of a unit: the lumas of all its pixels, then their one pair of chromas.
    fn take_unit(&mut self, stored: &[u8], (x, y): (u32, u32), pixel: usize) {
        let Meaning::YCbCr(luma) = &self.scan.meaning else {
            return;
        };
        let (across, down) = luma.shared;
        let length = (across * down + 2) as usize;
        let units = self.scan.chunk.0.div_ceil(across);
        let unit = (y / down * units + x / across) as usize * length;
        let own = (y % down * across + x % across) as usize;
        for (place, at) in [own, length - 2, length - 1].into_iter().enumerate() {
            let value = stored.get(unit + at).copied().unwrap_or_default();
            self.set(pixel + place, u16::from(value) * 257);
        }
    }

    fn set(&mut self, sample: usize, value: u16) {
        if self.depth == 1 {
            self.data[sample] = (value >> 8) as u8;
        } else {
            self.data[sample * 2..sample * 2 + 2].copy_from_slice(&value.to_ne_bytes());
        }
    }

    /// Whether the last sample is alpha after all: one that is only guessed to be, and would hide the whole picture, is none.
    fn settle_alpha(&mut self) -> bool {
        let length = self.kept * self.depth;
        let hidden =
            || self.data.chunks_exact(length).all(|pixel| pixel[length - self.depth..].iter().all(|b| *b == 0));
        self.scan.alpha.is_some() && !(self.scan.guessed && hidden())
    }
}

/// The bits of a sample as they are stored: whole bytes in the machine's own order, others from the highest bit on.
fn stored(row: &[u8], at: usize, bits: u32) -> u64 {
    if matches!(bits, 8 | 16 | 32 | 64) {
        let width = bits as usize / 8;
        let bytes = row.get(at * width..(at + 1) * width).unwrap_or_default();
        return bytes.iter().enumerate().fold(0, |number, (place, byte)| {
            let place = if cfg!(target_endian = "big") { width - 1 - place } else { place };
            number | u64::from(*byte) << (place * 8)
        });
    }
    let from = at * bits as usize;
    (from..from + bits as usize).fold(0, |number, bit| {
        let byte = row.get(bit / 8).copied().unwrap_or_default();
        number << 1 | u64::from(byte >> (7 - bit % 8) & 1)
    })
}

/// A sample as 0–65,535.
fn unit(row: &[u8], at: usize, scan: &Scan) -> u16 {
    let (raw, bits) = (stored(row, at, scan.bits), scan.bits);
    let of_fraction = |value: f64| (value.clamp(0.0, 1.0) * 65_535.0 + 0.5) as u16; // NaN becomes 0
    match scan.format {
        SampleFormat::Float => of_fraction(match bits {
            16 => f64::from(half(raw as u16)),
            32 => f64::from(f32::from_bits(raw as u32)),
            _ => f64::from_bits(raw),
        }),
        // From the middle up: what is below 0 is black.
        SampleFormat::Signed if raw >> (bits - 1) & 1 == 1 => 0,
        SampleFormat::Signed if bits > 1 => scaled(raw, bits - 1),
        _ => scaled(raw, bits),
    }
}

fn scaled(raw: u64, bits: u32) -> u16 {
    if bits >= 16 {
        return (raw >> (bits - 16)) as u16;
    }
    let most = (1_u64 << bits) - 1;
    ((raw * 65_535 + most / 2) / most) as u16
}

/// A floating point number of 16 bits (IEEE 754).
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff) / 1024.0);
    let value = match exponent {
        0 => fraction * 2_f32.powi(-14),
        31 if fraction > 0.0 => 0.0,
        31 => f32::INFINITY,
        _ => (1.0 + fraction) * 2_f32.powi(exponent - 15),
    };
    if bits >> 15 == 1 { -value } else { value }
}
