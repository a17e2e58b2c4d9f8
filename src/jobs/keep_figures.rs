//! Writes down the figures of the day, and how much room files take.

use crate::{
    services::{Site, figures, jobs::Failure},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself: each hour, in crontab(5)'s words.
pub const HOURLY: &str = "7 * * * * keep_figures ?job_key=keep_figures {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct KeepFigures {}

impl TaskHandler for KeepFigures {
    const IDENTIFIER: &'static str = queue::KEEP_FIGURES;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        figures::keep(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
