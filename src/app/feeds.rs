//! Lists of pins that have been looked at: going back shows the same tiles at the same place, without asking again.

use crate::{
    app::browser,
    model::{
        page::{Cursor, Page},
        pins::PinCard,
    },
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
pub struct Feeds(StoredValue<HashMap<String, Left>>);

impl Default for Feeds {
    fn default() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }
}

impl Feeds {
    /// The list at this address as it was left, where one comes back to it.
    pub fn returned(self, address: &str) -> Option<Page<PinCard>> {
        let left = self.0.with_value(|left| left.get(address).cloned()).filter(|_| browser::is_returning())?;
        Some(Page { items: left.cards, next: left.next })
    }

    /// How far down the list at this address was left, in CSS pixels, where one comes back to it. Asked once.
    pub fn returned_scroll(self, address: &str) -> Option<f64> {
        let back = browser::has_returned();
        self.0.with_value(|left| left.get(address).map(|left| left.scroll)).filter(|_| back)
    }

    /// Remembers what is shown of the list at this address.
    pub fn keep(self, address: &str, cards: Vec<PinCard>, next: Option<Cursor>) {
        self.0.update_value(|left| {
            let scroll = left.get(address).map_or(0.0, |left| left.scroll);
            left.insert(address.to_owned(), Left { cards, next, scroll });
        });
    }

    /// Remembers how far down one is, in CSS pixels.
    pub fn keep_scroll(self, address: &str, scroll: f64) {
        self.0.update_value(|left| {
            if let Some(left) = left.get_mut(address) {
                left.scroll = scroll;
            }
        });
    }
}
