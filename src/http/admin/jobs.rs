//! Jobs as CSV.

use super::{
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    model::{
        errors::Problem,
        jobs::{About, JOBS_PAGE_SIZE, Job, JobFilter},
    },
    services::{Caller, jobs, pins::Span},
};
use axum::{extract::Query, response::Response};
use futures::TryStreamExt;
use serde::Deserialize;
use time::format_description::well_known::Rfc3339;

/// Which jobs are wanted, as in the address of the page.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    sort: String,
}

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![AdminRoute::get("/admin/jobs.csv", take)]
}

async fn take(caller: Caller, Query(Wanted { state, kind, sort }): Query<Wanted>) -> Result<Response, Problem> {
    let (site, admin) = (caller.site.clone(), caller.admin()?);
    let filter = JobFilter::chosen(&state, &kind, &sort)?;
    let page = move |cursor| {
        let (site, filter) = (site.clone(), filter.clone());
        async move { jobs::list(&site, admin, &filter, Span { cursor, size: JOBS_PAGE_SIZE }).await }
    };
    let head = ["id", "kind", "about", "state", "attempts", "attempts_most", "created_at", "due_at", "error"];
    Ok(csv("jobs.csv", &head, every(page).map_ok(row)))
}

fn row(job: Job) -> Vec<String> {
    let about = match &job.about {
        Some(About::Pin { title, owner, .. }) => format!("{title} (@{owner})"),
        Some(About::Picture { owner, .. }) => format!("(@{owner})"),
        Some(About::Member { username }) => format!("(@{username})"),
        Some(About::Address { email }) => email.clone(),
        Some(About::Gone { .. }) | None => String::new(),
    };
    vec![
        job.id.to_string(),
        job.kind,
        about,
        job.state.name().to_owned(),
        job.attempts.to_string(),
        job.attempts_most.to_string(),
        job.created_at.format(&Rfc3339).unwrap_or_default(),
        job.due_at.format(&Rfc3339).unwrap_or_default(),
        job.error.unwrap_or_default(),
    ]
}
