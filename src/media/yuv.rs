//! AV1's planes to RGB (ITU-T H.273, section 8.3).

use re_rav1d::dav1d::{Picture, PixelLayout, PlanarImageComponent as Channel};

use super::error::MediaError;
use super::format::Format;
use super::pixels::Pixels;

/// How samples become colours.
struct Rule {
    matrix: u16,
    full_range: bool,
    bits: u32,
}

impl Rule {
    fn of(picture: &Picture, nclx: Option<(u16, u16, u16, bool)>) -> Result<Self, MediaError> {
        let bits = picture.bits_per_component().map_or(0, |bits| bits.0);
        if !matches!(bits, 8 | 10 | 12) {
            return Err(MediaError::unsupported(format!("{bits}-bit AVIF")));
        }
        // A `nclx` in the file outranks what the AV1 data say (MIAF, 7.3.6.4).
        let (matrix, full_range) = match nclx {
            Some((_, _, matrix, full_range)) => (matrix, full_range),
            None => (picture.matrix_coefficients() as u16, picture.color_range() as u16 == 1),
        };
        Ok(Self { matrix, full_range, bits: bits as u32 })
    }

    /// (offset, scale) that bring luma to 0–1.
    fn luma(&self) -> (f32, f32) {
        let unit = (1_u32 << (self.bits - 8)) as f32;
        if self.full_range {
            (0.0, 1.0 / ((1_u32 << self.bits) - 1) as f32)
        } else {
            (16.0 * unit, 1.0 / (219.0 * unit))
        }
    }

    /// (offset, scale) that bring chroma to -0.5–0.5.
    fn chroma(&self) -> (f32, f32) {
        let unit = (1_u32 << (self.bits - 8)) as f32;
        if self.full_range {
            (128.0 * unit, 1.0 / ((1_u32 << self.bits) - 1) as f32)
        } else {
            (128.0 * unit, 1.0 / (224.0 * unit))
        }
    }

    /// The weights of red and blue in luma. What is unspecified is taken for BT.601, as libavif does.
    fn weights(&self) -> (f32, f32) {
        match self.matrix {
            1 => (0.2126, 0.0722),
            4 => (0.30, 0.11),
            7 => (0.212, 0.087),
            9 | 10 => (0.2627, 0.0593),
            _ => (0.299, 0.114),
        }
    }
}

/// Converts to RGB, or RGBA with all pixels opaque.
///
/// Chroma is repeated, not smoothed: WebP averages the same pixels again, which gives back what was stored.
pub(super) fn to_pixels(
    picture: &Picture,
    nclx: Option<(u16, u16, u16, bool)>,
    alpha: bool,
) -> Result<Pixels, MediaError> {
    let rule = Rule::of(picture, nclx)?;
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let layout = picture.pixel_layout();
    let across = usize::from(matches!(layout, PixelLayout::I420 | PixelLayout::I422));
    let down = usize::from(layout == PixelLayout::I420);
    let step = if alpha { 4 } else { 3 };
    let mut data = vec![255; width * height * step];
    let mut luma = vec![0.0; width];
    let mut blue = vec![0.0; (width + across) >> across];
    let mut red = blue.clone();
    let convert = converter(&rule);
    for (y, out) in data.chunks_exact_mut(width * step).enumerate() {
        row(picture, Channel::Y, y, rule.bits, rule.luma(), &mut luma)?;
        if layout != PixelLayout::I400 {
            let scale = if rule.matrix == 0 { rule.luma() } else { rule.chroma() };
            row(picture, Channel::U, y >> down, rule.bits, scale, &mut blue)?;
            row(picture, Channel::V, y >> down, rule.bits, scale, &mut red)?;
        }
        for (x, (pixel, &luma)) in out.chunks_exact_mut(step).zip(&luma).enumerate() {
            let rgb = if layout == PixelLayout::I400 {
                [luma; 3]
            } else {
                convert(luma, blue[x >> across], red[x >> across])
            };
            for (to, from) in pixel.iter_mut().zip(rgb) {
                *to = (from * 255.0 + 0.5) as u8; // saturates at both ends
            }
        }
    }
    Ok(Pixels { width: picture.width(), height: picture.height(), alpha, data })
}

/// (luma, U, V) to [red, green, blue], 0–1.
fn converter(rule: &Rule) -> impl Fn(f32, f32, f32) -> [f32; 3] + use<> {
    let (kr, kb) = rule.weights();
    let kg = 1.0 - kr - kb;
    let matrix = rule.matrix;
    move |y, u, v| match matrix {
        0 => [v, y, u],                     // identity: the planes are green, blue, red
        8 => [y - u + v, y + u, y - u - v], // YCgCo
        _ => {
            let r = y + 2.0 * (1.0 - kr) * v;
            let b = y + 2.0 * (1.0 - kb) * u;
            [r, (y - kr * r - kb * b) / kg, b]
        }
    }
}

/// Reads one row of a plane.
fn row(
    picture: &Picture,
    channel: Channel,
    y: usize,
    bits: u32,
    (offset, scale): (f32, f32),
    out: &mut [f32],
) -> Result<(), MediaError> {
    let plane = picture.plane(channel);
    let start = y * picture.stride(channel) as usize;
    let size = if bits == 8 { 1 } else { 2 };
    let samples = plane
        .get(start..start + out.len() * size)
        .ok_or_else(|| MediaError::broken(Format::Avif, "a plane is too small"))?;
    if bits == 8 {
        for (to, from) in out.iter_mut().zip(samples) {
            *to = (f32::from(*from) - offset) * scale;
        }
    } else {
        for (to, from) in out.iter_mut().zip(samples.chunks_exact(2)) {
            *to = (f32::from(u16::from_ne_bytes([from[0], from[1]])) - offset) * scale;
        }
    }
    Ok(())
}

/// Takes the luma of `picture` for the alpha of `pixels`, which are RGBA and of the same size.
pub(super) fn set_alpha(pixels: &mut Pixels, picture: &Picture) -> Result<(), MediaError> {
    let rule = Rule::of(picture, None)?;
    let width = pixels.width as usize;
    let mut luma = vec![0.0; width];
    for (y, out) in pixels.data.chunks_exact_mut(width * 4).enumerate() {
        row(picture, Channel::Y, y, rule.bits, rule.luma(), &mut luma)?;
        for (pixel, &alpha) in out.chunks_exact_mut(4).zip(&luma) {
            pixel[3] = (alpha * 255.0 + 0.5) as u8;
        }
    }
    Ok(())
}

/// Divides colours by alpha, for files that stored them multiplied.
pub(super) fn unmultiply(pixels: &mut Pixels) {
    for pixel in pixels.data.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]);
        for colour in &mut pixel[..3] {
            let multiplied = u32::from(*colour) * 255 + alpha / 2;
            *colour = multiplied.checked_div(alpha).unwrap_or(0).min(255) as u8;
        }
    }
}
