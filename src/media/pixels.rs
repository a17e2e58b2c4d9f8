//! Pixels in memory: 8 bits a channel, RGB or RGBA, rows from the top, nothing between them.
//!
//! A picture of 12 megapixels is 36 MB, so everything here happens in the one buffer that is there.

use image::ColorType;

use super::colour::{self, ToSrgb};
use super::error::MediaError;
use super::i420::I420;

/// An upright picture, as its decoder gave it.
pub(super) enum Picture {
    Pixels(Pixels),
    I420(I420),
}

/// An upright or not yet upright picture. RGBA is not premultiplied.
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    /// True for RGBA, false for RGB.
    pub alpha: bool,
    pub data: Vec<u8>,
}

impl Pixels {
    /// Bytes a pixel: 4 or 3.
    pub fn step(&self) -> usize {
        if self.alpha { 4 } else { 3 }
    }

    /// Forgets an alpha channel that hides nothing.
    pub fn drop_opaque_alpha(&mut self) {
        if !self.alpha || self.data.chunks_exact(4).any(|pixel| pixel[3] != 255) {
            return;
        }
        let pixels = self.data.len() / 4;
        for i in 1..pixels {
            self.data.copy_within(i * 4..i * 4 + 3, i * 3);
        }
        self.data.truncate(pixels * 3);
        self.data.shrink_to_fit();
        self.alpha = false;
    }

    /// Brings the colours to sRGB.
    pub fn recolour(&mut self, to_srgb: &ToSrgb) {
        let layout = if self.alpha { Layout::Rgba } else { Layout::Rgb };
        let length = self.width as usize * self.step();
        self.data.chunks_exact_mut(length).for_each(|row| to_srgb.row(row, layout));
    }

    /// The picture as RGBA, for those who want nothing else; meant for small ones.
    pub fn to_rgba(&self) -> Vec<u8> {
        if self.alpha {
            return self.data.clone();
        }
        let rgb = self.data.chunks_exact(3);
        rgb.flat_map(|p| [p[0], p[1], p[2], 255]).collect()
    }
}

/// How samples lie before they are RGB or RGBA of 8 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
}

impl Layout {
    /// Samples a pixel.
    pub fn samples(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    pub fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// Brings what a decoder wrote to RGB or RGBA of 8 bits a channel in sRGB, in place.
///
/// # Errors
/// `Unsupported` for a layout that `image` may grow one day.
pub(super) fn finish(
    mut data: Vec<u8>,
    colour: ColorType,
    (width, height): (u32, u32),
    to_srgb: Option<&ToSrgb>,
) -> Result<Pixels, MediaError> {
    let (layout, bytes) = match colour {
        ColorType::L8 => (Layout::Grey, 1),
        ColorType::La8 => (Layout::GreyAlpha, 1),
        ColorType::Rgb8 => (Layout::Rgb, 1),
        ColorType::Rgba8 => (Layout::Rgba, 1),
        ColorType::L16 => (Layout::Grey, 2),
        ColorType::La16 => (Layout::GreyAlpha, 2),
        ColorType::Rgb16 => (Layout::Rgb, 2),
        ColorType::Rgba16 => (Layout::Rgba, 2),
        ColorType::Rgb32F => (Layout::Rgb, 4),
        ColorType::Rgba32F => (Layout::Rgba, 4),
        other => return Err(MediaError::unsupported(format!("{other:?}"))),
    };
    let length = width as usize * layout.samples();
    match bytes {
        1 => {
            if let Some(to_srgb) = to_srgb {
                data.chunks_exact_mut(length).for_each(|row| to_srgb.row(row, layout));
            }
        }
        2 => narrow(&mut data, (length, layout), to_srgb, |bytes| u16::from_ne_bytes(*bytes)),
        _ => narrow(&mut data, (length, layout), to_srgb, |bytes| {
            (f32::from_ne_bytes(*bytes).clamp(0.0, 1.0) * 65_535.0 + 0.5) as u16 // NaN becomes 0
        }),
    }
    let mut pixels = spread(data, layout, width, height);
    pixels.drop_opaque_alpha();
    Ok(pixels)
}

/// Brings samples of `N` bytes to 8 bits, row by row: a row is read before the shorter one is written over it.
fn narrow<const N: usize>(
    data: &mut Vec<u8>,
    (length, layout): (usize, Layout),
    to_srgb: Option<&ToSrgb>,
    read: impl Fn(&[u8; N]) -> u16,
) {
    let mut row = vec![0; length];
    let rows = data.len() / (length * N);
    for y in 0..rows {
        let stored = &data[y * length * N..(y + 1) * length * N];
        for (sample, bytes) in row.iter_mut().zip(stored.as_chunks::<N>().0) {
            *sample = read(bytes);
        }
        let out = &mut data[y * length..(y + 1) * length];
        match to_srgb {
            Some(to_srgb) => to_srgb.wide_row(&row, layout, out),
            None => out.iter_mut().zip(&row).for_each(|(to, &from)| *to = colour::narrow(from)),
        }
    }
    data.truncate(rows * length);
    data.shrink_to_fit();
}

/// Spreads grey to RGB(A) in place, from the end, so that no pixel is written over before it was read.
pub(super) fn spread(mut data: Vec<u8>, layout: Layout, width: u32, height: u32) -> Pixels {
    let alpha = layout.has_alpha();
    let (from, to) = match layout {
        Layout::Grey => (1, 3),
        Layout::GreyAlpha => (2, 4),
        Layout::Rgb | Layout::Rgba => {
            return Pixels { width, height, alpha, data };
        }
    };
    let pixels = data.len() / from;
    data.reserve_exact(pixels * to - data.len());
    data.resize(pixels * to, 0);
    for i in (0..pixels).rev() {
        let (grey, last) = (data[i * from], data[i * from + from - 1]);
        data[i * to..i * to + 3].fill(grey);
        if to == 4 {
            data[i * 4 + 3] = last;
        }
    }
    Pixels { width, height, alpha, data }
}
