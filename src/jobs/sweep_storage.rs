//! Deletes files that nothing refers to.

use crate::{
    services::{Site, jobs::Failure, storage},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct SweepStorage {}

impl TaskHandler for SweepStorage {
    const IDENTIFIER: &'static str = queue::SWEEP_STORAGE;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        storage::sweep(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
