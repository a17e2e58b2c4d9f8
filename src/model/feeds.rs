//! Lists of pins: which there are, and by what name the address of a pin tells from which of them one came.

use super::{
    accounts::Person,
    colours::Colour,
    errors::Problem,
    ids::{BoardId, ChannelId, CommunityId, PinId},
    pins::PinCard,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How many members are suggested at once.
pub const SUGGESTED_MOST: usize = 12;

/// How many pictures stand beside a member who is suggested.
pub const SUGGESTED_PINS: usize = 3;

/// How many pictures that are like one stand below it: two rows on wide screens.
pub const RELATED_MOST: usize = 12;

/// How long ago pins were added that are compared by their likes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Since the day began, UTC.
    Today,
    /// Today and the six days before.
    Week,
    /// Today and the 29 days before.
    Month,
    /// This month and the eleven before.
    Year,
    /// Ever.
    #[default]
    All,
}

impl Window {
    /// All of them, the shortest first.
    pub const EACH: [Self; 5] = [Self::Today, Self::Week, Self::Month, Self::Year, Self::All];

    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::All => "all",
        }
    }
}

impl FromStr for Window {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = Self::EACH.into_iter().find(|window| window.name() == text);
        known.ok_or_else(|| Problem::field("window", "Choose “today”, “week”, “month”, “year” or “all”."))
    }
}

/// The order of everybody's pins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// What was added last comes first.
    #[default]
    Newest,
    /// What is liked most comes first, of what was added within a while.
    Popular(Window),
}

impl Order {
    /// The order that these words of an address ask for. Whatever they do not know is as if it were left out.
    pub fn named(sort: &str, window: &str) -> Self {
        if sort == "popular" { Self::Popular(window.parse().unwrap_or_default()) } else { Self::Newest }
    }
}

/// A list of pins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FeedOf {
    /// Everybody's public ones.
    Explore {
        /// In this order.
        order: Order,
    },
    /// Everybody's public ones with a tag, newest first.
    Tag {
        /// The tag.
        tag: String,
    },
    /// Those of the members whom one follows, newest first.
    Following,
    /// One member's, newest first.
    Member {
        /// Their user name.
        name: String,
        /// Those with this tag; all where there is none.
        tag: Option<String>,
    },
    /// What a member likes, the latest like first.
    Liked {
        /// Their user name.
        name: String,
    },
    /// A board's, in the order that its owner has given them.
    Board {
        /// The board.
        id: BoardId,
    },
    /// The pictures of a gallery channel.
    Channel {
        /// The community that it belongs to.
        community: CommunityId,
        /// The channel.
        id: ChannelId,
        /// What was posted last first, or what is liked most of all that ever was.
        order: Order,
    },
    /// What fits some words, the best first.
    Search {
        /// The words.
        q: String,
    },
    /// That in which a colour stands out, of what fits some words where there are any.
    Coloured {
        /// The words.
        q: String,
        /// The colour.
        colour: Colour,
    },
}

impl FeedOf {
    /// How the address of a pin says that one came from this list, beside the tag and the words looked for, which stand for
    /// themselves.
    pub fn origin(&self) -> String {
        match self {
            Self::Explore { order: Order::Newest } | Self::Tag { .. } => "explore".to_owned(),
            Self::Explore { order: Order::Popular(window) } => format!("popular-{}", window.name()),
            Self::Following => "following".to_owned(),
            Self::Member { name, .. } => format!("@{name}"),
            Self::Liked { name } => format!("likes@{name}"),
            Self::Board { id } => format!("board-{id}"),
            Self::Channel { community, id, order: Order::Newest } => format!("channel-{community}-{id}"),
            Self::Channel { community, id, order: Order::Popular(_) } => format!("gallery-{community}-{id}"),
            Self::Search { .. } | Self::Coloured { .. } => "search".to_owned(),
        }
    }

    /// The tag that this list is narrowed to.
    pub fn tag(&self) -> Option<&str> {
        match self {
            Self::Tag { tag } => Some(tag),
            Self::Member { tag, .. } => tag.as_deref(),
            _ => None,
        }
    }

    /// The words that this list fits.
    pub fn q(&self) -> Option<&str> {
        match self {
            Self::Search { q } | Self::Coloured { q, .. } => Some(q),
            _ => None,
        }
    }

    /// The list that a pin was come to from, as its address has it; `None` where it has none.
    pub fn come_from(from: &str, tag: Option<String>, q: Option<String>) -> Option<Self> {
        let tag = tag.filter(|tag| !tag.is_empty());
        if let Some(name) = from.strip_prefix('@') {
            return Some(Self::Member { name: name.to_owned(), tag });
        }
        if let Some(name) = from.strip_prefix("likes@") {
            return Some(Self::Liked { name: name.to_owned() });
        }
        if let Some(id) = from.strip_prefix("board-") {
            return Some(Self::Board { id: id.parse().ok()? });
        }
        for (begin, order) in [("channel-", Order::Newest), ("gallery-", Order::Popular(Window::All))] {
            if let Some((community, id)) = from.strip_prefix(begin).and_then(|rest| rest.split_once('-')) {
                return Some(Self::Channel { community: community.parse().ok()?, id: id.parse().ok()?, order });
            }
        }
        if let Some(window) = from.strip_prefix("popular-") {
            return Some(Self::Explore { order: Order::Popular(window.parse().ok()?) });
        }
        match from {
            "explore" => Some(tag.map_or(Self::Explore { order: Order::Newest }, |tag| Self::Tag { tag })),
            "following" => Some(Self::Following),
            "search" => Some(Self::Search { q: q? }),
            _ => None,
        }
    }
}

/// The pins before and after one in a list; `None` at its ends.
pub type Beside = (Option<PinId>, Option<PinId>);

/// Somebody whom one could follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Who.
    pub person: Person,
    /// How many follow them.
    pub followers: u32,
    /// Their newest pins that everyone finds, up to [`SUGGESTED_PINS`].
    pub pins: Vec<PinCard>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_list_is_found_again_by_what_its_pins_addresses_say() {
        let name = || "ana".to_owned();
        let id = Uuid::from_u128(7);
        let gallery =
            |order| FeedOf::Channel { community: CommunityId::from_uuid(id), id: ChannelId::from_uuid(id), order };
        let mut lists = vec![
            FeedOf::Explore { order: Order::Newest },
            FeedOf::Tag { tag: "two words".to_owned() },
            FeedOf::Following,
            FeedOf::Member { name: name(), tag: None },
            FeedOf::Member { name: name(), tag: Some("birds".to_owned()) },
            FeedOf::Liked { name: name() },
            FeedOf::Board { id: BoardId::from_uuid(Uuid::from_u128(7)) },
            gallery(Order::Newest),
            gallery(Order::Popular(Window::All)),
            FeedOf::Search { q: "grey heron".to_owned() },
        ];
        lists.extend(Window::EACH.map(|window| FeedOf::Explore { order: Order::Popular(window) }));
        for list in lists {
            let (tag, q) = (list.tag().map(str::to_owned), list.q().map(str::to_owned));
            assert_eq!(FeedOf::come_from(&list.origin(), tag, q), Some(list));
        }
        for from in ["", "elsewhere", "popular-decade", "board-nonsense", "channel-nonsense", "gallery-1-2", "search"] {
            assert_eq!(FeedOf::come_from(from, None, None), None, "{from}");
        }
    }

    #[test]
    fn an_order_that_is_not_known_is_the_newest_first() {
        for (sort, window, order) in [
            ("", "", Order::Newest),
            ("newest", "week", Order::Newest),
            ("nonsense", "", Order::Newest),
            ("popular", "", Order::Popular(Window::All)),
            ("popular", "decade", Order::Popular(Window::All)),
            ("popular", "week", Order::Popular(Window::Week)),
        ] {
            assert_eq!(Order::named(sort, window), order, "{sort} {window}");
        }
    }
}
