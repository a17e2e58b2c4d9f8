//! ICC profiles: the door to `moxcms`.

use std::sync::Arc;

use moxcms::{
    ColorProfile, DataColorSpace, Layout as Samples, ProfileText, TransferCharacteristics, Transform8BitExecutor,
    Transform16BitExecutor, TransformOptions,
};

use super::super::pixels::Layout;
use super::shaper::Shaper;
use super::{ToSrgb, narrow, narrow_row};

/// Largest profile we look at, in bytes. Real ones have 500 bytes to 4 MB (printers).
const PROFILE_CAP: usize = 4 << 20;

/// Longest name of a profile that is told, in characters.
const NAME_MOST: usize = 100;

/// One grey to another: a table of all samples of 16 bits.
pub struct GreyProfile(Vec<u8>);

/// RGB to RGB, without and with alpha, of 8 and of 16 bits.
pub struct RgbProfile {
    rgb: Arc<Transform8BitExecutor>,
    rgba: Arc<Transform8BitExecutor>,
    wide_rgb: Arc<Transform16BitExecutor>,
    wide_rgba: Arc<Transform16BitExecutor>,
}

/// CMYK to RGB, both of 8 bits; 255 is all ink.
pub(in super::super) struct Cmyk(Arc<Transform8BitExecutor>);

fn parse(icc: &[u8]) -> Option<ColorProfile> {
    if icc.len() > PROFILE_CAP {
        return None;
    }
    ColorProfile::new_from_slice(icc).ok()
}

/// Reads a profile. `None` if there is nothing to do: it is malformed, already sRGB, or neither RGB nor grey.
pub(super) fn read(icc: &[u8]) -> Option<ToSrgb> {
    let profile = parse(icc)?;
    match profile.color_space {
        DataColorSpace::Gray => GreyProfile::new(&profile).map(ToSrgb::Grey),
        DataColorSpace::Rgb => match profile.cicp {
            // Such a profile's own curves end at white; what is brighter has to be tone mapped.
            Some(cicp)
                if matches!(
                    cicp.transfer_characteristics,
                    TransferCharacteristics::Smpte2084 | TransferCharacteristics::Hlg
                ) =>
            {
                Shaper::of_cicp(cicp.color_primaries as u16, cicp.transfer_characteristics as u16, None)
                    .map(|shaper| ToSrgb::Shaper(Box::new(shaper)))
            }
            _ => RgbProfile::new(&profile).map(ToSrgb::Rgb),
        },
        _ => None,
    }
}

/// What a profile calls itself, in English where it knows several languages. `None` if it is malformed.
pub(super) fn name(icc: &[u8]) -> Option<String> {
    let said = match parse(icc)?.description {
        Some(ProfileText::PlainString(text)) => text,
        Some(ProfileText::Description(description)) => description.ascii_string,
        Some(ProfileText::Localizable(mut texts)) => {
            texts.sort_by_key(|text| text.language != "en");
            texts.into_iter().next().map_or_else(String::new, |text| text.value)
        }
        None => String::new(),
    };
    let shown: String = said.chars().filter(|c| !c.is_control()).take(NAME_MOST).collect();
    let shown = shown.trim();
    Some(if shown.is_empty() { "Unnamed profile" } else { shown }.to_owned())
}

impl GreyProfile {
    fn new(profile: &ColorProfile) -> Option<Self> {
        let greys: Vec<u16> = (0..=u16::MAX).collect();
        let mut rgb = vec![0; greys.len() * 3];
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let transform = profile.create_transform_16bit(Samples::Gray, &srgb, Samples::Rgb, options).ok()?;
        transform.transform(&greys, &mut rgb).ok()?;
        Some(Self(rgb.chunks_exact(3).map(|pixel| narrow(pixel[1])).collect()))
    }

    pub fn row(&self, row: &mut [u8], layout: Layout) {
        if matches!(layout, Layout::Grey | Layout::GreyAlpha) {
            for grey in row.iter_mut().step_by(layout.samples()) {
                *grey = self.0[usize::from(*grey) * 257];
            }
        }
    }

    pub fn wide_row(&self, row: &[u16], layout: Layout, out: &mut [u8]) {
        narrow_row(row, out);
        if matches!(layout, Layout::Grey | Layout::GreyAlpha) {
            let step = layout.samples();
            for (to, from) in out.iter_mut().step_by(step).zip(row.iter().step_by(step)) {
                *to = self.0[usize::from(*from)];
            }
        }
    }
}

impl RgbProfile {
    fn new(profile: &ColorProfile) -> Option<Self> {
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let narrow = |layout| profile.create_transform_8bit(layout, &srgb, layout, options).ok();
        let wide = |layout| profile.create_transform_16bit(layout, &srgb, layout, options).ok();
        let rgb = narrow(Samples::Rgb)?;
        if is_idle(&rgb) {
            return None;
        }
        let rgba = narrow(Samples::Rgba)?;
        Some(Self { rgb, rgba, wide_rgb: wide(Samples::Rgb)?, wide_rgba: wide(Samples::Rgba)? })
    }

    pub fn row(&self, row: &mut [u8], layout: Layout) {
        let transform = match layout {
            Layout::Rgb => &self.rgb,
            Layout::Rgba => &self.rgba,
            Layout::Grey | Layout::GreyAlpha => return,
        };
        let stored = row.to_vec();
        if transform.transform(&stored, row).is_err() {
            row.copy_from_slice(&stored);
        }
    }

    pub fn wide_row(&self, row: &[u16], layout: Layout, out: &mut [u8]) {
        let transform = match layout {
            Layout::Rgb => &self.wide_rgb,
            Layout::Rgba => &self.wide_rgba,
            Layout::Grey | Layout::GreyAlpha => return narrow_row(row, out),
        };
        let mut shown = vec![0; row.len()];
        let done = transform.transform(row, &mut shown).is_ok();
        narrow_row(if done { &shown } else { row }, out);
    }
}

impl Cmyk {
    /// `None` if the profile is malformed or not for CMYK: one for RGB says nothing about inks.
    pub fn read(icc: &[u8]) -> Option<Self> {
        let profile = parse(icc).filter(|profile| profile.color_space == DataColorSpace::Cmyk)?;
        let options = TransformOptions::default();
        // Four inks lie as RGBA does.
        profile.create_transform_8bit(Samples::Rgba, &ColorProfile::new_srgb(), Samples::Rgb, options).ok().map(Self)
    }

    /// Brings a row of inks to RGB.
    pub fn row(&self, inks: &[u8], rgb: &mut [u8]) -> bool {
        self.0.transform(inks, rgb).is_ok()
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
