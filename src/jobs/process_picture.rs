//! Makes the quality states of one picture; of a large one, all but the full size.

use crate::{
    services::{Site, jobs, likeness, pictures, search},
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
        let done = async {
            pictures::process(site, self.0.picture, self.0.last).await?;
            likeness::describe(site, self.0.picture).await?;
            // What can be shown now can be looked for, however it is misspelt.
            search::count_words(site).await
        };
        match done.await {
            Ok(()) => Ok(()),
            Err(problem) => Err(jobs::picture_failed(site, self.0.picture, problem).await.to_string()),
        }
    }
}
