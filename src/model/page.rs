//! Pages of a list: keyset cursors, opaque outside, so that page 1,000 costs what page 1 costs.

use super::{errors::Problem, ids::PinId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One page of a list and where the next begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// What stands on this page, in order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of at most `size` items out of `size + 1` that were asked for: the one too many only
    /// tells that there is a next page, and `cursor` says where that begins from the last item kept.
    pub fn from_one_more(mut items: Vec<T>, size: usize, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| more).map(cursor);
        Self { items, next }
    }
}

/// A place in a list. Written with URL-safe characters alone; what they mean is nobody else's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cursor {
    /// After this pin, in the order newest first.
    Newest(PinId),
    /// After this pin, in the order oldest first.
    Oldest(PinId),
    /// After this pin, in the order of titles.
    Title(PinId),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest(pin) => write!(f, "n{pin}"),
            Self::Oldest(pin) => write!(f, "o{pin}"),
            Self::Title(pin) => write!(f, "t{pin}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let read = |(kind, id): (&str, &str)| {
            let pin = id.parse().ok()?;
            match kind {
                "n" => Some(Self::Newest(pin)),
                "o" => Some(Self::Oldest(pin)),
                "t" => Some(Self::Title(pin)),
                _ => None,
            }
        };
        text.split_at_checked(1).and_then(read).ok_or_else(wrong_cursor)
    }
}

/// The problem with a cursor of another list.
pub fn other_list() -> Problem {
    Problem::field("cursor", "This cursor is of another list. Please begin at the first page.")
}

/// The problem with a cursor that is none.
fn wrong_cursor() -> Problem {
    Problem::BadRequest { detail: "The link to this page is broken. Please begin at the first page.".to_owned() }
}

impl Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_cursor_survives_the_way_out_and_in(bits: u128) {
            let pin = PinId::from_uuid(Uuid::from_u128(bits));
            for cursor in [Cursor::Newest(pin), Cursor::Oldest(pin), Cursor::Title(pin)] {
                let text = cursor.to_string();
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                prop_assert_eq!(text.parse::<Cursor>(), Ok(cursor));
            }
        }

        #[test]
        fn any_text_is_a_cursor_or_an_error(text: String) {
            let _ = text.parse::<Cursor>();
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let cursor = |n: &u128| Cursor::Newest(PinId::from_uuid(Uuid::from_u128(*n)));
        assert_eq!(Page::from_one_more(vec![3, 2, 1], 2, cursor).next, Some(cursor(&2)));
        assert_eq!(Page::from_one_more(vec![2, 1], 2, cursor).next, None);
        assert_eq!(Page::from_one_more(Vec::new(), 2, cursor).next, None);
    }
}
