//! Deletes blobs that nobody needs any more, and forgets what has expired.

use crate::{
    services::{Site, accounts, blobs, expiring_links, jobs::Failure, mine, resumable_uploads, search, uploads},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself, beside being asked for: each hour, in crontab(5)'s words.
pub const HOURLY: &str = "17 * * * * sweep_blobs ?job_key=sweep_blobs {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct SweepBlobs {}

impl TaskHandler for SweepBlobs {
    const IDENTIFIER: &'static str = queue::SWEEP_BLOBS;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        sweep(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}

async fn sweep(site: &Site) -> Result<(), crate::model::errors::Problem> {
    accounts::forget_expired(site).await?;
    expiring_links::forget_ended(site).await?;
    uploads::forget_expired(site).await?;
    search::count_words(site).await?;
    // Beside the job that each deletion asks for, which may have been cancelled.
    mine::purge(site).await?;
    let unneeded = blobs::sweep(site).await?;
    let unfinished = blobs::sweep_unfinished(site).await? + resumable_uploads::forget_expired(site).await?;
    if unneeded + unfinished > 0 {
        tracing::info!(unneeded, unfinished, "deleted blobs that nobody needs any more");
    }
    Ok(())
}
