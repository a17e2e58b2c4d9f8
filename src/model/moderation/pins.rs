//! Pins, as those see them who look after the site.

use super::{Case, Concerned, Hidden, Measure, choices};
use crate::model::pins::PinCard;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How many pins stand on a page of them all.
pub const MODERATED_PAGE_SIZE: usize = 30;

/// The longest text that pins are looked for by, in characters.
pub const TITLE_QUERY_LONGEST: usize = 100;

choices! {
    /// Of all pins, which are looked at.
    WhichPins, "which", "Choose “all”, “hidden” or “reported”." {
        /// All of them.
        #[default]
        All = "all"
        /// Those that are hidden.
        Hidden = "hidden"
        /// Those with open reports.
        Reported = "reported"
    }

    /// In which order pins are looked at.
    ModeratedSort, "sort", "Choose “newest”, “liked” or “reported”." {
        /// Uploaded last comes first.
        #[default]
        Newest = "newest"
        /// Liked most comes first.
        Liked = "liked"
        /// Reported most comes first; what nobody has reported is left out.
        Reported = "reported"
    }
}

/// Which pins are looked at, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeratedFilter {
    /// Words of their titles; any where empty.
    pub q: String,
    /// The user name of whose they are; anybody's where empty.
    pub member: String,
    /// Which of them.
    pub which: WhichPins,
    /// In which order.
    pub sort: ModeratedSort,
}

/// A pin, as those see it who look after the site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModeratedPin {
    /// What a grid shows of it.
    pub card: PinCard,
    /// When it was uploaded, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Whether and why it is hidden.
    pub hidden: Option<Hidden>,
    /// Whose it is.
    pub member: Concerned,
    /// How many reports about it are open.
    pub open: u32,
}

impl ModeratedPin {
    /// What can be done about it.
    pub fn measures(&self) -> Vec<Measure> {
        let first = if self.hidden.is_some() { Measure::RestorePin } else { Measure::HidePin };
        vec![first, Measure::RemovePin]
    }
}

/// Something with what was reported about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinCase {
    /// The pin.
    pub pin: ModeratedPin,
    /// What was reported about it, if anything ever was.
    pub case: Option<Case>,
}
