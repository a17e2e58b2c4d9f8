//! Likes: once a member and pin.

/// Up to how many pins are counted that a member likes.
pub const LIKES_COUNTED: u32 = 500;

/// How a pin is liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liking {
    /// Whether whoever asks likes it.
    pub liked: bool,
    /// How many members do.
    pub like_count: u32,
}
