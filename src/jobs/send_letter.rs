//! Writes and sends one letter.

use crate::{
    services::{Site, letters},
    store::queue::{self, Letter},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub struct SendLetter(Letter);

impl TaskHandler for SendLetter {
    const IDENTIFIER: &'static str = queue::SEND_LETTER;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        letters::deliver(site, self.0).await.map_err(|failure| failure.to_string())
    }
}
