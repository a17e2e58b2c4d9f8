//! The worker: takes jobs from the queue, a bounded number at once. One file a kind of job.

mod count_words;
mod forget_notices;
mod process_picture;
mod purge_pins;
mod send_letter;
mod sweep_blobs;

use crate::{config::MediaConfig, services::Site, store::queue::SCHEMA};
use graphile_worker::{
    LocalQueueConfig, RefetchDelayConfig, SweepStaleWorkersOptions, Worker, WorkerOptions, WorkerRecoveryConfig,
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
        .add_extension(site)
        .define_job::<process_picture::ProcessPicture>()
        .define_job::<purge_pins::PurgePins>()
        .define_job::<send_letter::SendLetter>()
        .define_job::<sweep_blobs::SweepBlobs>()
        .define_job::<forget_notices::ForgetNotices>()
        .define_job::<count_words::CountWords>()
        .with_cron(sweep_blobs::HOURLY)
        .and_then(|options| options.with_cron(forget_notices::HOURLY))
        .and_then(|options| options.with_cron(count_words::MINUTELY))
        .map_err(|error| error.to_string())?;
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

/// A queue in this process of so many jobs. With nothing to do it asks once a second, and at once where PostgreSQL tells of
/// a new job; without this pause it would ask hundreds of times a second.
fn local_queue(size: usize) -> LocalQueueConfig {
    let pause = RefetchDelayConfig::default().with_duration(IDLE).with_threshold(0).with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(size).with_refetch_delay(pause)
}
