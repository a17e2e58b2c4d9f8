//! A limit as one process counts it, in memory that has a bound.

use super::{Allowance, too_many};
use crate::{model::errors::Problem, store::redis::Rule};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, QuantaClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    num::NonZeroU32,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// How many keys a limit remembers: some 5 MB.
pub(in crate::services) const KEYS_MOST: usize = 50_000;

/// How many tries lie between two looks at how many keys there are.
const LOOK_EVERY: usize = 1024;

type Counters = RateLimiter<u64, DashMapStateStore<u64>, QuantaClock, StateInformationMiddleware>;

/// One limit: so many at once, and another after each interval.
pub(super) struct Limit {
    pub(super) rule: Rule,
    counters: RwLock<Counters>,
    hasher: RandomState,
    tries: AtomicUsize,
}

impl Limit {
    pub(super) fn new(name: &'static str, burst: u32, interval: Duration) -> Self {
        let rule = Rule { name, burst, interval, refuses: true };
        Self { rule, counters: RwLock::new(counters(rule)), hasher: RandomState::new(), tries: AtomicUsize::new(0) }
    }

    /// Counts one try.
    pub(super) fn take(&self, key: impl Hash) -> Result<Allowance, Problem> {
        if self.tries.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK_EVERY) {
            self.stay_small();
        }
        // A key of our own making, so that a long name costs no more memory than a short one.
        let key = self.hasher.hash_one(key);
        let counters = self.counters.read().unwrap_or_else(PoisonError::into_inner);
        match counters.check_key(&key) {
            Ok(state) => Ok(Allowance {
                limit: self.rule.burst,
                window: (self.rule.interval * self.rule.burst).as_secs().max(1),
                remaining: state.remaining_burst_capacity(),
            }),
            Err(until) => Err(too_many(until.wait_time_from(QuantaClock::default().now()))),
        }
    }

    /// Forgets keys that are as good as new; and all of them where even that leaves too many. Whoever has so many
    /// addresses is not held by a limit on addresses anyway.
    fn stay_small(&self) {
        if self.keys() < KEYS_MOST {
            return;
        }
        let mut kept = self.counters.write().unwrap_or_else(PoisonError::into_inner);
        kept.retain_recent();
        if kept.len() >= KEYS_MOST {
            *kept = counters(self.rule);
        }
        kept.shrink_to_fit();
    }

    fn keys(&self) -> usize {
        self.counters.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn counters(rule: Rule) -> Counters {
    let burst = NonZeroU32::new(rule.burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(rule.interval).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst);
    RateLimiter::dashmap(quota).with_middleware()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_remembers_a_bounded_number_of_keys() {
        let limit = Limit::new("test", 1, Duration::from_secs(3600));
        for key in 0..2 * KEYS_MOST {
            let _ = limit.take(key);
        }
        assert!(limit.keys() <= KEYS_MOST + LOOK_EVERY, "{}", limit.keys());
    }
}
