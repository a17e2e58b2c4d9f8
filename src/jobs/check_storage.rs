//! Compares the blob store with the database, and deletes nothing.

use crate::{
    services::{Site, jobs::Failure, storage},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct CheckStorage {}

impl TaskHandler for CheckStorage {
    const IDENTIFIER: &'static str = queue::CHECK_STORAGE;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        storage::check(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
