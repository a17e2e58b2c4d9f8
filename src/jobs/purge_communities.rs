//! Deletes what is left of communities and channels that were deleted.

use crate::{
    services::{Site, communities, jobs::Failure},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself: each hour, in crontab(5)'s words.
pub const HOURLY: &str = "47 * * * * purge_communities ?job_key=purge_communities {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct PurgeCommunities {}

impl TaskHandler for PurgeCommunities {
    const IDENTIFIER: &'static str = queue::PURGE_COMMUNITIES;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        communities::purge::purge(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
