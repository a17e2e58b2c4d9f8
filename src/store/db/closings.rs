//! How often visitors may have lost something that they could see: a pin was hidden, an account suspended. What a server remembers of who
//! may have which picture holds until the next time. Migration 0025 has PostgreSQL tell it to all servers.

use super::{Db, Tx};
use crate::model::errors::Problem;
use sqlx::postgres::PgListener;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// The channel, as the migration names it.
const CHANNEL: &str = "tessera_media";

/// How long PostgreSQL may take to answer the listener.
const PATIENCE: Duration = Duration::from_secs(5);

/// After what time without a word the listener asks whether the other end is still there.
const SILENCE: Duration = Duration::from_secs(15);

/// How long the listener waits before it tries again.
const PAUSE: Duration = Duration::from_secs(1);

/// The count, on this server. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Closings {
    /// Grows by two each time. It is odd while the server hears what the others do, even while it does not: so what was seen before such a
    /// time is not taken for what is after it.
    count: Arc<AtomicU64>,
}

impl Closings {
    /// How often so far; `None` while this server would not hear of it.
    pub fn heard(&self) -> Option<u64> {
        let count = self.count.load(Ordering::Acquire);
        (count % 2 == 1).then_some(count)
    }

    fn add(&self) {
        self.count.fetch_add(2, Ordering::AcqRel);
    }
}

/// The time in which a server hears.
struct Hearing<'a>(&'a Closings);

impl<'a> Hearing<'a> {
    fn begin(closings: &'a Closings) -> Self {
        closings.count.fetch_add(1, Ordering::AcqRel);
        Self(closings)
    }
}

impl Drop for Hearing<'_> {
    fn drop(&mut self) {
        self.0.count.fetch_add(1, Ordering::AcqRel);
    }
}

impl Db {
    /// How often visitors may have lost something.
    pub fn closings(&self) -> &Closings {
        &self.closings
    }

    /// Commits what may take something from visitors. Once this returns, this server goes by nothing that it remembers from before; the
    /// others hear of it by the triggers.
    ///
    /// # Errors
    /// As [`commit`](super::commit).
    pub async fn commit_closing(&self, tx: Tx) -> Result<(), Problem> {
        let done = super::commit(tx).await;
        // Where the answer was lost, the commit may have taken place.
        self.closings.add();
        done
    }

    /// Listens for as long as it is polled. For one task of a server.
    pub async fn hear_closings(&self) {
        loop {
            if let Ok(Ok(mut listener)) = timeout(PATIENCE, self.listener(CHANNEL)).await {
                // Else it would hear nothing while it connects anew, and nobody would know.
                listener.eager_reconnect(false);
                let _hearing = Hearing::begin(&self.closings);
                while hears(&mut listener).await {
                    self.closings.add();
                }
            }
            tracing::warn!("cannot hear what other servers hide; until then permission is asked for each picture");
            sleep(PAUSE).await;
        }
    }
}

/// Waits until something is said. False where the connection is lost.
async fn hears(listener: &mut PgListener) -> bool {
    loop {
        if let Ok(heard) = timeout(SILENCE, listener.try_recv()).await {
            return matches!(heard, Ok(Some(_)));
        }
        let asked = timeout(PATIENCE, sqlx::query_scalar!("select 1").fetch_one(&mut *listener)).await;
        if !matches!(asked, Ok(Ok(_))) {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_before_the_server_was_deaf_is_not_counted_again_after_it() {
        let closings = Closings::default();
        assert_eq!(closings.heard(), None);
        let first = {
            let _hearing = Hearing::begin(&closings);
            let first = closings.heard();
            assert!(first.is_some() && closings.heard() == first);
            closings.add();
            assert_ne!(closings.heard(), first);
            closings.heard()
        };
        assert_eq!(closings.heard(), None);
        closings.add();
        assert_eq!(closings.heard(), None);
        let _hearing = Hearing::begin(&closings);
        assert!(closings.heard().is_some() && closings.heard() != first);
    }
}
