//! AV1's planes to RGB (ITU-T H.273, section 8.3).

use re_rav1d::dav1d::{Picture, PixelLayout, PlanarImageComponent as Channel};

use super::colour::ToSrgb;
use super::error::MediaError;
use super::format::Format;
use super::pixels::{Layout, Pixels};

/// How samples become colours.
struct Rule {
    primaries: u16,
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
        let (primaries, matrix, full_range) = match nclx {
            Some((primaries, _, matrix, full_range)) => (primaries, matrix, full_range),
            None => {
                let range = picture.color_range() as u16 == 1;
                (picture.color_primaries() as u16, picture.matrix_coefficients() as u16, range)
            }
        };
        if matches!(matrix, 10 | 11 | 13..) && picture.pixel_layout() != PixelLayout::I400 {
            return Err(MediaError::UnsupportedKind { format: Format::Avif, detail: format!("matrix {matrix}") });
        }
        Ok(Self { primaries, matrix, full_range, bits: bits as u32 })
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
        match (self.matrix, self.primaries) {
            (1, _) | (12, 1) => (0.2126, 0.0722),
            (4, _) | (12, 4) => (0.30, 0.11),
            (7, _) | (12, 7) => (0.212, 0.087),
            (9, _) | (12, 9) => (0.2627, 0.0593),
            // Derived from the primaries: those of Display P3.
            (12, 12) => (0.229, 0.079_3),
            _ => (0.299, 0.114),
        }
    }
}

/// Where a tile's left upper corner goes.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub left: usize,
    pub top: usize,
}

impl Place {
    /// The part of each row of `pixels` that a tile of this size covers, beginning with the first that it does. What sticks
    /// out is cut off.
    fn rows<'a>(self, pixels: &'a mut Pixels, picture: &Picture) -> impl Iterator<Item = &'a mut [u8]> + use<'a> {
        let step = pixels.step();
        let width = pixels.width as usize;
        let right = (self.left + picture.width() as usize).min(width);
        let rows = pixels.data.chunks_exact_mut(width * step).skip(self.top).take(picture.height() as usize);
        let left = self.left.min(right);
        rows.map(move |row| &mut row[left * step..right * step])
    }
}

/// Puts the colours of a tile into `pixels`, as sRGB.
///
/// Chroma is repeated, not smoothed: WebP averages the same pixels again, which gives back what was stored.
pub(super) fn set_colours(
    pixels: &mut Pixels,
    picture: &Picture,
    place: Place,
    nclx: Option<(u16, u16, u16, bool)>,
    to_srgb: Option<&ToSrgb>,
) -> Result<(), MediaError> {
    let rule = Rule::of(picture, nclx)?;
    let step = pixels.step();
    let mut reader = Reader::new(picture, &rule)?;
    for (y, out) in place.rows(pixels, picture).enumerate() {
        let (row, layout) = reader.row(y, to_srgb)?;
        for (pixel, shown) in out.chunks_exact_mut(step).zip(row.chunks_exact(layout.samples())) {
            match shown {
                [grey] => pixel[..3].fill(*grey),
                rgb => pixel[..3].copy_from_slice(rgb),
            }
        }
    }
    Ok(())
}

/// Reads a picture row by row.
struct Reader<'a> {
    picture: &'a Picture,
    rule: &'a Rule,
    layout: Layout,
    /// How often chroma is halved, across and down.
    halved: (usize, usize),
    /// Rows of the planes.
    planes: [Vec<f32>; 3],
    wide: Vec<u16>,
    shown: Vec<u8>,
}

impl<'a> Reader<'a> {
    fn new(picture: &'a Picture, rule: &'a Rule) -> Result<Self, MediaError> {
        let (layout, halved) = match picture.pixel_layout() {
            PixelLayout::I400 => (Layout::Grey, (0, 0)),
            PixelLayout::I420 => (Layout::Rgb, (1, 1)),
            PixelLayout::I422 => (Layout::Rgb, (1, 0)),
            PixelLayout::I444 => (Layout::Rgb, (0, 0)),
        };
        let width = picture.width() as usize;
        let chroma = vec![0.0; (width + halved.0) >> halved.0];
        let samples = width * layout.samples();
        let planes = [vec![0.0; width], chroma.clone(), chroma];
        Ok(Self { picture, rule, layout, halved, planes, wide: vec![0; samples], shown: vec![0; samples] })
    }

    /// One row in sRGB. Samples of more than 8 bits, and what is to be tone mapped, go the long way.
    fn row(&mut self, y: usize, to_srgb: Option<&ToSrgb>) -> Result<(&[u8], Layout), MediaError> {
        let Self { picture, rule, layout, halved: (across, down), planes: [luma, blue, red], wide, shown } = self;
        row(picture, Channel::Y, y, rule.bits, rule.luma(), luma)?;
        if *layout == Layout::Rgb {
            let scale = if rule.matrix == 0 { rule.luma() } else { rule.chroma() };
            row(picture, Channel::U, y >> *down, rule.bits, scale, blue)?;
            row(picture, Channel::V, y >> *down, rule.bits, scale, red)?;
        }
        let long = to_srgb.is_some();
        let mut put = |at: usize, sample: f32| {
            // Both saturate at both ends.
            if long {
                wide[at] = (sample * 65_535.0 + 0.5) as u16;
            } else {
                shown[at] = (sample * 255.0 + 0.5) as u8;
            }
        };
        if *layout == Layout::Grey {
            luma.iter().enumerate().for_each(|(x, &luma)| put(x, luma));
        } else {
            let convert = converter(rule);
            for (x, &luma) in luma.iter().enumerate() {
                let rgb = convert(luma, blue[x >> *across], red[x >> *across]);
                rgb.into_iter().enumerate().for_each(|(channel, sample)| put(x * 3 + channel, sample));
            }
        }
        if let Some(to_srgb) = to_srgb {
            to_srgb.wide_row(wide, *layout, shown);
        }
        Ok((shown, *layout))
    }
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

/// Takes the luma of a tile for the alpha of `pixels`, which are RGBA.
pub(super) fn set_alpha(pixels: &mut Pixels, picture: &Picture, place: Place) -> Result<(), MediaError> {
    let rule = Rule::of(picture, None)?;
    let mut luma = vec![0.0; picture.width() as usize];
    for (y, out) in place.rows(pixels, picture).enumerate() {
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
