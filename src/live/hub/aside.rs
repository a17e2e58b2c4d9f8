//! What failed by itself is put aside: it is tried again after a pause, and the rest goes on without it.

use std::{
    collections::HashMap,
    hash::Hash,
    time::{Duration, Instant},
};

/// For how long something is put aside: twice as long each time, up to the second of these.
const AT_FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// What is put aside, by its name.
pub(super) struct Aside<K>(HashMap<K, Pause>);

struct Pause {
    until: Instant,
    length: Duration,
}

impl<K> Default for Aside<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Aside<K> {
    /// Puts aside what has failed, once more or for the first time.
    pub(super) fn put(&mut self, what: K, now: Instant) {
        let known = self.0.get(&what);
        let length = known.map_or(AT_FIRST, |known| (2 * known.length).min(LONGEST));
        self.0.insert(what, Pause { until: now + length, length });
    }

    /// This one is well again.
    pub(super) fn take_back(&mut self, what: &K) {
        self.0.remove(what);
    }

    /// Whether it is too early to try again.
    pub(super) fn holds(&self, what: &K, now: Instant) -> bool {
        self.0.get(what).is_some_and(|pause| now < pause.until)
    }

    /// Forgets what is not to be tried again.
    pub(super) fn keep(&mut self, is_due: impl Fn(&K) -> bool) {
        self.0.retain(|what, _| is_due(what));
    }
}
