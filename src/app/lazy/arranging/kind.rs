//! What is put in order: the pictures of a board, or the channels of a community. How the server is told of each.

use super::places::{Destination, Move};
use crate::{
    app::browser::dom,
    model::{boards::Place, ids::PinId},
};
use web_sys::Element;

/// What the form of a board says to take a pin off it.
const OFF: &str = "off";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Side by side, and maybe only some of them on the page.
    Board,
    /// One below the other, all on the page.
    Channels,
}

impl Kind {
    /// The one of a list.
    pub(super) fn of(list: &Element) -> Option<Self> {
        match dom::attribute(list, "data-arrange").as_str() {
            "board" => Some(Self::Board),
            "channels" => Some(Self::Channels),
            _ => None,
        }
    }

    /// The attribute of an item that has its id.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Board => "data-pin",
            Self::Channels => "data-channel",
        }
    }

    /// Where moves are sent.
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Board => "/fn/arrange_board",
            Self::Channels => "/fn/move_channel",
        }
    }

    /// The names of the fields that are sent: of the whole, of the item, and of where it goes.
    pub(super) const fn fields(self) -> [&'static str; 3] {
        match self {
            Self::Board => ["board", "pin", "to"],
            Self::Channels => ["community", "channel", "index"],
        }
    }

    /// What is said where a move could not be saved.
    pub(super) const fn failed(self) -> &'static str {
        match self {
            Self::Board => "That could not be saved. The pictures are back where they were.",
            Self::Channels => "That could not be saved. The channels are back where they were.",
        }
    }

    /// What the server is told of where an item goes: `ids` are those of the list before, and `to` is where it went. `None` where there is
    /// nothing to tell.
    pub(super) fn said(self, made: Move, ids: &[String], to: Destination) -> Option<String> {
        match (self, to) {
            (_, Destination::Same) | (Self::Channels, Destination::Away) => None,
            (Self::Channels, Destination::To(to)) => Some(to.to_string()),
            (Self::Board, _) => {
                let pin = |at: usize| ids.get(at)?.parse::<PinId>().ok();
                let place = match made {
                    Move::First => Place::First,
                    Move::Last => Place::Last,
                    Move::Earlier => Place::Earlier,
                    Move::Later => Place::Later,
                    Move::Before(at) => Place::Before(pin(at)?),
                    Move::After(at) => Place::After(pin(at)?),
                    Move::Off => return Some(OFF.to_owned()),
                };
                Some(place.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_board_is_told_beside_which_pin_and_a_community_which_place() {
        let ids: Vec<_> = [1, 2].map(|n| PinId::from_uuid(Uuid::from_u128(n)).to_string()).into();
        let said = |kind: Kind, made, to| kind.said(made, &ids, to);
        let to = Destination::To(1);
        for (made, word) in [
            (Move::First, "first".to_owned()),
            (Move::Later, "later".to_owned()),
            (Move::Before(0), format!("before-{}", ids[0])),
            (Move::After(1), format!("after-{}", ids[1])),
            (Move::Off, "off".to_owned()),
        ] {
            assert_eq!(said(Kind::Board, made, to), Some(word));
            assert_eq!(said(Kind::Channels, made, to).as_deref(), Some("1"));
            assert_eq!(said(Kind::Board, made, Destination::Same), None);
        }
        assert_eq!(said(Kind::Board, Move::After(9), to), None);
        assert_eq!(said(Kind::Board, Move::Last, Destination::Away).as_deref(), Some("last"));
        assert_eq!(said(Kind::Channels, Move::Last, Destination::Away), None);
    }
}
