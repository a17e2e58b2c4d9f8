//! Where pins go on a board, and how that is said.

use crate::{
    app::counts::grouped,
    model::{boards::Place, ids::PinId, text::isolated},
};

/// What the form says to take a pin off the board.
const OFF: &str = "off";

/// What is done with a pin on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// It gets another place.
    Put(Place),
    /// It is taken off the board.
    TakeOff,
}

impl Action {
    /// The one for what the form says.
    pub(super) fn read(said: &str) -> Option<Self> {
        if said == OFF { Some(Self::TakeOff) } else { said.parse().ok().map(Self::Put) }
    }

    /// The one that a key stands for.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        let place = match key {
            "ArrowLeft" | "ArrowUp" => Place::Earlier,
            "ArrowRight" | "ArrowDown" => Place::Later,
            "Home" => Place::First,
            "End" => Place::Last,
            _ => return None,
        };
        Some(Self::Put(place))
    }

    /// What the form says for it.
    pub(super) fn said(self) -> String {
        match self {
            Self::Put(place) => place.to_string(),
            Self::TakeOff => OFF.to_owned(),
        }
    }
}

/// Where a pin goes in the list, as far as that has been fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// Where it is.
    Same,
    /// There, counted without itself.
    To(usize),
    /// Out of what has been fetched.
    Away,
}

/// Which part of a board has been fetched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Whether its first pin is in it.
    pub(super) begins: bool,
    /// Whether its last pin is in it.
    pub(super) ends: bool,
}

/// Where a pin goes that stands at `from` in this list.
pub(super) fn destination(pins: &[PinId], from: usize, action: Action, part: Part) -> Destination {
    let place = |pin: PinId| pins.iter().position(|other| *other == pin);
    let to = match action {
        Action::TakeOff => return Destination::Away,
        Action::Put(Place::First) if !part.begins => return Destination::Away,
        Action::Put(Place::Earlier) if from == 0 && !part.begins => return Destination::Away,
        Action::Put(Place::Last) if !part.ends => return Destination::Away,
        Action::Put(Place::Later) if from + 1 == pins.len() && !part.ends => return Destination::Away,
        Action::Put(Place::First) => Some(0),
        Action::Put(Place::Last) => pins.len().checked_sub(1),
        Action::Put(Place::Earlier) => from.checked_sub(1),
        Action::Put(Place::Later) => Some(from + 1).filter(|to| *to < pins.len()),
        Action::Put(Place::Before(other)) => place(other).map(|at| if at > from { at - 1 } else { at }),
        Action::Put(Place::After(other)) => place(other).map(|at| if at < from { at + 1 } else { at }),
    };
    to.filter(|to| *to != from).map_or(Destination::Same, Destination::To)
}

/// How the server is told of the place at which a pin comes back among these.
pub(super) fn back_at(pins: &[PinId], at: usize, begins: bool) -> Place {
    match (at.checked_sub(1).and_then(|before| pins.get(before)), pins.first()) {
        (Some(before), _) => Place::After(*before),
        (None, Some(first)) if !begins => Place::Before(*first),
        (None, _) => Place::First,
    }
}

/// What was done, for people who do not see it. A message says that a picture was removed, once the server has done it.
pub(super) fn words(title: &str, to: Destination, action: Action, begins: bool) -> Option<String> {
    let title = isolated(title);
    Some(match (action, to) {
        (Action::TakeOff, _) => return None,
        (Action::Put(Place::Earlier | Place::First), Destination::Same) => format!("{title} is already first."),
        (Action::Put(Place::Later | Place::Last), Destination::Same) => format!("{title} is already last."),
        (_, Destination::Same) => format!("{title} stays where it is."),
        (_, Destination::To(to)) if begins => format!("{title} moved to position {}.", grouped(to as u64 + 1)),
        (_, Destination::To(_)) => format!("{title} moved."),
        (_, Destination::Away) => format!("{title} moved to another page."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const WHOLE: Part = Part { begins: true, ends: true };
    const MIDDLE: Part = Part { begins: false, ends: false };

    fn pin(n: u128) -> PinId {
        PinId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_pin_goes_where_it_is_put() {
        let pins = [1, 2, 3, 4].map(pin);
        for (from, place, to) in [
            (0, Place::First, Destination::Same),
            (0, Place::Earlier, Destination::Same),
            (0, Place::Later, Destination::To(1)),
            (0, Place::Last, Destination::To(3)),
            (3, Place::First, Destination::To(0)),
            (3, Place::Earlier, Destination::To(2)),
            (3, Place::Later, Destination::Same),
            (3, Place::Last, Destination::Same),
            (0, Place::Before(pin(4)), Destination::To(2)),
            (0, Place::After(pin(4)), Destination::To(3)),
            (3, Place::Before(pin(1)), Destination::To(0)),
            (3, Place::After(pin(1)), Destination::To(1)),
            (1, Place::Before(pin(3)), Destination::Same),
            (1, Place::After(pin(1)), Destination::Same),
            (1, Place::After(pin(9)), Destination::Same),
        ] {
            assert_eq!(destination(&pins, from, Action::Put(place), WHOLE), to, "{place} from {from}");
        }
        assert_eq!(destination(&pins, 1, Action::TakeOff, WHOLE), Destination::Away);
    }

    #[test]
    fn beyond_what_has_been_fetched_it_is_out_of_sight() {
        let pins = [1, 2, 3].map(pin);
        for (from, place, to) in [
            (1, Place::First, Destination::Away),
            (0, Place::Earlier, Destination::Away),
            (1, Place::Earlier, Destination::To(0)),
            (2, Place::Later, Destination::Away),
            (1, Place::Later, Destination::To(2)),
            (1, Place::Last, Destination::Away),
            (0, Place::After(pin(3)), Destination::To(2)),
        ] {
            assert_eq!(destination(&pins, from, Action::Put(place), MIDDLE), to, "{place} from {from}");
        }
    }

    #[test]
    fn a_pin_comes_back_where_it_was() {
        let pins = [1, 2].map(pin);
        for (at, begins, place) in [
            (2, true, Place::After(pin(2))),
            (1, false, Place::After(pin(1))),
            (0, true, Place::First),
            (0, false, Place::Before(pin(1))),
        ] {
            assert_eq!(back_at(&pins, at, begins), place);
        }
        assert_eq!(back_at(&[], 0, true), Place::First);
    }

    #[test]
    fn forms_and_keys_say_what_is_done() {
        for action in [Action::TakeOff, Action::Put(Place::Earlier), Action::Put(Place::After(pin(3)))] {
            assert_eq!(Action::read(&action.said()), Some(action));
        }
        assert_eq!(Action::read("sideways"), None);
        assert_eq!((Action::of_key("End"), Action::of_key("Tab")), (Some(Action::Put(Place::Last)), None));
    }
}
