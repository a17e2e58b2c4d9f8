//! Makes the full size of one large picture, whose other quality states are there.

use crate::{
    services::{Site, jobs, pictures},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct ProcessFullSize(queue::ProcessPicture);

impl TaskHandler for ProcessFullSize {
    const IDENTIFIER: &'static str = queue::PROCESS_FULL_SIZE;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        match pictures::process_full_size(site, self.0.picture, self.0.last).await {
            Ok(()) => Ok(()),
            Err(problem) => Err(jobs::picture_failed(site, self.0.picture, problem).await.to_string()),
        }
    }
}
