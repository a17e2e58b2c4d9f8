//! Takes what members wrote out of old entries of the audit log.

use crate::{
    services::{Site, audit, jobs::Failure},
    store::queue,
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

/// When it runs: each night, in crontab(5)'s words.
pub const NIGHTLY: &str = "47 3 * * * redact_audit ?job_key=redact_audit {}";

/// The job, as it stands in the queue.
#[derive(Deserialize, Serialize)]
pub struct RedactAudit {}

impl TaskHandler for RedactAudit {
    const IDENTIFIER: &'static str = queue::REDACT_AUDIT;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let site = context.get_ext::<Site>().ok_or("the worker has no site")?;
        audit::redact(site).await.map_err(|problem| Failure::from(problem).to_string())
    }
}
