//! Makes the quality states of one picture.

use crate::{
    services::{Site, pictures},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct ProcessPicture(queue::ProcessPicture);

impl TaskHandler for ProcessPicture {
    const IDENTIFIER: &'static str = queue::PROCESS_PICTURE;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        pictures::process(site, self.0.picture).await.map_err(|problem| problem.to_string())
    }
}
