//! Deletes what is left of accounts whose owners have left.

use crate::{
    services::{Site, deletion, jobs::Failure},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself: each hour, in crontab(5)'s words.
pub const HOURLY: &str = "17 * * * * purge_accounts ?job_key=purge_accounts {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct PurgeAccounts {}

impl TaskHandler for PurgeAccounts {
    const IDENTIFIER: &'static str = queue::PURGE_ACCOUNTS;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        deletion::purge(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
