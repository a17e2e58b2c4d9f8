//! Where one is in the messages. Their style sheet lays them from the end up (`column-reverse`): the end is at 0, without script as well,
//! and what is above it has negative places.

use crate::app::browser::dom;
use web_sys::Element;

/// How far from the end one still counts as being there, in CSS pixels.
const AT_END: i32 = 32;

/// What is scrolled.
pub struct Scroll(pub Element);

impl Scroll {
    /// Whether one is at the end.
    pub fn is_at_end(&self) -> bool {
        self.0.scroll_top() > -AT_END
    }

    pub fn go_to_end(&self) {
        self.0.set_scroll_top(0);
    }

    /// How much there is above what is in sight, and below it.
    pub fn rest(&self) -> (i32, i32) {
        let below = -self.0.scroll_top();
        (self.0.scroll_height() - self.0.client_height() - below, below)
    }

    /// Changes the list. Whoever is at its end stays there; for everybody else what they look at stays where it is.
    pub fn following(&self, change: impl FnOnce()) {
        if self.is_at_end() {
            change();
            self.go_to_end();
        } else {
            self.holding(change);
        }
    }

    /// Changes the list, and what one looks at stays where it is.
    pub fn holding(&self, change: impl FnOnce()) {
        let anchor = self.first_in_sight();
        let before = anchor.as_ref().map(top);
        change();
        if let (Some(anchor), Some(before)) = (anchor.filter(|anchor| anchor.is_connected()), before) {
            let moved = (top(&anchor) - before).round() as i32;
            if moved != 0 {
                self.0.set_scroll_top(self.0.scroll_top() + moved);
            }
        }
    }

    fn first_in_sight(&self) -> Option<Element> {
        let edge = top(&self.0);
        let entries = dom::all_in(&self.0, ".message");
        entries.into_iter().find(|entry| entry.get_bounding_client_rect().bottom() > edge)
    }

    /// The last message of which all is in sight.
    pub fn last_in_sight(&self) -> Option<Element> {
        let edge = self.0.get_bounding_client_rect().bottom() + 1.0;
        let entries = dom::all_in(&self.0, ".message");
        entries.into_iter().rev().find(|entry| {
            let shape = entry.get_bounding_client_rect();
            shape.height() > 0.0 && shape.bottom() <= edge
        })
    }
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}
