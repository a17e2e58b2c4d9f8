//! Announces to screen readers how far the uploads are, no more often than one can listen to.

use super::parts;
use crate::app::browser::dom;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use web_sys::Element;

/// The least time between two announcements, in milliseconds.
const SAID_EVERY: i32 = 2_000;

/// Words are said at once where nothing was said lately, else when it is time.
pub(super) struct Announcer {
    status: Element,
    next: RefCell<String>,
    is_resting: Cell<bool>,
}

impl Announcer {
    /// One that says it in a live region.
    pub(super) fn of(status: Element) -> Rc<Self> {
        Rc::new(Self { status, next: RefCell::default(), is_resting: Cell::new(false) })
    }

    pub(super) fn say(self: &Rc<Self>, words: String) {
        self.next.replace(words);
        if !self.is_resting.get() {
            self.speak();
        }
    }

    fn speak(self: &Rc<Self>) {
        let words = self.next.borrow().clone();
        parts::say(&self.status, &words);
        self.is_resting.set(true);
        let announcer = Rc::clone(self);
        dom::after(SAID_EVERY, move || {
            announcer.is_resting.set(false);
            let is_other = *announcer.next.borrow() != words;
            if is_other {
                announcer.speak();
            }
        });
    }
}
