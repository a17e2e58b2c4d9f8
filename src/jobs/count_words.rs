//! Counts the words and tags of pins, by which search puts right what is misspelt.

use crate::{
    services::{Site, jobs::Failure, search},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs by itself, beside being asked for: each minute, in crontab(5)'s words.
pub const MINUTELY: &str = "* * * * * count_words ?job_key=count_words {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct CountWords {}

impl TaskHandler for CountWords {
    const IDENTIFIER: &'static str = queue::COUNT_WORDS;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        search::count_words(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
