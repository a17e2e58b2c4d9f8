//! Finds out what pictures look like that were there before this version of the program.

use crate::{
    services::{Site, jobs::Failure, likeness},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself: each hour, in crontab(5)'s words. New pictures are described with the work on them.
pub const HOURLY: &str = "33 * * * * describe_pictures ?job_key=describe_pictures {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct DescribePictures(queue::DescribePictures);

impl TaskHandler for DescribePictures {
    const IDENTIFIER: &'static str = queue::DESCRIBE_PICTURES;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        likeness::describe_after(site, self.0.after).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
