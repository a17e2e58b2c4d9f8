//! The worker: takes jobs from the queue, a bounded number at once. One file a kind of job.

mod check_storage;
mod count_words;
mod forget_notices;
mod keep_figures;
mod process_picture;
mod purge_accounts;
mod purge_pins;
mod redact_audit;
mod renew_thumbnails;
mod send_letter;
mod sweep_blobs;
mod sweep_storage;

use crate::{
    config::MediaConfig,
    services::{Site, figures},
    store::queue::SCHEMA,
};
use graphile_worker::{
    HookRegistry, JobComplete, JobFail, JobPermanentlyFail, LocalQueueConfig, Plugin, RefetchDelayConfig,
    SweepStaleWorkersOptions, Worker, WorkerOptions, WorkerRecoveryConfig,
};
use std::{error::Error, time::Duration};

/// How often a worker says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How many jobs a process takes from the queue at once, for each it can work on at a time. More would keep other
/// servers' workers idle.
const AHEAD: usize = 4;

/// How long a queue with nothing in it is left alone.
const IDLE: Duration = Duration::from_secs(1);

/// How long a silent worker counts as alive. A job it holds goes to another one then.
const SILENCE: Duration = Duration::from_secs(30);

/// What runs by the clock. Each line ends with what the job is told: of nothing there, the library makes a null, which is no job
/// of ours.
const BY_THE_CLOCK: [&str; 7] = [
    sweep_blobs::HOURLY,
    forget_notices::HOURLY,
    count_words::MINUTELY,
    renew_thumbnails::NIGHTLY,
    keep_figures::HOURLY,
    purge_accounts::HOURLY,
    redact_audit::NIGHTLY,
];

/// Who does the jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jobs {
    /// This process, as they come.
    Here,
    /// Nobody, until this process is told to.
    Later,
}

/// Makes the worker ready. `alone` says that no other worker can be on this database: jobs that a crash left locked
/// are then free at once instead of after [`SILENCE`].
///
/// # Errors
/// The queue's tables cannot be reached.
pub async fn worker(
    site: Site,
    media: &MediaConfig,
    jobs: Jobs,
    alone: bool,
) -> Result<Worker, Box<dyn Error + Send + Sync>> {
    let recovery = WorkerRecoveryConfig::default()
        .heartbeat_interval(HEARTBEAT)
        .sweep_interval(HEARTBEAT)
        .sweep_threshold(SILENCE)
        .recovery_delay(Duration::ZERO);
    let options = WorkerOptions::default()
        .schema(SCHEMA)
        .concurrency(media.workers)
        .pg_pool(site.db().pool().clone())
        .worker_recovery(recovery)
        .listen_os_shutdown_signals(false)
        .add_plugin(Counted(site.clone()))
        .add_extension(site)
        .define_job::<process_picture::ProcessPicture>()
        .define_job::<purge_pins::PurgePins>()
        .define_job::<renew_thumbnails::RenewThumbnails>()
        .define_job::<send_letter::SendLetter>()
        .define_job::<sweep_blobs::SweepBlobs>()
        .define_job::<forget_notices::ForgetNotices>()
        .define_job::<count_words::CountWords>()
        .define_job::<keep_figures::KeepFigures>()
        .define_job::<check_storage::CheckStorage>()
        .define_job::<sweep_storage::SweepStorage>()
        .define_job::<purge_accounts::PurgeAccounts>()
        .define_job::<redact_audit::RedactAudit>();
    let timed = BY_THE_CLOCK.into_iter().try_fold(options, |options, line| options.with_cron(line));
    let options = timed.map_err(|error| error.to_string())?;
    let options = match jobs {
        // Without a local queue, a worker that has finished a job waits for the next poll before it takes another.
        Jobs::Here => options.local_queue(local_queue(media.workers * AHEAD)),
        Jobs::Later => options,
    };
    let worker = options.init().await?;
    if alone {
        let everyone = SweepStaleWorkersOptions {
            sweep_threshold: Some(Duration::ZERO),
            recovery_delay: Some(Duration::ZERO),
            dry_run: false,
        };
        match worker.create_utils().sweep_stale_workers(everyone).await {
            Ok(swept) if swept.recovered_count > 0 => {
                tracing::info!(jobs = swept.recovered_count, "took up jobs that a crash had left");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "could not look for jobs that a crash had left"),
        }
    }
    Ok(worker)
}

/// Counts what becomes of jobs, for the figures of the day.
struct Counted(Site);

impl Plugin for Counted {
    fn register(self, hooks: &mut HookRegistry) {
        let Self(site) = self;
        let count = move |done| {
            let site = site.clone();
            async move { figures::count_job(&site, done).await }
        };
        let (failed, given_up) = (count.clone(), count.clone());
        hooks.on(JobComplete, move |_| count(true));
        hooks.on(JobFail, move |_| failed(false));
        hooks.on(JobPermanentlyFail, move |_| given_up(false));
    }
}

/// A queue in this process of so many jobs. With nothing to do it asks once a second, and at once where PostgreSQL tells of
/// a new job; without this pause it would ask hundreds of times a second.
fn local_queue(size: usize) -> LocalQueueConfig {
    let pause = RefetchDelayConfig::default().with_duration(IDLE).with_threshold(0).with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(size).with_refetch_delay(pause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use graphile_worker::parse_crontab;

    #[test]
    fn what_runs_by_the_clock_is_told_something() {
        for line in BY_THE_CLOCK {
            let parsed = parse_crontab(line).unwrap();
            assert!(parsed[0].payload.as_ref().is_some_and(serde_json::Value::is_object), "{line}");
        }
    }
}
