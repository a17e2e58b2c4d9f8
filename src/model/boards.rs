//! Boards: pins that a member has put together, in an order of their own; and the rules of a board's words.

use super::{
    accounts::{Person, refuse_invalid},
    errors::Problem,
    ids::{BoardId, PinId},
    pictures::Picture,
    text::{name_problem, tidy, tidy_lines, too_long},
    visibility::PublicOrPrivate,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The longest title of a board, in characters.
pub const BOARD_TITLE_LONGEST: usize = 100;

/// The longest description of a board, in characters.
pub const BOARD_DESCRIPTION_LONGEST: usize = 1000;

/// How many boards a member can have: as many as a list to choose from can hold.
pub const BOARDS_MOST: usize = 500;

/// How many boards stand on one page.
pub const BOARDS_PAGE_SIZE: usize = 24;

/// How many pictures stand for a board.
pub const BOARD_PICTURES: usize = 4;

/// How many boards that a pin is on its page names.
pub const ON_BOARDS_MOST: usize = 6;

/// What the board is called that is made for a member who saves a pin and has none.
pub const FIRST_BOARD: &str = "Saved";

/// A board as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCard {
    /// Its name in `/board/{id}`.
    pub id: BoardId,
    /// What its owner calls it.
    pub title: String,
    /// Who may see it.
    pub visibility: PublicOrPrivate,
    /// Whose it is.
    pub owner: Person,
    /// How many pins it shows to whoever looks.
    pub count: u32,
    /// Pictures that stand for it, up to [`BOARD_PICTURES`] of what it shows to whoever looks: its cover first.
    pub pictures: Vec<Picture>,
}

/// A board as its own page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardDetail {
    /// What a list would show of it.
    pub card: BoardCard,
    /// What its owner says of it: some lines of plain text.
    pub description: String,
    /// The pin that was chosen to stand for it, where whoever looks may see that there.
    pub cover: Option<PinId>,
    /// Whether whoever looks may change and delete it: its owner, or an admin.
    pub editable: bool,
}

/// One of one's own boards, to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardChoice {
    /// The board.
    pub id: BoardId,
    /// What it is called.
    pub title: String,
    /// Who may see it.
    pub visibility: PublicOrPrivate,
    /// Whether the pin that it is about is on it.
    pub holds: bool,
}

/// The boards that a pin is on, as far as they matter to whoever looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinOnBoards {
    /// All of one's own: the one that was saved to last, then the others in the order of their titles. None for a visitor.
    pub mine: Vec<BoardChoice>,
    /// Public ones that show it, the newest first, up to [`ON_BOARDS_MOST`].
    pub public: Vec<BoardCard>,
}

/// The board that a pin was saved to with one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedTo {
    /// The board.
    pub board: BoardId,
    /// What it is called.
    pub title: String,
    /// Whether it was made for this pin.
    pub created: bool,
}

/// The board that a pin was taken off with one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOff {
    /// The board.
    pub board: BoardId,
    /// What it is called.
    pub title: String,
    /// Whether the pin is on another board of the same member.
    pub elsewhere: bool,
}

/// What is said of a board; what is `None` stays as it is, or is left empty for a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardWords {
    /// What it is called.
    pub title: Option<String>,
    /// What its owner says of it.
    pub description: Option<String>,
    /// Who may see it.
    pub visibility: Option<PublicOrPrivate>,
    /// Which of its pins stands for it; `Some(None)` leaves that to the first.
    pub cover: Option<Option<PinId>>,
}

impl BoardWords {
    /// Those of a board that is made on the way: its title, and whether it is kept to oneself.
    pub fn of_new(title: String, is_private: bool) -> Self {
        let visibility = if is_private { PublicOrPrivate::Private } else { PublicOrPrivate::Public };
        Self { title: Some(title), visibility: Some(visibility), ..Self::default() }
    }

    /// The same, tidied, if every field is valid.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(self) -> Result<Self, Problem> {
        let words = Self {
            title: self.title.map(|title| tidy(&title)),
            description: self.description.map(|text| tidy_lines(&text)),
            ..self
        };
        refuse_invalid([
            ("title", words.title.as_deref().and_then(|title| name_problem("title", title, BOARD_TITLE_LONGEST))),
            ("description", words.description.as_deref().and_then(|text| too_long(text, BOARD_DESCRIPTION_LONGEST))),
        ])?;
        Ok(words)
    }
}

/// Where on a board a pin goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// Before the one that stands before it now.
    Earlier,
    /// After the one that stands after it now.
    Later,
    /// Right before this one.
    Before(PinId),
    /// Right after this one.
    After(PinId),
}

/// As in forms: a word, or a word and the id of a pin (`before-…`).
impl FromStr for Place {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("to", "Choose “first”, “last”, “earlier” or “later”.");
        match text {
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            "earlier" => Ok(Self::Earlier),
            "later" => Ok(Self::Later),
            _ => match text.split_once('-').ok_or_else(wrong)? {
                ("before", pin) => pin.parse().map(Self::Before).map_err(|_| wrong()),
                ("after", pin) => pin.parse().map(Self::After).map_err(|_| wrong()),
                _ => Err(wrong()),
            },
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::First => f.write_str("first"),
            Self::Last => f.write_str("last"),
            Self::Earlier => f.write_str("earlier"),
            Self::Later => f.write_str("later"),
            Self::Before(pin) => write!(f, "before-{pin}"),
            Self::After(pin) => write!(f, "after-{pin}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn every_wrong_word_is_named_at_once() {
        let long = "ä".repeat(BOARD_DESCRIPTION_LONGEST + 1);
        for title in [" \t ".to_owned(), "\u{202e}\u{200b}".to_owned(), "ä".repeat(BOARD_TITLE_LONGEST + 1)] {
            let words = BoardWords { title: Some(title), description: Some(long.clone()), ..BoardWords::default() };
            let Err(Problem::Invalid { fields }) = words.validated() else { panic!("should be refused") };
            let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(names, ["title", "description"]);
        }
        let words = BoardWords {
            title: Some(format!("  {}  ", "ä".repeat(BOARD_TITLE_LONGEST))),
            description: Some("one\r\ntwo ".to_owned()),
            ..BoardWords::default()
        };
        let words = words.validated().unwrap();
        assert_eq!(words.title.unwrap().chars().count(), BOARD_TITLE_LONGEST);
        assert_eq!(words.description.as_deref(), Some("one\ntwo"));
    }

    proptest! {
        #[test]
        fn a_place_survives_a_form(bits: u128) {
            let pin = PinId::from_uuid(Uuid::from_u128(bits));
            for place in
                [Place::First, Place::Last, Place::Earlier, Place::Later, Place::Before(pin), Place::After(pin)]
            {
                prop_assert_eq!(place.to_string().parse::<Place>(), Ok(place));
            }
        }

        #[test]
        fn any_text_is_a_place_or_an_error(text: String) {
            let _ = text.parse::<Place>();
        }
    }
}
