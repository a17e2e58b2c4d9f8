//! Moves of what is on a board: shown at once, told to the server one after the other, and put back where that failed.

use super::Kept;
use crate::{
    app::{
        browser,
        components::{FeedOf, Listing, Source, toasts},
        feeds::Feeds,
        switches::sign_in_address,
    },
    model::{
        boards::Place,
        errors::Problem,
        ids::{BoardId, PinId},
        page::Page,
        pins::PinCard,
        text::isolated,
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::VecDeque;

/// What becomes of a pin on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// It gets another place.
    Put(Place),
    /// It goes off the board.
    Off,
}

impl Wish {
    /// How the form says so.
    pub(super) fn said(self) -> String {
        match self {
            Self::Put(place) => place.to_string(),
            Self::Off => "off".to_owned(),
        }
    }
}

/// Where a pin comes to be in the list as far as that has been fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    /// Where it is.
    Nowhere,
    /// There, counted without itself.
    To(usize),
    /// Out of what has been fetched.
    Away,
}

/// Which part of a board has been fetched.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Whether its first pin is in it.
    begins: bool,
    /// Whether its last pin is in it.
    ends: bool,
}

/// Where a pin goes that stands at `from` in this list.
fn goes(pins: &[PinId], from: usize, wish: Wish, part: Part) -> Goes {
    let place = |pin: PinId| pins.iter().position(|other| *other == pin);
    let to = match wish {
        Wish::Off => return Goes::Away,
        Wish::Put(Place::First) if !part.begins => return Goes::Away,
        Wish::Put(Place::Earlier) if from == 0 && !part.begins => return Goes::Away,
        Wish::Put(Place::Last) if !part.ends => return Goes::Away,
        Wish::Put(Place::Later) if from + 1 == pins.len() && !part.ends => return Goes::Away,
        Wish::Put(Place::First) => Some(0),
        Wish::Put(Place::Last) => pins.len().checked_sub(1),
        Wish::Put(Place::Earlier) => from.checked_sub(1),
        Wish::Put(Place::Later) => Some(from + 1).filter(|to| *to < pins.len()),
        Wish::Put(Place::Before(other)) => place(other).map(|at| if at > from { at - 1 } else { at }),
        Wish::Put(Place::After(other)) => place(other).map(|at| if at < from { at + 1 } else { at }),
    };
    to.filter(|to| *to != from).map_or(Goes::Nowhere, Goes::To)
}

/// A move that the server has not confirmed yet, and the way back from it.
#[derive(Debug, Clone)]
struct Step {
    card: PinCard,
    from: usize,
    wish: Wish,
}

/// The pins of a board as they are being moved. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Moves {
    board: BoardId,
    /// What is on the board, as far as it has been fetched.
    pub(super) listing: Listing<Kept>,
    /// Whether that is from its first pin on.
    begins: bool,
    /// What was done last, in words.
    pub(super) told: RwSignal<String>,
    /// Moves on their way. They are told to the end even if the page is left.
    steps: StoredValue<ArcRwSignal<VecDeque<Step>>>,
    feeds: Feeds<Page<PinCard>>,
}

impl Moves {
    pub(super) fn new(board: BoardId, page: Page<PinCard>, begins: bool) -> Self {
        Self {
            board,
            listing: Listing::new(Kept { board, page: "arrange" }, page),
            begins,
            told: RwSignal::new(String::new()),
            steps: StoredValue::new(ArcRwSignal::new(VecDeque::new())),
            feeds: expect_context(),
        }
    }

    /// Whether the server has not confirmed all of it yet.
    pub(super) fn under_way(self) -> bool {
        self.steps.get_value().with(|steps| !steps.is_empty())
    }

    /// Does it at once, and has the server told. Says which pin is to have the focus after that.
    pub(super) fn go(self, pin: PinId, wish: Wish) -> Option<PinId> {
        let items = self.listing.items;
        let pins: Vec<_> = items.with_untracked(|items| items.iter().map(|card| card.id).collect());
        let from = pins.iter().position(|other| *other == pin)?;
        let card = items.with_untracked(|items| items.get(from).cloned())?;
        let part = Part { begins: self.begins, ends: !self.listing.has_more() };
        let to = goes(&pins, from, wish, part);
        self.told.set(words(&card.title, to, wish, self.begins));
        if to == Goes::Nowhere {
            return Some(pin);
        }
        items.update(|items| {
            let card = items.remove(from);
            if let Goes::To(to) = to {
                items.insert(to.min(items.len()), card);
            }
        });
        self.tell(Step { card, from, wish });
        match to {
            Goes::Away => items.with_untracked(|items| Some(items.get(from).or_else(|| items.last())?.id)),
            _ => Some(pin),
        }
    }

    fn tell(self, step: Step) {
        // Whoever goes back to the board sees it as it is now.
        self.feeds.forget(&FeedOf::Board { id: self.board }.address(None));
        let steps = self.steps.get_value();
        let idle = steps.with_untracked(VecDeque::is_empty);
        steps.update(|steps| steps.push_back(step));
        if idle {
            let owner = Owner::current().unwrap_or_default();
            let sign_in = sign_in_address(&format!("/board/{}/arrange", self.board));
            spawn_local(self.tell_all(steps, owner, sign_in));
        }
    }

    async fn tell_all(self, steps: ArcRwSignal<VecDeque<Step>>, owner: Owner, sign_in: String) {
        let action = format!("/board/{}/arrange", self.board);
        while let Some(step) = steps.with_untracked(|steps| steps.front().cloned()) {
            let (pin, to) = (step.card.id.to_string(), step.wish.said());
            match browser::post_fields(&action, &[("pin", &pin), ("to", &to)]).await {
                Ok(_) => steps.update(|steps| drop(steps.pop_front())),
                Err(problem) => {
                    let undone = steps.try_update(std::mem::take).unwrap_or_default();
                    self.put_back(undone);
                    match problem {
                        Problem::NotSignedIn => browser::go_to(&sign_in),
                        other => owner.with(|| toasts::error(other.to_string())),
                    }
                }
            }
        }
    }

    /// Takes back what could not be done, and what was done on top of it, the last of it first.
    fn put_back(self, undone: VecDeque<Step>) {
        // The page may have been left meanwhile, and its signals with it.
        let _left = self.listing.items.try_update(|items| {
            for Step { card, from, .. } in undone.into_iter().rev() {
                items.retain(|other| other.id != card.id);
                items.insert(from.min(items.len()), card);
            }
        });
        let _left = self.told.try_set("That could not be done: it is as it was.".to_owned());
    }
}

/// What was done, for whoever does not see it.
fn words(title: &str, to: Goes, wish: Wish, begins: bool) -> String {
    let title = isolated(title);
    match (wish, to) {
        (Wish::Off, _) => format!("{title}: taken off the board."),
        (Wish::Put(Place::Earlier | Place::First), Goes::Nowhere) => format!("{title} is the first."),
        (Wish::Put(Place::Later | Place::Last), Goes::Nowhere) => format!("{title} is the last."),
        (_, Goes::Nowhere) => format!("{title} stays where it is."),
        (_, Goes::To(to)) if begins => format!("{title}: now at place {}.", to + 1),
        (_, Goes::To(_)) => format!("{title}: moved."),
        (_, Goes::Away) => format!("{title}: moved to another page."),
    }
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
    fn a_pin_goes_where_it_is_wished() {
        let pins = [1, 2, 3, 4].map(pin);
        for (from, place, to) in [
            (0, Place::First, Goes::Nowhere),
            (0, Place::Earlier, Goes::Nowhere),
            (0, Place::Later, Goes::To(1)),
            (0, Place::Last, Goes::To(3)),
            (3, Place::First, Goes::To(0)),
            (3, Place::Earlier, Goes::To(2)),
            (3, Place::Later, Goes::Nowhere),
            (3, Place::Last, Goes::Nowhere),
            (0, Place::Before(pin(4)), Goes::To(2)),
            (0, Place::After(pin(4)), Goes::To(3)),
            (3, Place::Before(pin(1)), Goes::To(0)),
            (3, Place::After(pin(1)), Goes::To(1)),
            (1, Place::Before(pin(3)), Goes::Nowhere),
            (1, Place::After(pin(1)), Goes::Nowhere),
            (1, Place::After(pin(9)), Goes::Nowhere),
        ] {
            assert_eq!(goes(&pins, from, Wish::Put(place), WHOLE), to, "{place} from {from}");
        }
        assert_eq!(goes(&pins, 1, Wish::Off, WHOLE), Goes::Away);
    }

    #[test]
    fn beyond_what_has_been_fetched_it_is_out_of_sight() {
        let pins = [1, 2, 3].map(pin);
        for (from, place, to) in [
            (1, Place::First, Goes::Away),
            (0, Place::Earlier, Goes::Away),
            (1, Place::Earlier, Goes::To(0)),
            (2, Place::Later, Goes::Away),
            (1, Place::Later, Goes::To(2)),
            (1, Place::Last, Goes::Away),
            (0, Place::After(pin(3)), Goes::To(2)),
        ] {
            assert_eq!(goes(&pins, from, Wish::Put(place), MIDDLE), to, "{place} from {from}");
        }
    }
}
