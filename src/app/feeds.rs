//! Lists of pins that have been looked at: going back shows the same tiles at the same place, without asking again.

use crate::{app::browser, model::ids::PinId};
use leptos::prelude::*;

/// How many lists are remembered: those that were left last.
const KEPT: usize = 10;

/// How far one was in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spot {
    /// How far down, in CSS pixels.
    pub scrolled: f64,
    /// The pin whose link had the focus, for whoever goes by keys.
    pub focus: Option<PinId>,
}

/// A list as it was left.
#[derive(Debug, Clone)]
struct Left<P> {
    address: String,
    page: P,
    spot: Spot,
}

/// The lists of one kind in this tab, the last one left at the end.
#[derive(Debug)]
pub struct Feeds<P: 'static>(StoredValue<Vec<Left<P>>>);

impl<P> Clone for Feeds<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Feeds<P> {}

impl<P: Send + Sync> Default for Feeds<P> {
    fn default() -> Self {
        Self(StoredValue::new(Vec::new()))
    }
}

impl<P: Clone + Send + Sync> Feeds<P> {
    /// The list at this address as it was left, where one comes back to it.
    pub fn returned(self, address: &str) -> Option<P> {
        browser::is_returning().then(|| self.left(address, |left| left.page.clone())).flatten()
    }

    /// Where one was in the list at this address, where one comes back to it. Asked once.
    pub fn returned_spot(self, address: &str) -> Option<Spot> {
        browser::has_returned().then(|| self.left(address, |left| left.spot)).flatten()
    }

    /// Remembers the list at this address as it is left. It may be called after something was waited for: where the tab is gone
    /// meanwhile, nothing is kept.
    pub fn keep(self, address: &str, page: P, spot: Spot) {
        let _gone = self.0.try_update_value(|lists| {
            lists.retain(|left| left.address != address);
            lists.drain(..(lists.len() + 1).saturating_sub(KEPT));
            lists.push(Left { address: address.to_owned(), page, spot });
        });
    }

    /// Forgets the pages of the list at this address without its query, as that has changed.
    pub fn forget(self, path: &str) {
        let _gone = self.0.try_update_value(|lists| lists.retain(|left| left.address.split('?').next() != Some(path)));
    }

    fn left<T>(self, address: &str, get: impl Fn(&Left<P>) -> T) -> Option<T> {
        self.0.try_with_value(|lists| lists.iter().find(|left| left.address == address).map(get)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_left_last_are_kept_each_once() {
        let owner = Owner::new();
        owner.set();
        let feeds = Feeds::<usize>::default();
        for address in 0..KEPT + 2 {
            feeds.keep(&address.to_string(), address, Spot::default());
        }
        let spot = Spot { scrolled: 90.0, focus: None };
        feeds.keep("5", 500, spot);
        let kept = |address: &str| feeds.left(address, |left| (left.page, left.spot));
        assert_eq!((kept("1"), kept("2")), (None, Some((2, Spot::default()))));
        assert_eq!(kept("5"), Some((500, spot)));
        feeds.keep("5?cursor=x", 501, spot);
        feeds.forget("5");
        assert_eq!((kept("5"), kept("5?cursor=x"), kept("6")), (None, None, Some((6, Spot::default()))));
    }
}
