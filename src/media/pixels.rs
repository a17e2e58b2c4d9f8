//! Pixels in memory: 8 bits a channel, RGB or RGBA, rows from the top, nothing between them.
//!
//! A picture of 12 megapixels is 36 MB, so everything here happens in the one buffer that is there.

use image::ColorType;

use super::error::MediaError;

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

    /// The picture as RGBA, for those who want nothing else; meant for small ones.
    pub fn to_rgba(&self) -> Vec<u8> {
        if self.alpha {
            return self.data.clone();
        }
        let rgb = self.data.chunks_exact(3);
        rgb.flat_map(|p| [p[0], p[1], p[2], 255]).collect()
    }
}

/// How 8-bit samples lie before they are RGB or RGBA.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
}

/// Brings what a decoder wrote down to 8 bits a channel, in place.
///
/// # Errors
/// `Unsupported` for a layout that `image` may grow one day.
pub(super) fn narrow(data: &mut Vec<u8>, colour: ColorType) -> Result<Layout, MediaError> {
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
    let samples = data.len() / bytes;
    for i in 0..if bytes == 1 { 0 } else { samples } {
        let at = i * bytes;
        data[i] = if bytes == 2 {
            let wide = u32::from(u16::from_ne_bytes([data[at], data[at + 1]]));
            ((wide * 255 + 32_767) / 65_535) as u8
        } else {
            let wide = [data[at], data[at + 1], data[at + 2], data[at + 3]];
            (f32::from_ne_bytes(wide).clamp(0.0, 1.0) * 255.0 + 0.5) as u8 // NaN becomes 0
        };
    }
    data.truncate(samples);
    if bytes > 1 {
        data.shrink_to_fit();
    }
    Ok(layout)
}

/// Spreads grey to RGB(A) in place, from the end, so that no pixel is written over before it was read.
pub(super) fn spread(mut data: Vec<u8>, layout: Layout, width: u32, height: u32) -> Pixels {
    let alpha = matches!(layout, Layout::GreyAlpha | Layout::Rgba);
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
