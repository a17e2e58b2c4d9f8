//! Forgets news that was read long ago.

use crate::{
    services::{Site, jobs::Failure, notices},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs: each hour, in crontab(5)'s words.
pub const HOURLY: &str = "37 * * * * forget_notices ?job_key=forget_notices {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct ForgetNotices {}

impl TaskHandler for ForgetNotices {
    const IDENTIFIER: &'static str = queue::FORGET_NOTICES;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        notices::forget_old(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
