//! How a worker is made of the queue's library: which jobs it takes, how many at once, and how it says that it lives.

use super::{
    BY_THE_CLOCK, check_storage, count_words, describe_pictures, forget_notices, keep_figures, make_backup,
    process_full_size, process_picture, purge_accounts, purge_communities, purge_pins, redact_audit, renew_thumbnails,
    send_letter, sweep_blobs, sweep_storage,
};
use crate::{
    services::{Site, figures},
    store::queue::SCHEMA,
    telemetry::{self, ActiveSpan},
};
use graphile_worker::{
    HookRegistry, IntoTaskHandlerResult, Job, JobComplete, JobFail, JobPermanentlyFail, LocalQueueConfig,
    LocalQueueGetJobsComplete, Plugin, RefetchDelayConfig, TaskHandler, Worker, WorkerContext, WorkerOptions,
    WorkerRecovered, WorkerRecoveryConfig,
};
use serde::{Deserialize, Serialize};
use std::{error::Error, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Why a worker could not be made.
pub type JobsError = Box<dyn Error + Send + Sync>;

/// How often a worker says that it lives, and looks for those that do not.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// How many jobs a process takes from the queue at once, for each it can work on at a time. More would keep other
/// servers' workers idle.
const AHEAD: usize = 4;

/// The same of a worker of pictures, for all its slots together. It has the next one at hand when it has done one, and the queue knows
/// how many wait.
const PICTURES_AHEAD: usize = 1;

/// How long a queue with nothing in it is left alone.
const IDLE: Duration = Duration::from_secs(1);

/// How long a silent worker counts as alive. A job it holds goes to another one then: who waits for a picture waits for that, too. One that
/// lives and could not be heard does its job twice at worst, as the other does, which every job bears.
const SILENCE: Duration = Duration::from_secs(7);

/// How long jobs may go on once their worker is to stop.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// How many of the jobs that look after the site are done at once.
const UPKEEP_SLOTS: usize = 1;

/// How many backups are made at once. One takes hours, where the site is large.
const BACKUP_SLOTS: usize = 1;

/// How many of the jobs that somebody waits for are done at once.
const URGENT_SLOTS: usize = 3;

/// What a worker is for. Each has slots of its own, so that what is quick never waits for what takes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Pictures: up to a second each, and thousands of them after a large upload.
    Pictures,
    /// Full sizes of large pictures: seconds each. None is begun while a picture waits of which there is less.
    FullSizes,
    /// What looks through the whole site: minutes each, where the site is large.
    Upkeep,
    /// Backups.
    Backups,
    /// What somebody waits for, a moment each: letters, words that are to be found, what is to be gone. And the clock.
    Urgent,
}

impl Lane {
    pub(super) const ALL: [Self; 5] = [Self::Pictures, Self::FullSizes, Self::Upkeep, Self::Backups, Self::Urgent];

    /// Its name in the log.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::FullSizes => "full sizes",
            Self::Upkeep => "upkeep",
            Self::Backups => "backups",
            Self::Urgent => "urgent",
        }
    }

    /// How many jobs it does at once, of a server that works on so many pictures.
    pub(super) const fn slots(self, pictures: usize) -> usize {
        match self {
            Self::Pictures | Self::FullSizes => pictures,
            Self::Upkeep => UPKEEP_SLOTS,
            Self::Backups => BACKUP_SLOTS,
            Self::Urgent => URGENT_SLOTS,
        }
    }

    /// How many jobs it takes from the queue at once, with so many slots.
    const fn ahead(self, slots: usize) -> usize {
        match self {
            Self::Pictures | Self::FullSizes => PICTURES_AHEAD,
            Self::Upkeep | Self::Backups | Self::Urgent => slots * AHEAD,
        }
    }

    /// With its jobs.
    fn define(self, options: WorkerOptions) -> WorkerOptions {
        match self {
            Self::Pictures => options.define_job::<Followed<process_picture::ProcessPicture>>(),
            Self::FullSizes => options.define_job::<Followed<process_full_size::ProcessFullSize>>(),
            Self::Upkeep => options
                .define_job::<Followed<renew_thumbnails::RenewThumbnails>>()
                .define_job::<Followed<describe_pictures::DescribePictures>>()
                .define_job::<Followed<sweep_blobs::SweepBlobs>>()
                .define_job::<Followed<forget_notices::ForgetNotices>>()
                .define_job::<Followed<keep_figures::KeepFigures>>()
                .define_job::<Followed<check_storage::CheckStorage>>()
                .define_job::<Followed<sweep_storage::SweepStorage>>()
                .define_job::<Followed<purge_accounts::PurgeAccounts>>()
                .define_job::<Followed<purge_communities::PurgeCommunities>>()
                .define_job::<Followed<redact_audit::RedactAudit>>(),
            Self::Backups => options.define_job::<Followed<make_backup::MakeBackup>>(),
            Self::Urgent => options
                .define_job::<Followed<send_letter::SendLetter>>()
                .define_job::<Followed<purge_pins::PurgePins>>()
                .define_job::<Followed<count_words::CountWords>>(),
        }
    }
}

/// A job, and what it does as a trace where traces are kept.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
struct Followed<T>(T);

impl<T: TaskHandler> TaskHandler for Followed<T> {
    const IDENTIFIER: &'static str = T::IDENTIFIER;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let (id, attempt) = (*context.job().id(), *context.job().attempts());
        let work = async move { self.0.run(context).await.into_task_handler_result() };
        let Some(span) = ActiveSpan::of_job(T::IDENTIFIER, id, attempt) else { return work.await };
        let done = span.during(work).await;
        if done.is_err() {
            span.failed();
        }
        done
    }
}

/// Held by everything that belongs to a worker. Once the last of it is gone, the channel ends.
#[derive(Clone, Debug)]
pub(super) struct Belongs {
    _worker: mpsc::Sender<()>,
}

/// Makes a worker for one lane, which takes jobs as soon as it runs. The receiver ends when nothing of the worker is left, its jobs
/// included.
///
/// # Errors
/// The queue's tables cannot be reached.
pub(super) async fn worker(
    site: &Site,
    lane: Lane,
    pictures: usize,
) -> Result<(Worker, mpsc::Receiver<()>), JobsError> {
    let slots = lane.slots(pictures);
    let (belongs, gone) = mpsc::channel(1);
    let options = lane
        .define(options(site, slots))
        .local_queue(local_queue(lane.ahead(slots)))
        .add_plugin(Proven { site: site.clone(), lane })
        .add_extension(Belongs { _worker: belongs });
    let options = if lane == Lane::Urgent { with_clock(options)? } else { options };
    Ok((options.init().await?, gone))
}

/// Makes a worker for all jobs that does nothing until it is told to.
///
/// # Errors
/// The queue's tables cannot be reached.
pub async fn idle_worker(site: &Site, pictures: usize) -> Result<Worker, JobsError> {
    let options = Lane::ALL.into_iter().fold(options(site, pictures), |options, lane| lane.define(options));
    Ok(options.init().await?)
}

fn options(site: &Site, slots: usize) -> WorkerOptions {
    let recovery = WorkerRecoveryConfig::default()
        .heartbeat_interval(HEARTBEAT)
        .sweep_interval(HEARTBEAT)
        .sweep_threshold(SILENCE)
        .recovery_delay(Duration::ZERO);
    WorkerOptions::default()
        .schema(SCHEMA)
        .concurrency(slots)
        .pg_pool(site.db().pool().clone())
        .worker_recovery(recovery)
        .listen_os_shutdown_signals(false)
        .shutdown_grace_period(GRACE)
        // A job that was interrupted is nobody's fault, and waits for nothing.
        .shutdown_interrupted_job_retry_delay(Duration::ZERO)
        .add_plugin(Counted(site.clone()))
        .add_extension(site.clone())
}

fn with_clock(options: WorkerOptions) -> Result<WorkerOptions, JobsError> {
    let timed = BY_THE_CLOCK.into_iter().try_fold(options, |options, line| options.with_cron(line));
    timed.map_err(|error| error.to_string().into())
}

/// Counts what becomes of jobs, for the figures of the day and for the metrics.
struct Counted(Site);

impl Plugin for Counted {
    fn register(self, hooks: &mut HookRegistry) {
        let Self(site) = self;
        let count = move |job: Arc<Job>, done| {
            let site = site.clone();
            async move {
                telemetry::job_ended(job.task_identifier(), done);
                figures::count_job(&site, done).await;
            }
        };
        let (failed, given_up) = (count.clone(), count.clone());
        hooks.on(JobComplete, move |ended| count(ended.job, true));
        hooks.on(JobFail, move |ended| failed(ended.job, false));
        hooks.on(JobPermanentlyFail, move |ended| given_up(ended.job, false));
    }
}

/// Says that a worker does its work, once it has asked for jobs and was answered; and tidies up after others that have died.
struct Proven {
    site: Site,
    lane: Lane,
}

impl Plugin for Proven {
    fn register(self, hooks: &mut HookRegistry) {
        let Self { site, lane } = self;
        let (workers, db) = (site.workers().clone(), site.db().clone());
        hooks.on(LocalQueueGetJobsComplete, move |_| {
            workers.works(lane.name());
            async {}
        });
        hooks.on(WorkerRecovered, move |_| {
            let db = db.clone();
            async move {
                // The cause has been logged where it was seen; they are looked for again after the next death.
                let _ = db.forget_superseded_jobs().await;
            }
        });
    }
}

/// A queue in this process of so many jobs. With nothing to do it asks once a second, and at once where PostgreSQL tells of
/// a new job; without this pause it would ask hundreds of times a second. Without a local queue, a worker that has finished a job would
/// wait for the next poll before it takes another.
fn local_queue(size: usize) -> LocalQueueConfig {
    let pause = RefetchDelayConfig::default().with_duration(IDLE).with_threshold(0).with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(size).with_refetch_delay(pause)
}
