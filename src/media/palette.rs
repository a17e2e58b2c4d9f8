//! The colours of a picture, in a grid of some 150 cells in Oklab (Björn Ottosson, 2020), where equal steps look equally large.

use std::sync::LazyLock;

use super::pixels::Pixels;
use crate::model::colours::Colour;

/// How many colours a picture has at most.
const SHADES: usize = 5;

/// What a colour takes of a picture at least, in per cent.
const LEAST: u8 = 8;

/// How many pixels a side are looked at, about.
const LOOKED_AT: u32 = 64;

/// A pixel that is less opaque has no colour.
const OPAQUE: u8 = 128;

/// How large a cell is: in lightness, and in both directions of colour.
const STEPS: [f32; 3] = [0.125, 0.08, 0.08];

/// How many cells there are from the darkest to the lightest, and in each direction of colour: from −4 to 4.
const CELLS: i32 = 9;
const MIDDLE: i32 = 4;

/// Colours that are nearer to each other are one.
const ONE: f32 = 0.1;

/// Cells whose middle is nearer to a colour are found by it; nearer to one without colour, as any colour stands out beside grey.
const NEAR: f32 = 0.09;
const NEAR_GREY: f32 = 0.078;

/// From how far off grey something has a colour.
const COLOURED: f32 = 0.05;

/// How much lightness counts beside colour: navy and sky are both blue.
const OF_LIGHTNESS: f32 = 0.5;

/// A colour that stands out in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shade {
    /// Its cell.
    pub cell: i16,
    /// How much of the picture has it, in per cent.
    pub share: u8,
}

/// A colour in Oklab: lightness from 0 to 1, green to red, blue to yellow.
pub(super) type Lab = [f32; 3];

/// The colours that stand out, the one that takes most first. None where the picture is transparent.
pub(super) fn palette(pixels: &Pixels) -> Vec<Shade> {
    let (counts, all) = counted(pixels);
    let mut groups: Vec<Group> = Vec::new();
    for each in counts {
        match groups.iter_mut().find(|group| distance(group.colour(), each.colour()) < ONE) {
            Some(group) => group.add(&each),
            None => groups.push(each),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.pixels));
    let shade = |group: &Group| Shade { cell: cell(group.colour()), share: (group.pixels * 100 / all.max(1)) as u8 };
    groups.iter().take(SHADES).map(shade).filter(|shade| shade.share >= LEAST).collect()
}

/// The cells of colours that look like this one.
pub fn cells_near(colour: Colour) -> Vec<i16> {
    let wanted = oklab([colour.red, colour.green, colour.blue]);
    let (own, near) = (cell(wanted), if wanted[1].hypot(wanted[2]) > COLOURED { NEAR } else { NEAR_GREY });
    let all = 0..(CELLS * CELLS * CELLS) as i16;
    all.filter(|&other| other == own || distance(middle(other), wanted) < near).collect()
}

/// Pixels of like colours.
#[derive(Clone, Copy, Default)]
struct Group {
    pixels: u32,
    sums: Lab,
}

impl Group {
    fn add(&mut self, other: &Self) {
        self.pixels += other.pixels;
        self.sums = std::array::from_fn(|i| self.sums[i] + other.sums[i]);
    }

    /// Their mean.
    fn colour(&self) -> Lab {
        self.sums.map(|sum| sum / self.pixels.max(1) as f32)
    }
}

/// Some pixels, evenly chosen, by their cells, the fullest first; and how many these are.
fn counted(pixels: &Pixels) -> (Vec<Group>, u32) {
    let mut groups = vec![Group::default(); (CELLS * CELLS * CELLS) as usize];
    let mut all = 0;
    let (across, down) = (pixels.width.div_ceil(LOOKED_AT), pixels.height.div_ceil(LOOKED_AT));
    for y in (0..pixels.height).step_by(down as usize) {
        for x in (0..pixels.width).step_by(across as usize) {
            let at = (y as usize * pixels.width as usize + x as usize) * pixels.step();
            let pixel = &pixels.data[at..at + pixels.step()];
            if pixel.get(3).is_none_or(|&alpha| alpha >= OPAQUE) {
                let sums = oklab([pixel[0], pixel[1], pixel[2]]);
                groups[cell(sums) as usize].add(&Group { pixels: 1, sums });
                all += 1;
            }
        }
    }
    groups.retain(|group| group.pixels > 0);
    groups.sort_by_key(|group| std::cmp::Reverse(group.pixels));
    (groups, all)
}

/// How unlike two colours are.
fn distance(one: Lab, other: Lab) -> f32 {
    let [l, a, b]: Lab = std::array::from_fn(|i| one[i] - other[i]);
    (OF_LIGHTNESS * l).hypot(a).hypot(b)
}

fn cell(colour: Lab) -> i16 {
    let step = |i: usize| (colour[i] / STEPS[i]).round() as i32;
    let lightness = step(0).clamp(0, CELLS - 1);
    let [a, b] = [step(1), step(2)].map(|step| (step + MIDDLE).clamp(0, CELLS - 1));
    ((lightness * CELLS + a) * CELLS + b) as i16
}

/// The colour in the middle of a cell.
fn middle(cell: i16) -> Lab {
    let cell = i32::from(cell);
    let places = [cell / (CELLS * CELLS), cell / CELLS % CELLS - MIDDLE, cell % CELLS - MIDDLE];
    std::array::from_fn(|i| places[i] as f32 * STEPS[i])
}

/// Brings a colour from sRGB to Oklab.
pub(super) fn oklab(srgb: [u8; 3]) -> Lab {
    static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
        std::array::from_fn(|value| {
            let value = value as f32 / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    });
    let [r, g, b] = srgb.map(|value| LINEAR[usize::from(value)]);
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::colours::SWATCHES;
    use std::collections::BTreeSet;

    fn picture(colours: &[([u8; 3], u32)]) -> Pixels {
        let rows = colours.iter().flat_map(|(colour, rows)| vec![*colour; *rows as usize * 50]);
        let data: Vec<u8> = rows.flatten().collect();
        Pixels { width: 50, height: data.len() as u32 / 150, alpha: false, data }
    }

    #[test]
    fn oklab_is_as_its_author_gives_it() {
        for (srgb, expected) in [
            ([255, 255, 255], [1.0, 0.0, 0.0]),
            ([0, 0, 0], [0.0, 0.0, 0.0]),
            ([255, 0, 0], [0.628, 0.225, 0.126]),
            ([0, 0, 255], [0.452, -0.032, -0.312]),
        ] {
            let found = oklab(srgb);
            assert!((0..3).all(|i| (found[i] - expected[i]).abs() < 2e-3), "{srgb:?}: {found:?}");
        }
    }

    #[test]
    fn the_grid_has_some_hundred_cells() {
        let steps = || (0..=255).step_by(15);
        let all = steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b])));
        let cells: BTreeSet<_> = all.map(|srgb| cell(oklab(srgb))).collect();
        assert!((100..=250).contains(&cells.len()), "{}", cells.len());
        for cell_of in cells {
            assert_eq!(cell(middle(cell_of)), cell_of);
        }
    }

    #[test]
    fn a_picture_has_the_colours_that_it_is_made_of() {
        let (red, white) = ([198, 40, 40], [250, 250, 250]);
        let found = palette(&picture(&[(red, 30), (white, 18), ([20, 20, 20], 2)]));
        assert_eq!(found.len(), 2, "a twentieth is not enough: {found:?}");
        assert_eq!((found[0].cell, found[1].cell), (cell(oklab(red)), cell(oklab(white))));
        assert!((50..=70).contains(&found[0].share) && (26..=46).contains(&found[1].share), "{found:?}");
        let clear = Pixels { width: 2, height: 1, alpha: true, data: vec![9, 9, 9, 0, 9, 9, 9, 10] };
        assert_eq!(palette(&clear), []);
    }

    #[test]
    fn shades_of_one_colour_are_one() {
        let rows: Vec<_> = (0..40).map(|n| ([30 + n, 60 + n, 160 + n], 1)).collect();
        let found = palette(&picture(&rows));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].share, 100);
    }

    #[test]
    fn every_colour_to_choose_finds_itself_and_none_of_the_others() {
        for (name, colour) in SWATCHES {
            let near = cells_near(colour);
            assert!((1..=12).contains(&near.len()), "{name}: {near:?}");
            for (other_name, other) in SWATCHES {
                let own = cell(oklab([other.red, other.green, other.blue]));
                assert_eq!(near.contains(&own), name == other_name, "{name} and {other_name}");
            }
        }
    }
}
