//! From stored samples to grey or RGB: luma and chroma, inks, and colours that were multiplied by alpha.

use super::super::colour::Cmyk;
use super::super::pixels::Layout;
use super::scan::{Luma, Meaning, Scan};

/// Brings all pixels to grey or RGB, in place; `alpha` says whether the last sample stays. Samples keep their depth.
pub(super) fn to_rgb(data: Vec<u8>, scan: &Scan, alpha: bool) -> (Vec<u8>, Layout) {
    if scan.depth() == 1 { convert::<1>(data, scan, alpha) } else { convert::<2>(data, scan, alpha) }
}

fn convert<const N: usize>(mut data: Vec<u8>, scan: &Scan, alpha: bool) -> (Vec<u8>, Layout) {
    let stored = scan.kept() as usize;
    let layout = match (matches!(scan.meaning, Meaning::Grey { .. }), alpha) {
        (true, false) => Layout::Grey,
        (true, true) => Layout::GreyAlpha,
        (false, false) => Layout::Rgb,
        (false, true) => Layout::Rgba,
    };
    let colours = if alpha { layout.samples() - 1 } else { layout.samples() };
    let mut inks = Inks::new(scan);
    let pixels = data.len() / (stored * N);
    for pixel in 0..pixels {
        let from = pixel * stored * N;
        let place = pixel % scan.width as usize;
        if place == 0 {
            inks.begin_row::<N>(&data[from..from + scan.width as usize * stored * N], stored);
        }
        let mut samples = [0; 5];
        for (sample, bytes) in samples.iter_mut().zip(data[from..from + stored * N].as_chunks::<N>().0) {
            *sample = read(bytes);
        }
        let last = samples[stored - 1];
        match &scan.meaning {
            Meaning::YCbCr(luma) => samples = luma_to_rgb(samples, luma),
            Meaning::Cmyk => samples = inks.to_rgb(samples, place),
            _ => {}
        }
        if alpha && scan.associated && last > 0 {
            for sample in &mut samples[..colours] {
                *sample = ((u32::from(*sample) * 65_535 + u32::from(last) / 2) / u32::from(last)).min(65_535) as u16;
            }
        }
        if alpha {
            samples[colours] = last;
        }
        let to = pixel * layout.samples() * N;
        for (bytes, sample) in data[to..to + layout.samples() * N].as_chunks_mut::<N>().0.iter_mut().zip(samples) {
            write(bytes, sample);
        }
    }
    data.truncate(pixels * layout.samples() * N);
    (data, layout)
}

fn read<const N: usize>(bytes: &[u8; N]) -> u16 {
    match bytes[..] {
        [low, high] => u16::from_ne_bytes([low, high]),
        _ => u16::from(bytes[0]) * 257,
    }
}

fn write<const N: usize>(bytes: &mut [u8; N], sample: u16) {
    match &mut bytes[..] {
        pair @ [_, _] => pair.copy_from_slice(&sample.to_ne_bytes()),
        single => single[0] = (sample >> 8) as u8,
    }
}

/// TIFF 6.0, section 21.
fn luma_to_rgb([y, cb, cr, ..]: [u16; 5], luma: &Luma) -> [u16; 5] {
    let [black, white, grey_b, most_b, grey_r, most_r] = luma.range;
    let part = |sample: u16, from: f32, to: f32, most: f32| (f32::from(sample) / 257.0 - from) * most / (to - from);
    let y = part(y, black, white, 255.0);
    let (cb, cr) = (part(cb, grey_b, most_b, 127.0), part(cr, grey_r, most_r, 127.0));
    let [for_red, for_green, for_blue] = luma.weights;
    let red = y + cr * (2.0 - 2.0 * for_red);
    let blue = y + cb * (2.0 - 2.0 * for_blue);
    let green = (y - for_red * red - for_blue * blue) / for_green;
    let wide = |part: f32| (part.clamp(0.0, 255.0) + 0.5) as u16 * 257;
    [wide(red), wide(green), wide(blue), 0, 0]
}

/// The way from inks to light: by the file's profile, or by the simplest rule there is.
struct Inks {
    profile: Option<Cmyk>,
    /// A row of inks, and what it is by the profile.
    inks: Vec<u8>,
    rgb: Vec<u8>,
}

impl Inks {
    fn new(scan: &Scan) -> Self {
        let profile = scan.profile.as_deref().filter(|_| scan.meaning == Meaning::Cmyk).and_then(Cmyk::read);
        Self { profile, inks: Vec::new(), rgb: Vec::new() }
    }

    /// Brings a row of pixels, of so many samples each, to RGB by the profile.
    fn begin_row<const N: usize>(&mut self, row: &[u8], stored: usize) {
        let Some(profile) = &self.profile else {
            return;
        };
        let pixels = row.chunks_exact(stored * N);
        self.rgb.resize(pixels.len() * 3, 0);
        self.inks.clear();
        for pixel in pixels {
            self.inks.extend(pixel.as_chunks::<N>().0.iter().take(4).map(|ink| (read(ink) >> 8) as u8));
        }
        if !profile.row(&self.inks, &mut self.rgb) {
            self.profile = None;
        }
    }

    fn to_rgb(&self, inks: [u16; 5], place: usize) -> [u16; 5] {
        if self.profile.is_some() {
            let [red, green, blue] = [0, 1, 2].map(|at| u16::from(self.rgb[place * 3 + at]) * 257);
            return [red, green, blue, 0, 0];
        }
        let light = |ink: u16| u64::from(u16::MAX - ink);
        let [red, green, blue] = [0, 1, 2].map(|at| (light(inks[at]) * light(inks[3]) / 65_535) as u16);
        [red, green, blue, 0, 0]
    }
}
