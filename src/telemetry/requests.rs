//! Requests: how many are under way, how many were answered, and how long each took.

use super::declared::{REQUEST_SECONDS, REQUESTS, REQUESTS_IN_FLIGHT};
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
    time::Instant,
};

static IN_FLIGHT: LazyLock<Gauge> = LazyLock::new(|| gauge!(REQUESTS_IN_FLIGHT));

/// What is kept of the requests that were answered alike: looking that up by name again would cost several allocations.
struct Series {
    answered: Counter,
    seconds: Histogram,
}

/// By method and status, then by route.
type Known = HashMap<(&'static str, u16), HashMap<Box<str>, Series>>;

static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

pub(super) fn prepare() {
    LazyLock::force(&IN_FLIGHT);
}

/// A request that is being answered, until this is dropped.
pub struct RequestUnderWay {
    began: Instant,
}

impl RequestUnderWay {
    /// It has come.
    pub fn begin() -> Self {
        IN_FLIGHT.increment(1);
        Self { began: Instant::now() }
    }

    /// It has its answer. Route and method must be some of few: each pair is kept for good.
    pub fn answered(self, route: &str, method: &'static str, status: u16) {
        let took = self.began.elapsed();
        {
            let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(series) = known.get(&(method, status)).and_then(|routes| routes.get(route)) {
                series.answered.increment(1);
                series.seconds.record(took);
                return;
            }
        }
        let series = Series {
            answered: counter!(
                REQUESTS, "route" => route.to_owned(), "method" => method, "status" => status.to_string()
            ),
            seconds: histogram!(REQUEST_SECONDS, "route" => route.to_owned(), "method" => method),
        };
        series.answered.increment(1);
        series.seconds.record(took);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.entry((method, status)).or_default().insert(route.into(), series);
    }
}

impl Drop for RequestUnderWay {
    fn drop(&mut self) {
        IN_FLIGHT.decrement(1);
    }
}
