//! Follows, and members in lists.

use super::accounts::Person;
use serde::{Deserialize, Serialize};

/// How many members stand on one page of a list.
pub const PEOPLE_PAGE_SIZE: usize = 40;

/// A member as a list shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// Who.
    pub person: Person,
    /// Whether whoever looks follows them.
    pub followed: bool,
}

/// How a member is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// Whether whoever asks follows them.
    pub following: bool,
    /// How many do.
    pub follower_count: u32,
}
