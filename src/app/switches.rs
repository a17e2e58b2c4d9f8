//! What is switched on and off by one press: likes and follows. It is shown at once and sent after; what could not be done is put
//! back. Whatever was switched in this tab is so on all its pages, however long ago a list was fetched.

use super::{addresses::with_query, browser, components::toasts};
use crate::model::errors::Problem;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// The switches of one kind in this tab, by what they are about.
#[derive(Debug)]
pub struct Switches<K: 'static>(StoredValue<HashMap<K, Switch>>);

impl<K> Clone for Switches<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Switches<K> {}

impl<K: Send + Sync> Default for Switches<K> {
    fn default() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }
}

impl<K: Eq + Hash + Send + Sync> Switches<K> {
    /// The switch of something.
    pub fn of(self, key: K) -> Switch {
        self.0.try_update_value(|switches| switches.entry(key).or_default().clone()).unwrap_or_default()
    }
}

/// One switch. Copies are the same.
#[derive(Debug, Clone, Default)]
pub struct Switch {
    /// What it was last set to in this tab; `None` where it was not, and is as the server said.
    set: ArcRwSignal<Option<bool>>,
    /// Whether the server is being told.
    telling: Arc<AtomicBool>,
}

impl Switch {
    /// Whether it is on, where the server said `first`.
    pub fn is_on(&self, first: bool) -> bool {
        self.set.get().unwrap_or(first)
    }

    /// How many have it on, where the server said `first` and counted so many.
    pub fn count(&self, first: bool, counted: u32) -> u32 {
        match (first, self.is_on(first)) {
            (true, false) => counted.saturating_sub(1),
            (false, true) => counted.saturating_add(1),
            _ => counted,
        }
    }

    /// Switches it, and has the server told. Pressed again meanwhile, it is told of that after: nothing overtakes.
    pub fn press<F>(&self, first: bool, sign_in: String, tell: impl Fn(bool) -> F + 'static)
    where
        F: Future<Output = Result<(), Problem>>,
    {
        let mut kept = self.set.get_untracked().unwrap_or(first);
        self.set.set(Some(!kept));
        if self.telling.swap(true, Ordering::Relaxed) {
            return;
        }
        let switch = self.clone();
        let owner = Owner::current().unwrap_or_default();
        spawn_local(async move {
            while let Some(wanted) = switch.set.get_untracked().filter(|wanted| *wanted != kept) {
                match tell(wanted).await {
                    Ok(()) => kept = wanted,
                    Err(problem) => {
                        switch.set.set(Some(kept));
                        match problem {
                            Problem::NotSignedIn => browser::go_to(&sign_in),
                            other => owner.with(|| toasts::error(other.to_string())),
                        }
                    }
                }
            }
            switch.telling.store(false, Ordering::Relaxed);
        });
    }
}

/// The address of the page that is shown, within this site.
pub fn here() -> String {
    let location = use_location();
    let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
    let query = query.trim_start_matches('?');
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// Where to sign in and come back.
pub fn sign_in_address(back: &str) -> String {
    with_query("/login", &[("next", back)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_switched_here_counts_on_top_of_what_the_server_said() {
        let switch = Switch::default();
        assert_eq!((switch.is_on(true), switch.count(true, 5)), (true, 5));
        switch.set.set(Some(true));
        assert_eq!((switch.count(false, 5), switch.count(true, 5)), (6, 5), "said before and after");
        switch.set.set(Some(false));
        assert_eq!((switch.count(false, 0), switch.count(true, 1)), (0, 0));
    }
}
