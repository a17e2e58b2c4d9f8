//! Blocks: members who neither see, follow, mention nor write to each other.

use super::accounts::Person;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How many members somebody can block: each of their queries compares that many.
pub const BLOCKS_MOST: i64 = 1000;

/// A member whom somebody has blocked, as they alone see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedMember {
    pub person: Person,
    #[serde(with = "time::serde::rfc3339")]
    pub blocked_at: OffsetDateTime,
}
