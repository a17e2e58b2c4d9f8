//! Colour: whatever profile a picture brings, it leaves as sRGB (ICC.1:2022).

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout as Samples, Transform8BitExecutor, TransformOptions};

use super::pixels::{Layout, Pixels};

/// Largest profile we look at, in bytes. Real ones have 500 bytes to 4 MB (printers).
const PROFILE_CAP: usize = 4 << 20;

/// A way from a picture's own colours to sRGB.
pub(super) enum ToSrgb {
    /// One grey to another.
    Grey(Box<[u8; 256]>),
    /// RGB to RGB, without and with alpha.
    Rgb(Arc<Transform8BitExecutor>, Arc<Transform8BitExecutor>),
}

impl ToSrgb {
    /// Reads an ICC profile. `None` if there is nothing to do: the profile is malformed, already sRGB, or
    /// neither RGB nor grey. A CMYK profile never gets here alive: the decoder has already made RGB of
    /// those pixels, and the profile does not describe RGB.
    pub fn from_icc(icc: &[u8]) -> Option<Self> {
        if icc.len() > PROFILE_CAP {
            return None;
        }
        Self::from_profile(&ColorProfile::new_from_slice(icc).ok()?)
    }

    /// The same for the numbers of an AVIF's `nclx` (ITU-T H.273): 12 are Display P3's primaries, 9 those
    /// of BT.2020. The high dynamic range curves 16 and 18 would need tone mapping, and are left alone.
    pub fn from_nclx(primaries: u16, transfer: u16) -> Option<Self> {
        match (primaries, transfer) {
            (_, 16 | 18) => None,
            (12, _) => Self::from_profile(&ColorProfile::new_display_p3()),
            (9, _) => Self::from_profile(&ColorProfile::new_bt2020()),
            _ => None,
        }
    }

    fn from_profile(profile: &ColorProfile) -> Option<Self> {
        let srgb = ColorProfile::new_srgb();
        let transform = |from, to| {
            let options = TransformOptions::default();
            profile.create_transform_8bit(from, &srgb, to, options).ok()
        };
        match profile.color_space {
            DataColorSpace::Gray => {
                let greys: Vec<u8> = (0..=255).collect();
                let mut rgb = [0; 256 * 3];
                let transform = transform(Samples::Gray, Samples::Rgb)?;
                transform.transform(&greys, &mut rgb).ok()?;
                let mut table = Box::new([0; 256]);
                for (to, from) in table.iter_mut().zip(rgb.chunks_exact(3)) {
                    *to = from[1];
                }
                Some(Self::Grey(table))
            }
            DataColorSpace::Rgb => {
                let rgb = transform(Samples::Rgb, Samples::Rgb)?;
                let rgba = transform(Samples::Rgba, Samples::Rgba)?;
                (!is_idle(&rgb)).then_some(Self::Rgb(rgb, rgba))
            }
            _ => None,
        }
    }

    /// Applies a grey profile to grey samples, before they become RGB.
    pub fn apply_to_grey(&self, data: &mut [u8], layout: Layout) {
        let step = match layout {
            Layout::Grey => 1,
            Layout::GreyAlpha => 2,
            Layout::Rgb | Layout::Rgba => return,
        };
        if let Self::Grey(table) = self {
            for grey in data.iter_mut().step_by(step) {
                *grey = table[usize::from(*grey)];
            }
        }
    }

    /// Applies an RGB profile, a row at a time.
    pub fn apply(&self, pixels: &mut Pixels) {
        let Self::Rgb(rgb, rgba) = self else { return };
        let transform = if pixels.alpha { rgba } else { rgb };
        let length = pixels.width as usize * pixels.step();
        let mut row = vec![0; length];
        for target in pixels.data.chunks_exact_mut(length) {
            row.copy_from_slice(target);
            if transform.transform(&row, target).is_err() {
                return;
            }
        }
    }
}

/// True if a transform changes no colour by more than a rounding: most profiles are sRGB's own, and the
/// walk over 12 megapixels can be spared.
fn is_idle(transform: &Arc<Transform8BitExecutor>) -> bool {
    let steps = || (0..=255_u8).step_by(51);
    let cube =
        steps().flat_map(|r| steps().flat_map(move |g| steps().flat_map(move |b| [r, g, b]))).collect::<Vec<u8>>();
    let mut out = vec![0; cube.len()];
    transform.transform(&cube, &mut out).is_ok() && cube.iter().zip(&out).all(|(a, b)| a.abs_diff(*b) <= 1)
}
