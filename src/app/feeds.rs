//! Lists of pins that have been looked at: going back shows the same tiles at the same place, without asking again.

use crate::model::{
    page::{Cursor, Page},
    pins::PinCard,
};
use leptos::prelude::*;
use std::collections::HashMap;

/// A list as it was left.
#[derive(Debug, Clone)]
struct Left {
    cards: Vec<PinCard>,
    next: Option<Cursor>,
    scroll: f64,
}

/// The lists of this tab, by their addresses.
#[derive(Debug, Clone, Copy)]
pub struct Feeds {
    left: StoredValue<HashMap<String, Left>>,
    /// Whether the page being shown was come to by the browser's back or forward.
    returning: StoredValue<bool>,
}

impl Default for Feeds {
    fn default() -> Self {
        Self { left: StoredValue::new(HashMap::new()), returning: StoredValue::new(false) }
    }
}

impl Feeds {
    /// The browser goes back or forward.
    pub fn set_returning(self, returning: bool) {
        self.returning.set_value(returning);
    }

    /// The list at this address as it was left, where one comes back to it.
    pub fn returned(self, address: &str) -> Option<Page<PinCard>> {
        let back = self.returning.get_value();
        let left = self.left.with_value(|left| left.get(address).cloned()).filter(|_| back)?;
        Some(Page { items: left.cards, next: left.next })
    }

    /// How far down the list at this address was left, in CSS pixels, where one comes back to it. Asked once.
    pub fn returned_scroll(self, address: &str) -> Option<f64> {
        let back = self.returning.try_update_value(std::mem::take).unwrap_or_default();
        self.left.with_value(|left| left.get(address).map(|left| left.scroll)).filter(|_| back)
    }

    /// Remembers what is shown of the list at this address.
    pub fn keep(self, address: &str, cards: Vec<PinCard>, next: Option<Cursor>) {
        self.left.update_value(|left| {
            let scroll = left.get(address).map_or(0.0, |left| left.scroll);
            left.insert(address.to_owned(), Left { cards, next, scroll });
        });
    }

    /// Remembers how far down one is, in CSS pixels.
    pub fn keep_scroll(self, address: &str, scroll: f64) {
        self.left.update_value(|left| {
            if let Some(left) = left.get_mut(address) {
                left.scroll = scroll;
            }
        });
    }
}
