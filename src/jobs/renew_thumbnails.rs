//! Brings thumbnails in line with the plans.

use crate::{
    services::{Site, jobs::Failure, thumbnails},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself, beside being asked for: each night, in crontab(5)'s words.
pub const NIGHTLY: &str = "47 3 * * * renew_thumbnails ?job_key=renew_thumbnails {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct RenewThumbnails(queue::RenewThumbnails);

impl TaskHandler for RenewThumbnails {
    const IDENTIFIER: &'static str = queue::RENEW_THUMBNAILS;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        thumbnails::renew(site, self.0.after).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
