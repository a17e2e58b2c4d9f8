//! What is to be made of a picture: its quality states, its thumbnails, or some thumbnails alone.

use crate::model::pictures::{EARLY_WIDTH, FULL, LOWEST, QUALITY_WIDTHS, qualities, thumbnail_size};

/// The width in pixels of the largest scaled state.
const WIDEST: u32 = QUALITY_WIDTHS[QUALITY_WIDTHS.len() - 1];

/// What is wanted of a picture.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Which of its quality states.
    pub qualities: Qualities,
    /// Thumbnails of these heights, in pixels.
    pub heights: Vec<u32>,
}

/// Quality states that are made together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Qualities {
    /// None of them.
    #[default]
    None,
    /// All but the full size, and the measures of the picture. Of the thumbnails, those that are no wider.
    Scaled,
    /// The full size alone. Of the thumbnails, those that are wider than the scaled ones.
    Full,
    /// All of them, and the measures.
    All,
}

impl Qualities {
    /// Whether the measures are wanted as well.
    pub(super) fn with_measures(self) -> bool {
        matches!(self, Self::Scaled | Self::All)
    }

    fn has(self, n: u8) -> bool {
        match self {
            Self::None => false,
            Self::Scaled => n != FULL,
            Self::Full => n == FULL,
            Self::All => true,
        }
    }

    fn has_thumbnail(self, width: u32) -> bool {
        match self {
            Self::None | Self::All => true,
            Self::Scaled => width <= WIDEST,
            Self::Full => width > WIDEST,
        }
    }
}

/// Which file of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The quality state of this number.
    Quality(u8),
    /// The thumbnail of this height.
    Thumbnail(u32),
}

impl Target {
    /// The quality state at full size, which is not scaled.
    pub(super) const FULL: Self = Self::Quality(FULL);

    /// The lowest quality state, which shows the first frame alone.
    pub(super) const LOWEST: Self = Self::Quality(LOWEST);

    /// The quality state that a placeholder is drawn from.
    pub(super) const NEXT: Self = Self::Quality(LOWEST + 1);
}

/// One file to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub target: Target,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Step {
    /// Whether it is among those that a grid waits for.
    pub fn is_early(&self) -> bool {
        self.width <= EARLY_WIDTH && self.target != Target::FULL
    }

    /// How many pixels it has.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// The files that are wanted of a picture of this size, upright: by rising width, and the full size last.
pub(super) fn steps(width: u32, height: u32, wanted: &Wanted) -> Vec<Step> {
    let all = qualities(width, height).into_iter().filter(|size| wanted.qualities.has(size.n));
    let states = all.map(|size| Step { target: Target::Quality(size.n), width: size.width, height: size.height });
    let thumbnails = wanted.heights.iter().map(|&wanted| {
        let (width, height) = thumbnail_size(width, height, wanted);
        Step { target: Target::Thumbnail(wanted), width, height }
    });
    let thumbnails = thumbnails.filter(|step| wanted.qualities.has_thumbnail(step.width));
    let mut steps: Vec<_> = states.chain(thumbnails).collect();
    steps.sort_by_key(|step| (step.target == Target::FULL, step.width, step.height, step.target));
    steps
}
