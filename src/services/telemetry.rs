//! What Prometheus is told of the queue and the database: looked at when it asks.

use super::Site;
use crate::{
    model::{
        errors::Problem,
        jobs::{JobState, KINDS},
    },
    telemetry,
};
use std::time::Duration;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How old what is told of the queue may be: however many ask, the database is not asked more often.
const FRESH: Duration = Duration::from_secs(5);

/// How long the database may take. Whoever asks gets the rest in any case.
const PATIENCE: Duration = Duration::from_secs(2);

/// When it was looked at the queue the last time.
#[derive(Default)]
pub struct Samples(Mutex<Option<Instant>>);

impl Samples {
    /// Looks at what this process holds, and at the queue unless that was done a moment ago.
    pub async fn renew(&self, site: &Site) {
        telemetry::set_workers(site.workers.all_work());
        for (pool, used, idle) in site.db.pools() {
            telemetry::set_pool(pool, used, idle);
        }
        telemetry::set_replicas(site.db.replicas_in_step());
        let mut last = self.0.lock().await;
        if last.is_some_and(|last| last.elapsed() < FRESH) {
            return;
        }
        *last = Some(Instant::now());
        let began = Instant::now();
        let asked = timeout(PATIENCE, queue(site)).await;
        if !matches!(asked, Ok(Ok(()))) {
            telemetry::set_wait(began.elapsed());
            tracing::warn!("could not look at the queue for the metrics");
        }
    }
}

async fn queue(site: &Site) -> Result<(), Problem> {
    telemetry::set_wait(site.db.connection_wait().await?);
    let queued = site.db.queue().await?;
    for kind in KINDS {
        let of_kind = || queued.iter().filter(move |row| row.kind == kind.name);
        for state in JobState::ALL {
            let jobs: u64 = of_kind().filter(|row| row.state == state.name()).map(|row| row.jobs.unsigned_abs()).sum();
            telemetry::set_job_state(kind.name, state.name(), jobs);
        }
        let oldest = of_kind().filter_map(|row| row.oldest_seconds).fold(0.0, f64::max);
        telemetry::set_oldest_job(kind.name, oldest);
    }
    Ok(())
}
