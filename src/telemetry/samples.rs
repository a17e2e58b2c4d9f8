//! What is not counted as it happens, but looked at when somebody asks. Who looks says what there is.

use super::declared::{BUILD, CONNECTION_WAIT, CONNECTIONS, JOBS, OLDEST_JOB, REPLICAS, STARTED, WORKERS};
use metrics::gauge;
use std::time::{Duration, SystemTime};

pub(super) fn prepare(started: SystemTime) {
    let since = started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    gauge!(STARTED).set(since);
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1);
}

/// So many jobs of this kind are in the queue in this state.
pub fn set_job_state(kind: &'static str, state: &'static str, jobs: u64) {
    gauge!(JOBS, "kind" => kind, "state" => state).set(jobs as f64);
}

/// The oldest job of this kind that is due has waited for so many seconds.
pub fn set_oldest_job(kind: &'static str, seconds: f64) {
    gauge!(OLDEST_JOB, "kind" => kind).set(seconds);
}

/// Whether the workers of this process do their work.
pub fn set_workers(running: bool) {
    gauge!(WORKERS).set(u8::from(running));
}

/// So many connections to the database are in use in this pool, and so many at rest.
pub fn set_pool(pool: &'static str, used: usize, idle: usize) {
    for (state, connections) in [("used", used), ("idle", idle)] {
        gauge!(CONNECTIONS, "pool" => pool, "state" => state).set(connections as f64);
    }
}

/// Lists are read from so many replicas of the database.
pub fn set_replicas(in_step: usize) {
    gauge!(REPLICAS).set(in_step as f64);
}

/// A connection to the database was waited for so long.
pub fn set_wait(wait: Duration) {
    gauge!(CONNECTION_WAIT).set(wait);
}
