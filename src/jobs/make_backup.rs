//! Makes a backup when it is time for one, on one server.

use crate::{
    services::{Site, backups},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// How often it is looked whether it is time: each five minutes, in crontab(5)'s words. One that failed is tried again when it is due.
pub const OFTEN: &str = "*/5 * * * * make_backup ?job_key=make_backup&max=1 {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct MakeBackup {}

impl TaskHandler for MakeBackup {
    const IDENTIFIER: &'static str = queue::MAKE_BACKUP;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        backups::make_if_due(site).await.map_err(|failure| failure.to_string())
    }
}
