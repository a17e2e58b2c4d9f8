//! Lists of pins that have been looked at: going back shows the same tiles at the same place, without asking again.

use crate::app::browser;
use leptos::prelude::*;
use std::collections::HashMap;

/// A list as it was left.
#[derive(Debug, Clone)]
struct Left<P> {
    page: P,
    scroll: f64,
}

/// The lists of one kind in this tab, by their addresses.
#[derive(Debug)]
pub struct Feeds<P: 'static>(StoredValue<HashMap<String, Left<P>>>);

impl<P> Clone for Feeds<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Feeds<P> {}

impl<P: Send + Sync> Default for Feeds<P> {
    fn default() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }
}

impl<P: Clone + Send + Sync> Feeds<P> {
    /// The list at this address as it was left, where one comes back to it.
    pub fn returned(self, address: &str) -> Option<P> {
        self.0.with_value(|left| left.get(address).map(|left| left.page.clone())).filter(|_| browser::is_returning())
    }

    /// How far down the list at this address was left, in CSS pixels, where one comes back to it. Asked once.
    pub fn returned_scroll(self, address: &str) -> Option<f64> {
        let back = browser::has_returned();
        self.0.with_value(|left| left.get(address).map(|left| left.scroll)).filter(|_| back)
    }

    /// Remembers what is shown of the list at this address.
    pub fn keep(self, address: &str, page: P) {
        self.0.update_value(|left| {
            let scroll = left.get(address).map_or(0.0, |left| left.scroll);
            left.insert(address.to_owned(), Left { page, scroll });
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
