//! Whether this server does the jobs it is to do. Its workers say so; health checks and admins ask.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The workers of this server. Cheap to clone.
#[derive(Clone, Default)]
pub struct Workers(Arc<Mutex<BTreeMap<&'static str, bool>>>);

impl Workers {
    /// A worker is to be there, and does nothing so far, or any more.
    pub fn down(&self, name: &'static str) {
        self.all().insert(name, false);
    }

    /// A worker has asked for jobs, and was answered.
    pub fn works(&self, name: &'static str) {
        self.all().insert(name, true);
    }

    /// Whether there are any.
    pub fn are_there(&self) -> bool {
        !self.all().is_empty()
    }

    /// Whether all workers that are to be there do their work. A server without workers has nothing to say against it.
    pub fn all_work(&self) -> bool {
        self.all().values().all(|works| *works)
    }

    /// Nothing here can panic while it holds the lock.
    fn all(&self) -> MutexGuard<'_, BTreeMap<&'static str, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_work_once_each_has_shown_it() {
        let workers = Workers::default();
        assert!(workers.all_work() && !workers.are_there(), "none is to be there");
        workers.down("pictures");
        workers.down("urgent");
        workers.works("urgent");
        assert!(!workers.all_work() && workers.are_there());
        workers.works("pictures");
        assert!(workers.all_work());
        workers.down("urgent");
        assert!(!workers.all_work());
    }
}
