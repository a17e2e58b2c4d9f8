//! Where items of a list go, and how that is said. Places are counted from 0.

use crate::{app::counts::grouped, model::text::isolated};

/// What is done with an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    First,
    Last,
    /// Before the one that stands before it now.
    Earlier,
    /// After the one that stands after it now.
    Later,
    /// Right before the one at this place.
    Before(usize),
    /// Right after it.
    After(usize),
    /// Out of the list.
    Off,
}

impl Move {
    /// The one that a button says.
    pub(super) fn of_button(word: &str) -> Option<Self> {
        Some(match word {
            "first" => Self::First,
            "last" => Self::Last,
            "earlier" => Self::Earlier,
            "later" => Self::Later,
            "off" => Self::Off,
            _ => return None,
        })
    }

    /// The one that a key stands for.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" | "ArrowUp" => Self::Earlier,
            "ArrowRight" | "ArrowDown" => Self::Later,
            "Home" => Self::First,
            "End" => Self::Last,
            _ => return None,
        })
    }
}

/// Where an item goes in the list, as far as that has been fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// Where it is.
    Same,
    /// There, counted without itself.
    To(usize),
    /// Out of what has been fetched.
    Away,
}

/// Which part of a list has been fetched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Whether its first item is in it.
    pub(super) begins: bool,
    /// Whether its last item is in it.
    pub(super) ends: bool,
}

/// Where an item goes that stands at `from` in a list of so many.
pub(super) fn destination(count: usize, from: usize, made: Move, part: Part) -> Destination {
    let there = |at: usize| Some(at).filter(|at| *at < count);
    let to = match made {
        Move::Off => return Destination::Away,
        Move::First if !part.begins => return Destination::Away,
        Move::Earlier if from == 0 && !part.begins => return Destination::Away,
        Move::Last if !part.ends => return Destination::Away,
        Move::Later if from + 1 == count && !part.ends => return Destination::Away,
        Move::First => Some(0),
        Move::Last => count.checked_sub(1),
        Move::Earlier => from.checked_sub(1),
        Move::Later => there(from + 1),
        Move::Before(other) => there(other).map(|at| if at > from { at - 1 } else { at }),
        Move::After(other) => there(other).map(|at| if at < from { at + 1 } else { at }),
    };
    to.filter(|to| *to != from).map_or(Destination::Same, Destination::To)
}

/// The move by which an item comes back to a place among so many others.
pub(super) fn back_at(count: usize, at: usize, begins: bool) -> Move {
    match at.checked_sub(1) {
        Some(before) => Move::After(before),
        None if count > 0 && !begins => Move::Before(0),
        None => Move::First,
    }
}

/// What was done, for people who do not see it. A message says that something was taken out, once the server has done it.
pub(super) fn words(title: &str, to: Destination, made: Move, begins: bool) -> Option<String> {
    let title = isolated(title);
    Some(match (made, to) {
        (Move::Off, _) => return None,
        (Move::Earlier | Move::First, Destination::Same) => format!("{title} is already first."),
        (Move::Later | Move::Last, Destination::Same) => format!("{title} is already last."),
        (_, Destination::Same) => format!("{title} stays where it is."),
        (_, Destination::To(to)) if begins => format!("{title} moved to position {}.", grouped(to as u64 + 1)),
        (_, Destination::To(_)) => format!("{title} moved."),
        (_, Destination::Away) => format!("{title} moved to another page."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Part = Part { begins: true, ends: true };
    const MIDDLE: Part = Part { begins: false, ends: false };

    #[test]
    fn an_item_goes_where_it_is_put() {
        for (from, made, to) in [
            (0, Move::First, Destination::Same),
            (0, Move::Earlier, Destination::Same),
            (0, Move::Later, Destination::To(1)),
            (0, Move::Last, Destination::To(3)),
            (3, Move::First, Destination::To(0)),
            (3, Move::Earlier, Destination::To(2)),
            (3, Move::Later, Destination::Same),
            (3, Move::Last, Destination::Same),
            (0, Move::Before(3), Destination::To(2)),
            (0, Move::After(3), Destination::To(3)),
            (3, Move::Before(0), Destination::To(0)),
            (3, Move::After(0), Destination::To(1)),
            (1, Move::Before(2), Destination::Same),
            (1, Move::After(0), Destination::Same),
            (1, Move::After(8), Destination::Same),
            (1, Move::Off, Destination::Away),
        ] {
            assert_eq!(destination(4, from, made, WHOLE), to, "{made:?} from {from}");
        }
    }

    #[test]
    fn beyond_what_has_been_fetched_it_is_out_of_sight() {
        for (from, made, to) in [
            (1, Move::First, Destination::Away),
            (0, Move::Earlier, Destination::Away),
            (1, Move::Earlier, Destination::To(0)),
            (2, Move::Later, Destination::Away),
            (1, Move::Later, Destination::To(2)),
            (1, Move::Last, Destination::Away),
            (0, Move::After(2), Destination::To(2)),
        ] {
            assert_eq!(destination(3, from, made, MIDDLE), to, "{made:?} from {from}");
        }
    }

    #[test]
    fn an_item_comes_back_where_it_was() {
        for (count, at, begins, made) in [
            (2, 2, true, Move::After(1)),
            (2, 1, false, Move::After(0)),
            (2, 0, true, Move::First),
            (2, 0, false, Move::Before(0)),
            (0, 0, false, Move::First),
        ] {
            assert_eq!(back_at(count, at, begins), made);
        }
    }

    #[test]
    fn buttons_and_keys_say_what_is_done() {
        assert_eq!((Move::of_button("off"), Move::of_button("sideways")), (Some(Move::Off), None));
        assert_eq!((Move::of_key("End"), Move::of_key("Tab")), (Some(Move::Last), None));
    }
}
