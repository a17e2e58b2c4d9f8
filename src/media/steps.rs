//! What is to be made of a picture: its quality states, its thumbnails, or some thumbnails alone.

use crate::model::pictures::{FULL, LOWEST, qualities, thumbnail_size};

/// What is wanted of a picture.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// All its quality states, and the measures of it.
    pub qualities: bool,
    /// Thumbnails of these heights, in pixels.
    pub heights: Vec<u32>,
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

/// The files that are wanted of a picture of this size, upright: by rising width, and the full size last.
pub(super) fn steps(width: u32, height: u32, wanted: &Wanted) -> Vec<Step> {
    let all = if wanted.qualities { qualities(width, height) } else { Vec::new() };
    let thumbnails = wanted.heights.iter().map(|&wanted| {
        let (width, height) = thumbnail_size(width, height, wanted);
        Step { target: Target::Thumbnail(wanted), width, height }
    });
    let states =
        all.into_iter().map(|size| Step { target: Target::Quality(size.n), width: size.width, height: size.height });
    let mut steps: Vec<_> = states.chain(thumbnails).collect();
    steps.sort_by_key(|step| (step.target == Target::FULL, step.width, step.height, step.target));
    steps
}
