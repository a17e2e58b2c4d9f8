//! A picture: its box, how far its processing is, and which quality states it has.

use super::ids::PictureId;
use serde::{Deserialize, Serialize};

/// The widths in pixels of the quality states between the lowest and the original, in rising order:
/// `ID-2`, `ID-3` and so on. A picture has those that are narrower than itself.
pub const QUALITY_WIDTHS: [u32; 5] = [236, 474, 736, 1200, 1920];

/// The longest side in pixels of `ID-1`, the lowest quality state.
pub const LOWEST_SIDE: u32 = 10;

/// The number of the full-size quality state, `ID-0`.
pub const FULL: u8 = 0;

/// The number of the lowest quality state, `ID-1`.
pub const LOWEST: u8 = 1;

/// How many states from the lowest up make a picture good enough for a grid: `ID-1`, 236 and 474 px.
const EARLY_THROUGH: u8 = 3;

/// The width in pixels of the largest of these. What is no wider is made first.
pub const EARLY_WIDTH: u32 = QUALITY_WIDTHS[EARLY_THROUGH as usize - 2];

/// How far the work on a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureState {
    /// Stored; nothing to show yet.
    Waiting,
    /// The small states are there: enough for a grid.
    Early,
    /// All states are there but the full size.
    Scaled,
    /// All of it is there.
    Ready,
}

/// One quality state of a picture: its number and its size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualitySize {
    /// Its number: 0 is full size, 1 the lowest, then rising.
    pub n: u8,
    /// Pixels across, at least 1.
    pub width: u32,
    /// Pixels down, at least 1.
    pub height: u32,
}

/// The quality states that a picture of this size has, upright, in the order in which they are made: the lowest, those
/// of [`QUALITY_WIDTHS`] that are narrower than the picture, and last the full size. Nothing is ever enlarged.
pub fn qualities(width: u32, height: u32) -> Vec<QualitySize> {
    let (low_width, low_height) = fit(width, height, LOWEST_SIDE);
    let lowest = QualitySize { n: LOWEST, width: low_width, height: low_height };
    let narrower = QUALITY_WIDTHS.into_iter().take_while(|&step| step < width);
    let between = (LOWEST + 1..).zip(narrower).map(|(n, step)| QualitySize {
        n,
        width: step,
        height: scaled(height, step, width),
    });
    let full = QualitySize { n: FULL, width, height };
    std::iter::once(lowest).chain(between).chain([full]).collect()
}

/// The size of a picture fitted into a square of `side` pixels: never enlarged, never less than one pixel.
pub fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    if width <= side && height <= side {
        (width.max(1), height.max(1))
    } else if width >= height {
        (side, scaled(height, side, width))
    } else {
        (scaled(width, side, height), side)
    }
}

/// The size of a picture's thumbnail of this height: never enlarged, never less than one pixel.
pub fn thumbnail_size(width: u32, height: u32, wanted: u32) -> (u32, u32) {
    if height <= wanted { (width.max(1), height.max(1)) } else { (scaled(width, wanted, height), wanted.max(1)) }
}

/// `length × to / from`, rounded, at least 1.
fn scaled(length: u32, to: u32, from: u32) -> u32 {
    let from = u64::from(from.max(1));
    let scaled = (u64::from(length) * u64::from(to) + from / 2) / from;
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// A picture as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its name in `/media/{ID}-{n}`.
    pub id: PictureId,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// How far the work on it is.
    pub state: PictureState,
    /// Its thumbhash drawn as a tiny picture, a `data:` address; missing until it has been decoded once.
    pub placeholder: Option<String>,
}

impl Picture {
    /// Height by width: the shape of the box that a page keeps free for it.
    pub fn ratio(&self) -> f64 {
        f64::from(self.height.max(1)) / f64::from(self.width.max(1))
    }

    /// The quality states that can be shown now, in rising order of width.
    pub fn available(&self) -> Vec<QualitySize> {
        let all = qualities(self.width, self.height);
        match self.state {
            PictureState::Waiting => Vec::new(),
            PictureState::Early => {
                all.into_iter().filter(|quality| (LOWEST..=EARLY_THROUGH).contains(&quality.n)).collect()
            }
            PictureState::Scaled => all.into_iter().filter(|quality| quality.n != FULL).collect(),
            PictureState::Ready => all,
        }
    }

    /// The address of a thumbnail of this height.
    pub fn thumbnail_address(&self, height: u32) -> String {
        format!("/media/{}/h{height}", self.id)
    }

    /// The address of the untouched file.
    pub fn original_address(&self) -> String {
        format!("/media/{}/original", self.id)
    }

    /// The address of one quality state.
    pub fn address(&self, n: u8) -> String {
        format!("{}{n}", self.addresses())
    }

    /// How the addresses of all its quality states begin: the number of one follows.
    pub fn addresses(&self) -> String {
        format!("/media/{}-", self.id)
    }
}

/// Whether a picture can be shown early once state `n` has been stored, states being stored in rising order
/// of width.
pub const fn completes_early(n: u8) -> bool {
    n >= EARLY_THROUGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ladder(width: u32, height: u32) -> Vec<(u8, u32)> {
        qualities(width, height).into_iter().map(|quality| (quality.n, quality.width)).collect()
    }

    #[test]
    fn a_large_photograph_has_every_state() {
        assert_eq!(ladder(5640, 3172), [(1, 10), (2, 236), (3, 474), (4, 736), (5, 1200), (6, 1920), (0, 5640)]);
    }

    #[test]
    fn what_has_been_made_can_be_shown() {
        let shown = |state| {
            let id = PictureId::from_uuid(uuid::Uuid::nil());
            let picture = Picture { id, width: 1000, height: 700, state, placeholder: None };
            picture.available().into_iter().map(|quality| quality.n).collect::<Vec<_>>()
        };
        assert!(shown(PictureState::Waiting).is_empty());
        assert_eq!(shown(PictureState::Early), [1, 2, 3]);
        assert_eq!(shown(PictureState::Scaled), [1, 2, 3, 4]);
        assert_eq!(shown(PictureState::Ready), [1, 2, 3, 4, 0]);
    }

    #[test]
    fn a_small_picture_is_never_enlarged() {
        assert_eq!(ladder(300, 200), [(1, 10), (2, 236), (0, 300)]);
        assert_eq!(ladder(236, 20), [(1, 10), (0, 236)]);
        assert_eq!(ladder(8, 6), [(1, 8), (0, 8)]);
    }

    proptest! {
        #[test]
        fn what_is_fitted_stays_within_its_square(width in 1u32..20_000, height in 1u32..20_000, side in 1u32..500) {
            let (w, h) = fit(width, height, side);
            prop_assert!((1..=side).contains(&w) && (1..=side).contains(&h));
            prop_assert!(w <= width && h <= height);
        }
    }
}
