//! What admins see of jobs.

use crate::model::{
    errors::Problem,
    ids::JobId,
    jobs::{Job, JobsPage},
    page::Cursor,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of jobs.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] for a state, a kind or an order that is none.
#[server(prefix = "/fn", endpoint = "admin_jobs", input = GetUrl)]
pub async fn jobs(state: String, kind: String, sort: String, cursor: Option<Cursor>) -> Result<JobsPage, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let admin = caller.admin()?;
        let filter = crate::model::jobs::JobFilter::chosen(&state, &kind, &sort)?;
        let span = crate::services::pins::Span::of_jobs(cursor);
        crate::services::jobs::page(&caller.site, admin, &filter, span).await
    })
    .await
}

/// One job.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there, and for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_job", input = GetUrl)]
pub async fn one_job(id: JobId) -> Result<Job, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::jobs::one(&caller.site, caller.admin()?, id).await }).await
}
