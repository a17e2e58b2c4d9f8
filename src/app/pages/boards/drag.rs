//! What is on a board, dragged by mouse or finger. It is carried along as it is, and goes to its place when it is let go.

use super::moves::{Moves, Wish};
use crate::{
    app::browser,
    model::{boards::Place, ids::PinId},
};
use leptos::{ev::PointerEvent, prelude::*};

/// A pin that is being dragged.
#[derive(Debug, Clone, Copy)]
struct Held {
    pin: PinId,
    pointer: i32,
    /// Where in the page it was taken hold of, in CSS pixels.
    start: (f64, f64),
    /// Where in the window the pointer is, in CSS pixels.
    at: (f64, f64),
    /// Beside which it would go, and whether after that.
    beside: Option<(PinId, bool)>,
}

/// The drags of a page: one at a time. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    moves: Moves,
    held: StoredValue<Option<Held>>,
}

impl Drag {
    pub(super) fn new(moves: Moves) -> Self {
        Self { moves, held: StoredValue::new(None) }
    }

    /// Takes hold of a pin.
    pub(super) fn down(self, event: &PointerEvent, pin: PinId) {
        if event.button() != 0 || !event.is_primary() || self.held.get_value().is_some() {
            return;
        }
        // Neither words nor the picture itself are dragged.
        event.prevent_default();
        browser::capture_pointer(event);
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let start = (at.0, at.1 + browser::scrolled());
        self.held.set_value(Some(Held { pin, pointer: event.pointer_id(), start, at, beside: None }));
        self.each_frame();
    }

    /// The pointer has moved.
    pub(super) fn moved(self, event: &PointerEvent) {
        self.held.update_value(|held| {
            if let Some(held) = held.as_mut().filter(|held| held.pointer == event.pointer_id()) {
                held.at = (f64::from(event.client_x()), f64::from(event.client_y()));
            }
        });
    }

    /// Lets go where the pointer is.
    pub(super) fn up(self, event: &PointerEvent) {
        self.moved(event);
        self.follow();
        let held = self.held.get_value().filter(|held| held.pointer == event.pointer_id());
        let Some(Held { pin, beside, .. }) = held else { return };
        self.cancel();
        if let Some((other, after)) = beside {
            let place = if after { Place::After(other) } else { Place::Before(other) };
            self.moves.go(pin, Wish::Put(place));
        }
    }

    /// Lets go, and leaves everything where it was.
    pub(super) fn cancel(self) {
        if let Some(Some(Held { pin, .. })) = self.held.try_update_value(Option::take) {
            browser::carry_item(&pin.to_string(), None);
            browser::mark_drop(None);
        }
    }

    fn each_frame(self) {
        // The page may have been left meanwhile, and what it kept with it.
        let Some(Some(held)) = self.held.try_get_value() else { return };
        browser::scroll_at_edge(held.at.1);
        self.follow();
        request_animation_frame(move || self.each_frame());
    }

    /// Shows the pin where the pointer is, and where it would go.
    fn follow(self) {
        let Some(mut held) = self.held.get_value() else { return };
        let (x, y) = held.at;
        browser::carry_item(&held.pin.to_string(), Some((x - held.start.0, y + browser::scrolled() - held.start.1)));
        let under = browser::item_at(x, y).and_then(|(item, after)| Some((item.parse::<PinId>().ok()?, after)));
        if let Some((other, after)) = under.filter(|(other, _)| *other != held.pin) {
            held.beside = Some((other, after));
            browser::mark_drop(Some((&other.to_string(), after)));
            self.held.set_value(Some(held));
        }
    }
}
