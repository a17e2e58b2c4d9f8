//! Jobs: what is done about them, and the list to take away.

use super::{
    super::forms::Form,
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    app::addresses::with_query,
    model::{
        errors::Problem,
        jobs::{About, JOBS_PAGE_SIZE, Job, JobFilter},
    },
    services::{Admin, Caller, Site, jobs, pins::Span},
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use futures::TryStreamExt;
use serde::Deserialize;
use std::str::FromStr;
use time::format_description::well_known::Rfc3339;

const JOBS: &str = "/admin/jobs";

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
    vec![
        AdminRoute::get("/admin/jobs.csv", take),
        AdminRoute::post("/admin/jobs/retry", retry_failed),
        AdminRoute::post("/admin/jobs/{id}/retry", retry),
        AdminRoute::post("/admin/jobs/{id}/cancel", cancel),
        AdminRoute::post("/admin/jobs/pictures", ask_for),
    ]
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

async fn retry(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    done(form, "retried", async |site, admin| jobs::retry(site, admin, named(&id)?).await).await
}

async fn retry_failed(form: Form) -> Result<Response, Problem> {
    done(form, "retried", async |site, admin| jobs::retry_failed(site, admin).await.map(drop)).await
}

async fn cancel(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    done(form, "cancelled", async |site, admin| jobs::cancel(site, admin, named(&id)?).await).await
}

async fn ask_for(form: Form) -> Result<Response, Problem> {
    let picture = form.text("picture");
    done(form, "asked", async |site, admin| jobs::ask_for(site, admin, named(&picture)?).await).await
}

fn named<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Does what a form asks for, and goes back to the list as it was filtered.
async fn done(
    form: Form,
    word: &str,
    work: impl AsyncFnOnce(&Site, Admin) -> Result<(), Problem>,
) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        work(&form.caller.site, admin).await
    };
    let done = done.await;
    let chosen = ["state", "kind", "sort"].map(|name| (name, form.get(name)));
    let location = with_query(&format!("{JOBS}?{word}=1"), &chosen);
    form.of_page(JOBS).answer(done.map(|()| location)).await
}
