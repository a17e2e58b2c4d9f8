//! Deletes for good the pins that were deleted a while ago.

use crate::{
    services::{Site, jobs::Failure, mine},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself, beside being asked for: each five minutes, in crontab(5)'s words. So what was deleted goes, whatever has
/// become of the job that was asked for with it.
pub const OFTEN: &str = "*/5 * * * * purge_pins ?job_key=purge_pins {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct PurgePins {}

impl TaskHandler for PurgePins {
    const IDENTIFIER: &'static str = queue::PURGE_PINS;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        mine::purge(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
