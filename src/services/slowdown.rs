//! Guessing made slow, where refusing would lock the owner out: whoever tries at what many have tried at waits, the longer the more
//! there were, up to a few seconds. Who waits holds neither a turn of the password hash nor a connection to the database.

use super::limits::KEYS_MOST;
use crate::{model::errors::Problem, store::redis::Rule};
use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// How many tries nobody waits for.
const FREE: f64 = 20.0;

/// In which time one try is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(30);

/// How long the first one waits that has to.
const SHORTEST: Duration = Duration::from_millis(125);

/// After how many more tries the pause is twice as long.
const DOUBLED: f64 = 4.0;

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(4);

/// More tries than these are as bad as these: half an hour after an attack all is as it was.
const TRIES_MOST: u32 = 80;

/// How many can wait at once, on the whole server. One more is refused: thousands of addresses are needed for that.
const WAITING_MOST: usize = 500;

/// Tries that were counted, and when the last one was.
struct Tries {
    count: f64,
    at: Instant,
}

/// Counts tries, and has them wait.
pub(super) struct Slowdown {
    /// How servers count the same together.
    pub(super) rule: Rule,
    tries: Mutex<HashMap<u64, Tries>>,
    waiting: Semaphore,
    hasher: RandomState,
}

impl Slowdown {
    pub(super) fn new(name: &'static str) -> Self {
        let rule = Rule { name, burst: TRIES_MOST, interval: FORGOTTEN, refuses: false };
        let (tries, hasher) = (Mutex::default(), RandomState::new());
        Self { rule, tries, waiting: Semaphore::new(WAITING_MOST), hasher }
    }

    /// Waits as long as the last of so many tries has to.
    ///
    /// # Errors
    /// [`Problem::TooMany`] where too many wait already.
    pub(super) async fn wait(&self, tries: f64) -> Result<(), Problem> {
        let pause = pause(tries);
        if pause.is_zero() {
            return Ok(());
        }
        let refused = Problem::TooMany { retry_after: LONGEST.as_secs() };
        let _turn = self.waiting.try_acquire().map_err(|_| refused)?;
        tokio::time::sleep(pause).await;
        Ok(())
    }

    /// Counts a try, and says how many there are by now.
    pub(super) fn count(&self, key: impl Hash, now: Instant) -> f64 {
        let key = self.hasher.hash_one(key);
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEYS_MOST && !all.contains_key(&key) {
            all.retain(|_, tries| tries.left(now) > 1.0);
            if all.len() >= KEYS_MOST {
                all.clear();
            }
        }
        let tries = all.entry(key).or_insert(Tries { count: 0.0, at: now });
        *tries = Tries { count: (tries.left(now) + 1.0).min(f64::from(TRIES_MOST)), at: now };
        tries.count
    }
}

impl Tries {
    /// How many count by now.
    fn left(&self, now: Instant) -> f64 {
        let forgotten = now.saturating_duration_since(self.at).as_secs_f64() / FORGOTTEN.as_secs_f64();
        (self.count - forgotten).max(0.0)
    }
}

/// How long the last of so many tries waits.
fn pause(tries: f64) -> Duration {
    if tries <= FREE {
        return Duration::ZERO;
    }
    let doublings = ((tries - FREE) / DOUBLED).min(16.0);
    SHORTEST.mul_f64(doublings.exp2()).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound_and_are_forgotten() {
        let slowdown = Slowdown::new("test");
        let now = Instant::now();
        let pauses: Vec<_> = (0..200).map(|_| pause(slowdown.count("ana", now))).collect();
        assert!(pauses[..20].iter().all(Duration::is_zero), "the first try without a pause");
        assert!(pauses.is_sorted() && pauses[20] > Duration::ZERO && pauses[199] == LONGEST);
        assert_eq!(pause(slowdown.count("bob", now)), Duration::ZERO, "another account is nobody's concern");
        assert_eq!(pause(slowdown.count("ana", now + Duration::from_secs(7200))), Duration::ZERO);
    }

    #[test]
    fn a_bounded_number_of_accounts_is_remembered() {
        let slowdown = Slowdown::new("test");
        let now = Instant::now();
        for key in 0..2 * KEYS_MOST {
            slowdown.count(key, now);
        }
        assert!(slowdown.tries.lock().unwrap().len() <= KEYS_MOST);
    }

    #[tokio::test]
    async fn no_more_wait_than_there_is_room_for() {
        let slowdown = Slowdown::new("test");
        for _ in 0..100 {
            slowdown.count("ana", Instant::now());
        }
        let _all = slowdown.waiting.try_acquire_many(WAITING_MOST as u32).unwrap();
        assert!(matches!(slowdown.wait(slowdown.count("ana", Instant::now())).await, Err(Problem::TooMany { .. })));
        assert_eq!(slowdown.wait(slowdown.count("bob", Instant::now())).await, Ok(()));
    }
}
