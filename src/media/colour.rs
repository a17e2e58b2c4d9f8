//! Colour: whatever colours a picture has of its own, it leaves as sRGB.
//!
//! A decoder says by [`Colours`] what the file says; where a file says it more than once, the decoder knows which
//! counts. ICC profiles (ICC.1:2022) are the business of `moxcms`; code points (ITU-T H.273) and a PNG's gamma are
//! curves and a matrix, see `shaper`.

mod curves;
mod icc;
mod shaper;

pub(super) use icc::Cmyk;

use super::pixels::Layout;
use icc::{GreyProfile, RgbProfile};
use shaper::Shaper;

/// What a file says about its colours.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Colours {
    /// Nothing, or that they are sRGB.
    #[default]
    Srgb,
    /// An ICC profile.
    Icc(Vec<u8>),
    /// Code points: AVIF's `nclx`, PNG's `cICP`.
    Cicp {
        /// Primaries, 1 for those of sRGB.
        primaries: u16,
        /// Transfer, 13 for that of sRGB, 16 for PQ, 18 for HLG.
        transfer: u16,
        /// The brightest there is, in cd/m² (`clli`, `cLLI`, `mdcv`), for PQ.
        peak: Option<f32>,
    },
    /// A PNG's `gAMA`, with its `cHRM` if it has one.
    Gamma {
        /// As stored, over 100,000: 1.0 is linear, 0.45455 that of screens.
        gamma: f32,
        /// x and y of white, red, green, blue.
        chromaticities: Option<[f32; 8]>,
    },
}

/// A way from a picture's own colours to sRGB.
pub(super) enum ToSrgb {
    Grey(GreyProfile),
    Rgb(RgbProfile),
    Shaper(Box<Shaper>),
}

impl Colours {
    /// What a file says by a profile, or by having none.
    pub fn of_profile(icc: Option<Vec<u8>>) -> Self {
        icc.map_or(Self::Srgb, Self::Icc)
    }

    /// What people call them; `None` if nothing that can be read is said about them.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Srgb => None,
            Self::Icc(icc) => icc::name(icc),
            Self::Cicp { primaries, transfer, .. } => code_points(*primaries, *transfer),
            Self::Gamma { .. } => self.to_srgb().map(|_| "Custom gamma".to_owned()),
        }
    }

    /// `None` if there is nothing to do: the colours are sRGB's, or what is said about them makes no sense. A profile
    /// for CMYK is not for here: see [`Cmyk`].
    pub fn to_srgb(&self) -> Option<ToSrgb> {
        match self {
            Self::Srgb => None,
            Self::Icc(icc) => icc::read(icc),
            Self::Cicp { primaries, transfer, peak } => {
                Shaper::of_cicp(*primaries, *transfer, *peak).map(|shaper| ToSrgb::Shaper(Box::new(shaper)))
            }
            Self::Gamma { gamma, chromaticities } => {
                Shaper::of_gamma(*gamma, *chromaticities).map(|shaper| ToSrgb::Shaper(Box::new(shaper)))
            }
        }
    }
}

/// What people call code points; 0 and 2 say nothing.
fn code_points(primaries: u16, transfer: u16) -> Option<String> {
    let gamut = match primaries {
        0 | 2 => return None,
        1 if matches!(transfer, 1 | 2 | 6 | 13) => "sRGB",
        1 => "BT.709",
        9 => "BT.2020",
        11 => "DCI-P3",
        12 => "Display P3",
        _ => "Custom primaries",
    };
    Some(match transfer {
        16 => format!("{gamut} PQ"),
        18 => format!("{gamut} HLG"),
        8 => format!("{gamut} linear"),
        _ => gamut.to_owned(),
    })
}

impl ToSrgb {
    /// Brings samples of 8 bits to sRGB, in place: any number of whole pixels. A profile for RGB says nothing about grey
    /// samples, nor the other way round.
    pub fn row(&self, row: &mut [u8], layout: Layout) {
        match self {
            Self::Grey(profile) => profile.row(row, layout),
            Self::Rgb(profile) => profile.row(row, layout),
            Self::Shaper(shaper) => shaper.row(row, layout),
        }
    }

    /// Brings samples of 16 bits to sRGB of 8 bits; `out` has as many. What is brighter than a screen can show is tone
    /// mapped, for which 8 bits would be too few.
    pub fn wide_row(&self, row: &[u16], layout: Layout, out: &mut [u8]) {
        match self {
            Self::Grey(profile) => profile.wide_row(row, layout, out),
            Self::Rgb(profile) => profile.wide_row(row, layout, out),
            Self::Shaper(shaper) => shaper.wide_row(row, layout, out),
        }
    }
}

/// A sample of 16 bits as one of 8.
pub(super) fn narrow(sample: u16) -> u8 {
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

fn narrow_row(row: &[u16], out: &mut [u8]) {
    for (to, &from) in out.iter_mut().zip(row) {
        *to = narrow(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(colours: &Colours, rgb: [u8; 3]) -> [u8; 3] {
        let mut narrow = rgb;
        let wide = rgb.map(|sample| u16::from(sample) * 257);
        let mut of_wide = [0; 3];
        if let Some(to_srgb) = colours.to_srgb() {
            to_srgb.row(&mut narrow, Layout::Rgb);
            to_srgb.wide_row(&wide, Layout::Rgb, &mut of_wide);
            assert_eq!(narrow, of_wide, "8 and 16 bits agree");
        }
        narrow
    }

    fn near(shown: [u8; 3], wanted: [u8; 3]) -> bool {
        shown.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 3)
    }

    fn cicp(primaries: u16, transfer: u16) -> Colours {
        Colours::Cicp { primaries, transfer, peak: None }
    }

    #[test]
    fn what_is_srgb_already_costs_nothing() {
        for (primaries, transfer) in [(1, 13), (1, 1), (2, 2), (1, 6), (0, 0)] {
            assert!(cicp(primaries, transfer).to_srgb().is_none(), "{primaries}/{transfer}");
        }
        assert!(Colours::Gamma { gamma: 0.45455, chromaticities: None }.to_srgb().is_none());
        let srgb = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
        assert!(Colours::Gamma { gamma: 0.45455, chromaticities: Some(srgb) }.to_srgb().is_none());
        for gamma in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!(Colours::Gamma { gamma, chromaticities: Some([0.0; 8]) }.to_srgb().is_none());
        }
    }

    #[test]
    fn primaries_and_curves_become_srgb() {
        assert!(near(shown(&cicp(1, 8), [220, 40, 40]), [239, 110, 112]));
        assert!(near(shown(&cicp(12, 13), [220, 40, 40]), [240, 0, 21]));
        assert_eq!(shown(&cicp(9, 13), [255, 255, 255]), [255, 255, 255]);
        let linear = Colours::Gamma { gamma: 1.0, chromaticities: None };
        assert!(near(shown(&linear, [64, 64, 64]), [137, 137, 137]));
        let p3 = [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06];
        let p3 = Colours::Gamma { gamma: 0.45455, chromaticities: Some(p3) };
        assert!(near(shown(&p3, [220, 40, 40]), [240, 0, 21]));
    }

    #[test]
    fn colours_have_the_names_that_people_know() {
        for (primaries, transfer, name) in [
            (1, 13, Some("sRGB")),
            (1, 8, Some("BT.709 linear")),
            (12, 13, Some("Display P3")),
            (9, 16, Some("BT.2020 PQ")),
            (9, 18, Some("BT.2020 HLG")),
            (2, 2, None),
        ] {
            assert_eq!(cicp(primaries, transfer).name().as_deref(), name, "{primaries}/{transfer}");
        }
        assert_eq!((Colours::Srgb.name(), Colours::Icc(b"no profile".to_vec()).name()), (None, None));
        let linear = Colours::Gamma { gamma: 1.0, chromaticities: None };
        assert_eq!(linear.name().as_deref(), Some("Custom gamma"));
        assert_eq!(Colours::Gamma { gamma: 0.45455, chromaticities: None }.name(), None);
    }

    #[test]
    fn high_dynamic_range_is_tone_mapped() {
        let [red, yellow] = [[220, 40, 40], [240, 220, 40]].map(|colour| shown(&cicp(9, 16), colour));
        assert!(near(red, [255, 0, 0]), "{red:?}");
        assert!(near(yellow, [255, 174, 0]), "{yellow:?}");
        for transfer in [16, 18] {
            let ramp: Vec<_> = (0..=255).map(|grey| shown(&cicp(9, transfer), [grey; 3])).collect();
            assert!(ramp.windows(2).all(|pair| pair[0][1] <= pair[1][1]), "{transfer} rises");
            assert_eq!((ramp[0], ramp[255]), ([0; 3], [255; 3]), "{transfer}");
            assert!(ramp[128][1] > 30 && ramp[200][1] < 250, "{transfer}: {:?} {:?}", ramp[128], ramp[200]);
        }
        // The less there is to squeeze in, the brighter the rest.
        let dim = Colours::Cicp { primaries: 9, transfer: 16, peak: Some(400.0) };
        assert!(shown(&dim, [140; 3])[0] > shown(&cicp(9, 16), [140; 3])[0]);
    }

    #[test]
    fn grey_samples_have_the_curve_and_keep_their_alpha() {
        let to_srgb = cicp(1, 8).to_srgb().unwrap();
        let mut row = [64, 7, 255, 200];
        to_srgb.row(&mut row, Layout::GreyAlpha);
        assert_eq!(row, [137, 7, 255, 200]);
        let mut out = [0; 2];
        to_srgb.wide_row(&[64 * 257, 7 * 257], Layout::GreyAlpha, &mut out);
        assert_eq!(out, [137, 7]);
    }
}
