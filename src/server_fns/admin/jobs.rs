//! Jobs, for admins: running them again, cancelling them, and processing pictures that have none.

use super::{admin, named};
use crate::{
    model::{addresses::with_query, errors::Problem},
    server_fns::{Done, FormPage},
    services::jobs,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const JOBS: &str = "/admin/jobs";

/// Runs a job as soon as a worker is free.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such job; [`Problem::Already`] while it runs.
#[server(prefix = "/fn", endpoint = "admin_retry_job")]
pub async fn admin_retry_job(
    #[server(default)] job: String,
    #[server(flatten)] list: JobList,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(JOBS);
    jobs::retry(&site, admin, named(&job)?).await?;
    Ok(list.back("retried"))
}

/// Runs all jobs that failed for good.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_retry_failed_jobs")]
pub async fn admin_retry_failed_jobs(#[server(flatten)] list: JobList) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(JOBS);
    jobs::retry_failed(&site, admin).await?;
    Ok(list.back("retried"))
}

/// Cancels a job.
///
/// # Errors
/// As [`admin_retry_job`].
#[server(prefix = "/fn", endpoint = "admin_cancel_job")]
pub async fn admin_cancel_job(
    #[server(default)] job: String,
    #[server(flatten)] list: JobList,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(JOBS);
    jobs::cancel(&site, admin, named(&job)?).await?;
    Ok(list.back("cancelled"))
}

/// Processes a picture whose job was cancelled.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such picture; [`Problem::Already`] where it is processed, or has a
/// job.
#[server(prefix = "/fn", endpoint = "admin_process_picture")]
pub async fn admin_process_picture(
    #[server(default)] picture: String,
    #[server(flatten)] list: JobList,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(JOBS);
    jobs::ask_for(&site, admin, named(&picture)?).await?;
    Ok(list.back("asked"))
}

/// How the list was filtered and sorted that a form was on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobList {
    state: String,
    kind: String,
    sort: String,
}

impl JobList {
    /// Back to that list, which says what was done.
    fn back(&self, done: &str) -> Done {
        let chosen = [("state", self.state.as_str()), ("kind", &self.kind), ("sort", &self.sort)];
        Done { location: with_query(&format!("{JOBS}?{done}=1"), &chosen) }
    }
}
