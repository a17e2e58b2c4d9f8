//! The queue of jobs: the one place that puts work into it. It lives in PostgreSQL (graphile_worker), so a job is added
//! in the transaction that makes it necessary, or not at all.

use super::db::{Db, Tx, commit, now, of_code};
use crate::model::{
    errors::Problem,
    ids::{PictureId, PinId, UserId},
};
use graphile_worker::{
    JobSpec, RawJobSpec, WorkerUtils, errors::GraphileWorkerError, worker_utils::types::RescheduleJobOptions,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;
use time::OffsetDateTime;

/// The schema in which the library keeps its tables.
pub const SCHEMA: &str = "graphile_worker";

/// The job that makes the quality states of one picture; of a large one, all but the full size.
pub const PROCESS_PICTURE: &str = "process_picture";

/// The job that makes the full size of one large picture.
pub const PROCESS_FULL_SIZE: &str = "process_full_size";

/// The jobs that work on one picture. Both are told the same.
pub const OF_PICTURES: [&str; 2] = [PROCESS_PICTURE, PROCESS_FULL_SIZE];

/// The job that deletes blobs which nobody needs any more.
pub const SWEEP_BLOBS: &str = "sweep_blobs";

/// The job that deletes for good what was deleted a while ago.
pub const PURGE_PINS: &str = "purge_pins";

/// The job that forgets news which was read long ago.
pub const FORGET_NOTICES: &str = "forget_notices";

/// The job that writes and sends one letter.
pub const SEND_LETTER: &str = "send_letter";

/// The job that counts the words and tags of pins.
pub const COUNT_WORDS: &str = "count_words";

/// The job that makes the thumbnails which plans name and pictures lack.
pub const RENEW_THUMBNAILS: &str = "renew_thumbnails";

/// The job that finds out what pictures look like which this version of the program has not described.
pub const DESCRIBE_PICTURES: &str = "describe_pictures";

/// The job that writes down the figures of the day.
pub const KEEP_FIGURES: &str = "keep_figures";

/// The job that compares the blob store with the database.
pub const CHECK_STORAGE: &str = "check_storage";

/// The job that deletes files which nothing refers to.
pub const SWEEP_STORAGE: &str = "sweep_storage";

/// The job that deletes what is left of accounts whose owners have left.
pub const PURGE_ACCOUNTS: &str = "purge_accounts";

/// The job that deletes what is left of communities and channels that were deleted.
pub const PURGE_COMMUNITIES: &str = "purge_communities";

/// The job that takes members' words out of old entries of the audit log.
pub const REDACT_AUDIT: &str = "redact_audit";

/// The job that makes a backup when it is time for one.
pub const MAKE_BACKUP: &str = "make_backup";

/// The kinds that are asked for under a key, so that many wishes make one job.
pub const ASKED_FOR_ONCE: [&str; 13] = [
    SWEEP_BLOBS,
    FORGET_NOTICES,
    COUNT_WORDS,
    RENEW_THUMBNAILS,
    DESCRIBE_PICTURES,
    KEEP_FIGURES,
    CHECK_STORAGE,
    SWEEP_STORAGE,
    PURGE_PINS,
    PURGE_ACCOUNTS,
    PURGE_COMMUNITIES,
    REDACT_AUDIT,
    MAKE_BACKUP,
];

/// How often a job is tried before it counts as failed for good. The pauses grow, to some hours in all.
const ATTEMPTS: i16 = 10;

/// The priority of what nobody waits for, as there is something to see already; that of all else is 0, and what has the lowest number
/// comes first.
pub(super) const LATER: i16 = 10;

/// The priority of what is done once nothing else is to be done.
const LAST: i16 = 100;

/// What a job of [`OF_PICTURES`] is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessPicture {
    /// The picture to work on.
    pub picture: PictureId,
    /// Whether it has waited until nothing else is to be done, as a server died during it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub last: bool,
}

/// What the job [`RENEW_THUMBNAILS`] is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RenewThumbnails {
    /// The last picture that was looked at; none at the beginning.
    pub after: Option<PictureId>,
}

/// What the job [`DESCRIBE_PICTURES`] is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DescribePictures {
    /// The last pin that was looked at; none at the beginning.
    pub after: Option<PinId>,
}

/// What the job [`SEND_LETTER`] is told. There is no link in it: the job makes that, so that none lies about in the queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Letter {
    /// Asks a member to confirm the address of their account.
    VerifyEmail {
        /// Whose account.
        user: UserId,
    },
    /// Offers a link to set a new password, where there is an account with this address.
    ResetPassword {
        /// The address that was typed.
        email: String,
    },
    /// Invites whoever has tried to sign in with an address that has no account.
    InviteUnknown {
        /// The address that was typed.
        email: String,
    },
    /// Tells a member that their password was changed.
    PasswordChanged {
        /// Whose account.
        user: UserId,
    },
    /// Tells the old address of an account that another is to take its place.
    EmailChanging {
        /// The old address.
        old: String,
        /// The new one.
        new: String,
    },
    /// Tells an admin that a backup failed.
    BackupFailed {
        /// Whose account.
        user: UserId,
        /// What is wrong, in sentences.
        problem: String,
    },
}

/// The door to the queue. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    utils: WorkerUtils,
}

impl Queue {
    /// Opens the queue and brings its tables up to date, one server after the other.
    ///
    /// # Errors
    /// The library's migrations fail.
    pub async fn open(db: &Db) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let turn = db.turn_to_start().await?;
        let utils = WorkerUtils::new(db.pool().clone(), SCHEMA);
        utils.migrate().await?;
        commit(turn).await?;
        Ok(Self { utils })
    }

    /// Asks for the work on pictures, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the queue does not take the jobs.
    pub async fn process_pictures(&self, tx: &mut Tx, pictures: &[PictureId]) -> Result<(), Problem> {
        let jobs: Vec<_> = pictures.iter().map(|&picture| picture_job(PROCESS_PICTURE, picture, false)).collect();
        self.add(tx, &jobs).await
    }

    /// Asks for the full size of a picture, whose other sizes are there, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn process_full_size(&self, tx: &mut Tx, picture: PictureId) -> Result<(), Problem> {
        self.add(tx, &[picture_job(PROCESS_FULL_SIZE, picture, false)]).await
    }

    /// Asks for a job of [`OF_PICTURES`] once nothing else is to be done, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn process_picture_last(&self, tx: &mut Tx, kind: &str, picture: PictureId) -> Result<(), Problem> {
        self.add(tx, &[picture_job(kind, picture, true)]).await
    }

    async fn add(&self, tx: &mut Tx, jobs: &[RawJobSpec]) -> Result<(), Problem> {
        self.utils.clone().with_executor(tx).add_raw_jobs(jobs).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for what was deleted to be purged after so many seconds, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn purge_pins(&self, tx: &mut Tx, seconds: u64) -> Result<(), Problem> {
        let due = now(tx).await? + Duration::from_secs(seconds);
        let spec = JobSpec { run_at: chrono_time(due), max_attempts: Some(ATTEMPTS), ..JobSpec::default() };
        self.utils.clone().with_executor(tx).add_raw_job(PURGE_PINS, json!({}), spec).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for a letter to be sent, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn send_letter(&self, tx: &mut Tx, letter: &Letter) -> Result<(), Problem> {
        let spec = JobSpec { max_attempts: Some(ATTEMPTS), ..JobSpec::default() };
        self.utils.clone().with_executor(tx).add_raw_job(SEND_LETTER, json!(letter), spec).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for the words and tags of pins to be counted, in the caller's transaction. Many wishes make one count, so whoever asks
    /// at the same time waits for the end of the transaction: it is asked for last.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn count_words(&self, tx: &mut Tx) -> Result<(), Problem> {
        let spec = JobSpec { job_key: Some(COUNT_WORDS.to_owned()), ..JobSpec::default() };
        self.utils.clone().with_executor(tx).add_raw_job(COUNT_WORDS, json!({}), spec).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for thumbnails to be brought in line with the plans, from a picture on, in the caller's transaction. Many wishes for
    /// all of them make one walk; the rest of a walk that is under way never takes the place of another.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn renew_thumbnails(&self, tx: &mut Tx, after: Option<PictureId>) -> Result<(), Problem> {
        let job_key = after.is_none().then(|| RENEW_THUMBNAILS.to_owned());
        let spec = JobSpec { job_key, ..JobSpec::default() };
        let told = json!(RenewThumbnails { after });
        self.utils.clone().with_executor(tx).add_raw_job(RENEW_THUMBNAILS, told, spec).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for the pictures of pins after one to be described, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn describe_pictures(&self, tx: &mut Tx, after: PinId) -> Result<(), Problem> {
        let spec = JobSpec { priority: Some(LATER), ..JobSpec::default() };
        let told = json!(DescribePictures { after: Some(after) });
        self.utils.clone().with_executor(tx).add_raw_job(DESCRIBE_PICTURES, told, spec).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for a comparison of the blob store with the database, in the caller's transaction. Many wishes make one.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn check_storage(&self, tx: &mut Tx) -> Result<(), Problem> {
        self.ask_once(tx, CHECK_STORAGE).await
    }

    /// Asks for files that nothing refers to, to be deleted, in the caller's transaction. Many wishes make one sweep.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn sweep_storage(&self, tx: &mut Tx) -> Result<(), Problem> {
        self.ask_once(tx, SWEEP_STORAGE).await
    }

    /// Asks for what is left of accounts to be deleted, in the caller's transaction. Many wishes make one.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn purge_accounts(&self, tx: &mut Tx) -> Result<(), Problem> {
        self.ask_once(tx, PURGE_ACCOUNTS).await
    }

    /// Asks for what is left of communities and channels to be deleted, in the caller's transaction. Many wishes make one.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn purge_communities(&self, tx: &mut Tx) -> Result<(), Problem> {
        self.ask_once(tx, PURGE_COMMUNITIES).await
    }

    async fn ask_once(&self, tx: &mut Tx, kind: &str) -> Result<(), Problem> {
        let job_key = Some(kind.to_owned());
        let spec = JobSpec { job_key, max_attempts: Some(ATTEMPTS), ..JobSpec::default() };
        self.utils.clone().with_executor(tx).add_raw_job(kind, json!({}), spec).await.map_err(refused)?;
        Ok(())
    }

    /// Makes jobs due now, in the caller's transaction; `anew` has them tried as often as new ones. Those that run are left alone. Says
    /// how many it were.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the queue fails.
    pub async fn retry(&self, tx: &mut Tx, jobs: &[i64], anew: bool) -> Result<u64, Problem> {
        let options = RescheduleJobOptions {
            run_at: chrono_time(now(tx).await?),
            attempts: anew.then_some(0),
            ..RescheduleJobOptions::default()
        };
        let retried = self.utils.clone().with_executor(tx).reschedule_jobs(jobs, options).await.map_err(refused)?;
        Ok(retried.len() as u64)
    }

    /// Takes a job out of the queue, in the caller's transaction. False where it runs, or is not there.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the queue fails.
    pub async fn cancel(&self, tx: &mut Tx, job: i64) -> Result<bool, Problem> {
        let cancelled = self.utils.clone().with_executor(tx).complete_jobs(&[job]).await.map_err(refused)?;
        Ok(!cancelled.is_empty())
    }

    /// Asks for a sweep of blobs that nobody needs any more, in the caller's transaction. Many wishes make one sweep.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach; [`Problem::Internal`] where the queue does not take the job.
    pub async fn sweep_blobs(&self, tx: &mut Tx) -> Result<(), Problem> {
        let spec = JobSpec { job_key: Some(SWEEP_BLOBS.to_owned()), ..JobSpec::default() };
        self.utils.clone().with_executor(tx).add_raw_job(SWEEP_BLOBS, json!({}), spec).await.map_err(refused)?;
        Ok(())
    }
}

fn picture_job(kind: &str, picture: PictureId, last: bool) -> RawJobSpec {
    let priority = if last { Some(LAST) } else { (kind == PROCESS_FULL_SIZE).then_some(LATER) };
    RawJobSpec {
        identifier: kind.to_owned(),
        payload: json!(ProcessPicture { picture, last }),
        spec: JobSpec { max_attempts: Some(ATTEMPTS), priority, ..JobSpec::default() },
    }
}

/// The same time in the type that the library knows.
fn chrono_time(time: OffsetDateTime) -> Option<chrono::DateTime<chrono::Utc>> {
    chrono::DateTime::from_timestamp(time.unix_timestamp(), time.nanosecond())
}

/// What an error of the queue's library means to people. PostgreSQL's own errors carry a code; a query without one did not get
/// through.
fn refused(error: GraphileWorkerError) -> Problem {
    tracing::error!(%error, "the queue did not take a job");
    match error {
        GraphileWorkerError::SqlError(error) => error.code().map_or(Some(Problem::Busy), of_code),
        _ => None,
    }
    .unwrap_or(Problem::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use graphile_worker::DbError;

    #[test]
    fn a_job_that_did_not_reach_the_database_can_be_sent_again() {
        let said = |error| refused(GraphileWorkerError::SqlError(error)).status();
        assert_eq!(said(DbError::new("Broken pipe (os error 32)")), 503);
        assert_eq!(said(DbError::with_code("the server stops", "57P01")), 503);
        assert_eq!(said(DbError::with_code("no space left on device", "53100")), 507);
        assert_eq!(said(DbError::with_code("there is no such table", "42P01")), 500);
        assert_eq!(refused(GraphileWorkerError::JobScheduleSkipped).status(), 500);
    }
}
