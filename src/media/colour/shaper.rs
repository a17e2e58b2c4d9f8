//! Colours that are told by a curve and three primaries: each sample becomes light, the light is tone mapped where it is
//! brighter than a screen, and a matrix makes it that of sRGB.

use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile, MatrixCoefficients,
    TransferCharacteristics, XyY,
};

use super::super::pixels::Layout;
use super::curves::{self, Curve, Light};
use super::narrow;

/// How bright white is in high dynamic range, in cd/m² (ITU-R BT.2408).
const WHITE: f32 = 203.0;

/// The brightest of PQ and of HLG, in cd/m², if the file does not say.
const PQ_PEAK: f32 = 10_000.0;
const HLG_PEAK: f32 = 1_000.0;

/// Gamma of HLG's screen at that peak (ITU-R BT.2100), and the weights of its primaries in luminance.
const HLG_GAMMA: f32 = 1.2;
const HLG_WEIGHTS: [f32; 3] = [0.2627, 0.678, 0.0593];

/// A gamma that is meant to be a screen's, that is sRGB: 1 / 2.2, as nearly as writers round it.
const SCREEN: std::ops::RangeInclusive<f32> = 0.45..=0.46;

type Matrix = [[f32; 3]; 3];

pub struct Shaper {
    /// Light by a sample of 16 bits.
    light: Vec<f32>,
    /// sRGB by light, 0–65,535.
    encoded: Vec<u8>,
    matrix: Matrix,
    kind: Light,
    /// The brightest, where white is 1.
    peak: f32,
}

impl Shaper {
    pub fn of_cicp(primaries: u16, transfer: u16, peak: Option<f32>) -> Option<Self> {
        let matrix = match primaries {
            4..=12 | 22 => from_profile(&profile_of(primaries)?),
            _ => None,
        };
        let curve = curves::of_code_point(transfer);
        if matrix.is_none() && curve.is_none() {
            return None;
        }
        let curve = curve.unwrap_or(Curve { to_light: curves::srgb, light: Light::Screen });
        let peak = match curve.light {
            Light::Screen => WHITE,
            Light::Absolute => peak.filter(|peak| *peak > 0.0).map_or(PQ_PEAK, |peak| peak.clamp(WHITE, PQ_PEAK)),
            Light::Scene => HLG_PEAK,
        };
        Some(Self::new(curve.to_light, matrix.unwrap_or(IDENTITY), curve.light, peak / WHITE))
    }

    pub fn of_gamma(gamma: f32, chromaticities: Option<[f32; 8]>) -> Option<Self> {
        let matrix = chromaticities.and_then(matrix_of);
        let screen = SCREEN.contains(&gamma);
        if !(0.01..=100.0).contains(&gamma) || (screen && matrix.is_none()) {
            return None;
        }
        let matrix = matrix.unwrap_or(IDENTITY);
        Some(if screen {
            Self::new(curves::srgb, matrix, Light::Screen, 1.0)
        } else {
            Self::new(|v| v.powf(1.0 / gamma), matrix, Light::Screen, 1.0)
        })
    }

    fn new(to_light: impl Fn(f32) -> f32, matrix: Matrix, kind: Light, peak: f32) -> Self {
        let unit = |sample: u16| f32::from(sample) / 65_535.0;
        let light = (0..=u16::MAX).map(|sample| to_light(unit(sample))).collect();
        let encoded = (0..=u16::MAX).map(|light| (curves::to_srgb(unit(light)) * 255.0 + 0.5) as u8).collect();
        Self { light, encoded, matrix, kind, peak }
    }

    pub fn row(&self, row: &mut [u8], layout: Layout) {
        let colours = if layout.has_alpha() { layout.samples() - 1 } else { layout.samples() };
        for pixel in row.chunks_exact_mut(layout.samples()) {
            let wide = |at: usize| u16::from(pixel[at.min(colours - 1)]) * 257;
            let shown = self.shown([wide(0), wide(1), wide(2)]);
            pixel[..colours].copy_from_slice(&shown[..colours]);
        }
    }

    pub fn wide_row(&self, row: &[u16], layout: Layout, out: &mut [u8]) {
        let samples = layout.samples();
        let colours = if layout.has_alpha() { samples - 1 } else { samples };
        for (from, to) in row.chunks_exact(samples).zip(out.chunks_exact_mut(samples)) {
            let wide = |at: usize| from[at.min(colours - 1)];
            let shown = self.shown([wide(0), wide(1), wide(2)]);
            to[..colours].copy_from_slice(&shown[..colours]);
            if layout.has_alpha() {
                to[colours] = narrow(from[colours]);
            }
        }
    }

    /// One pixel.
    fn shown(&self, samples: [u16; 3]) -> [u8; 3] {
        let light = self.on_screen(samples.map(|sample| self.light[usize::from(sample)]));
        self.matrix.map(|[r, g, b]| {
            let light = r * light[0] + g * light[1] + b * light[2];
            // What the screen cannot show is cut off; a cast from below 0 is 0.
            self.encoded[usize::from((light * 65_535.0 + 0.5) as u16)]
        })
    }

    /// Brings high dynamic range down to the screen's: an extended Reinhard curve over the brightest of the three, so that
    /// hues stay. It takes the peak to white, as Chromium does.
    fn on_screen(&self, light: [f32; 3]) -> [f32; 3] {
        let scale = match self.kind {
            Light::Screen => return light,
            Light::Absolute => PQ_PEAK / WHITE,
            Light::Scene => {
                let luminance: f32 = light.iter().zip(HLG_WEIGHTS).map(|(light, weight)| light * weight).sum();
                if luminance > 0.0 { luminance.powf(HLG_GAMMA - 1.0) * self.peak } else { 0.0 }
            }
        };
        let light = light.map(|light| light * scale);
        let brightest = light[0].max(light[1]).max(light[2]);
        let squeeze = (1.0 + brightest / (self.peak * self.peak)) / (1.0 + brightest);
        light.map(|light| light * squeeze)
    }
}

const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

fn profile_of(primaries: u16) -> Option<ColorProfile> {
    let color_primaries = CicpColorPrimaries::try_from(u8::try_from(primaries).ok()?).ok()?;
    Some(ColorProfile::new_from_cicp(CicpProfile {
        color_primaries,
        transfer_characteristics: TransferCharacteristics::Srgb,
        matrix_coefficients: MatrixCoefficients::Bt709,
        full_range: true,
    }))
}

fn matrix_of([wx, wy, rx, ry, gx, gy, bx, by]: [f32; 8]) -> Option<Matrix> {
    let point = |x, y| Chromaticity { x, y };
    let mut profile = ColorProfile::new_srgb();
    let primaries = ColorPrimaries { red: point(rx, ry), green: point(gx, gy), blue: point(bx, by) };
    profile.update_rgb_colorimetry(XyY { x: wx.into(), y: wy.into(), yb: 1.0 }, primaries);
    from_profile(&profile)
}

/// From the light of a profile's primaries to that of sRGB; `None` if they are sRGB's, or no primaries at all.
fn from_profile(profile: &ColorProfile) -> Option<Matrix> {
    let matrix = profile.transform_matrix(&ColorProfile::new_srgb()).v.map(|row| row.map(|weight| weight as f32));
    let all = || matrix.as_flattened().iter().zip(IDENTITY.as_flattened());
    let idle = all().all(|(a, b)| (a - b).abs() < 0.002);
    let sensible = all().all(|(weight, _)| weight.is_finite() && weight.abs() < 100.0);
    (sensible && !idle).then_some(matrix)
}
