//! What is looked for, and what is found beside pins.

use super::{
    accounts::Person,
    boards::BoardCard,
    errors::Problem,
    follows::PersonCard,
    ids::{BoardId, PinId},
    pictures::Picture,
    text::composed,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The longest text that is looked for, in characters. What comes after is not looked at.
pub const QUERY_LONGEST: usize = 200;

/// How many members, and how many boards, stand above the pins that were found.
pub const FOUND_FEW: usize = 6;

/// How many members, or boards, stand on a page of their own.
pub const FOUND_MOST: usize = 60;

/// How many completions are offered at once.
pub const COMPLETIONS_MOST: usize = 8;

/// How many tags are offered to whoever looks for nothing, or finds nothing.
pub const POPULAR_TAGS: usize = 16;

/// A text as it is looked for: composed as everything is, without what the database cannot hold, and cut where it is too long.
pub fn within_limits(text: &str) -> String {
    let text: String = text.chars().filter(|letter| *letter != '\0').take(QUERY_LONGEST).collect();
    composed(&text).chars().take(QUERY_LONGEST).collect()
}

/// What is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// Pins, with a few members and boards above them.
    #[default]
    All,
    /// Pins alone.
    Pins,
    /// Members alone.
    Users,
    /// Boards alone.
    Boards,
}

impl SearchKind {
    /// All of them.
    pub const EACH: [Self; 4] = [Self::All, Self::Pins, Self::Users, Self::Boards];

    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Pins => "pins",
            Self::Users => "users",
            Self::Boards => "boards",
        }
    }

    /// How many members, and how many boards, it shows at most.
    pub const fn most(self) -> (usize, usize) {
        match self {
            Self::All => (FOUND_FEW, FOUND_FEW),
            Self::Pins => (0, 0),
            Self::Users => (FOUND_MOST, 0),
            Self::Boards => (0, FOUND_MOST),
        }
    }
}

impl FromStr for SearchKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = Self::EACH.into_iter().find(|kind| kind.name() == text);
        known.ok_or_else(|| Problem::field("kind", "Choose “all”, “pins”, “users” or “boards”."))
    }
}

/// What was found beside pins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What was looked for instead of words that nobody has written: the text with those that are most like them.
    pub instead: Option<String>,
    /// What was perhaps meant: the text with words that are much commoner than those that it has.
    pub perhaps: Option<String>,
    /// Members of such a name.
    pub people: Vec<PersonCard>,
    /// Whether there are more of them.
    pub more_people: bool,
    /// Boards of such a title.
    pub boards: Vec<BoardCard>,
    /// Whether there are more of them.
    pub more_boards: bool,
}

/// What a text that is being typed may become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// A tag.
    Tag(String),
    /// A member.
    Person(Person),
    /// A board: its id and its title.
    Board(BoardId, String),
    /// A pin: its id, its title and its picture.
    Pin(PinId, String, Picture),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_cut_to_what_can_be_looked_for(text: String) {
            let text = within_limits(&text);
            prop_assert!(text.chars().count() <= QUERY_LONGEST && !text.contains('\0'));
        }
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in SearchKind::EACH {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert!("people".parse::<SearchKind>().is_err());
    }
}
