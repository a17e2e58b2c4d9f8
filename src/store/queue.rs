//! The queue of jobs: the one place that puts work into it. It lives in PostgreSQL (graphile_worker), so a job is added
//! in the transaction that makes it necessary, or not at all.

use super::db::{Db, Tx};
use crate::model::{errors::Problem, ids::PictureId};
use graphile_worker::{JobSpec, RawJobSpec, WorkerUtils};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The schema in which the library keeps its tables.
pub const SCHEMA: &str = "graphile_worker";

/// The job that makes the quality states of one picture.
pub const PROCESS_PICTURE: &str = "process_picture";

/// The job that deletes blobs which nobody needs any more.
pub const SWEEP_BLOBS: &str = "sweep_blobs";

/// How often a job is tried before it counts as failed for good. The pauses grow, to some hours in all.
const ATTEMPTS: i16 = 10;

/// What the job [`PROCESS_PICTURE`] is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessPicture {
    /// The picture to work on.
    pub picture: PictureId,
}

/// The door to the queue. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    utils: WorkerUtils,
}

impl Queue {
    /// Opens the queue and brings its tables up to date.
    ///
    /// # Errors
    /// The library's migrations fail.
    pub async fn open(db: &Db) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let utils = WorkerUtils::new(db.pool().clone(), SCHEMA);
        utils.migrate().await?;
        Ok(Self { utils })
    }

    /// Asks for the work on pictures, in the caller's transaction.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the queue does not take the jobs.
    pub async fn process_pictures(&self, tx: &mut Tx, pictures: &[PictureId]) -> Result<(), Problem> {
        let jobs: Vec<_> = pictures
            .iter()
            .map(|&picture| RawJobSpec {
                identifier: PROCESS_PICTURE.to_owned(),
                payload: json!(ProcessPicture { picture }),
                spec: JobSpec { max_attempts: Some(ATTEMPTS), ..JobSpec::default() },
            })
            .collect();
        self.utils.clone().with_executor(tx).add_raw_jobs(&jobs).await.map_err(refused)?;
        Ok(())
    }

    /// Asks for a sweep of blobs that nobody needs any more, in the caller's transaction. Many wishes make one sweep.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the queue does not take the job.
    pub async fn sweep_blobs(&self, tx: &mut Tx) -> Result<(), Problem> {
        let spec = JobSpec { job_key: Some(SWEEP_BLOBS.to_owned()), ..JobSpec::default() };
        self.utils.clone().with_executor(tx).add_raw_job(SWEEP_BLOBS, json!({}), spec).await.map_err(refused)?;
        Ok(())
    }
}

fn refused(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "the queue did not take a job");
    Problem::Internal
}
