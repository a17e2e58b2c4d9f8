//! Jobs, for admins.

use super::{
    super::{
        credentials::Administrator,
        params::{FromPath, FromQuery},
        pins::{default_limit, limit},
        schemas::{AnyCursor, JobCursor},
    },
    figures::QueueLength,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{JobId, PictureId, PinId},
        jobs::{self as model, JobFilter, JobSort, JobState},
        page::Cursor,
    },
    services::{jobs, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Which jobs are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobsWanted {
    /// How far they are.
    #[param(value_type = JobState, inline, required = false)]
    state: Option<JobState>,
    /// What they do: `process_picture`, `send_letter` …
    #[param(inline, required = false, example = "process_picture")]
    kind: Option<String>,
    /// In which order: `newest` where left out.
    #[param(value_type = JobSort, inline, required = false)]
    sort: Option<JobSort>,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = JobCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// What a job is about: of these, what there is.
#[derive(Default, Serialize, ToSchema)]
struct About {
    /// The pin that shows the picture, where whoever asks may see it.
    #[schema(required)]
    pin_id: Option<PinId>,
    /// The picture, where there is no such pin.
    #[schema(required)]
    image_id: Option<PictureId>,
    /// The user name of whose it is, or whom it is about.
    #[schema(required)]
    username: Option<String>,
    /// An e-mail address.
    #[schema(required)]
    email: Option<String>,
}

impl From<model::About> for About {
    fn from(about: model::About) -> Self {
        let nothing = Self::default();
        match about {
            model::About::Pin { pin, owner, .. } => Self { pin_id: Some(pin), username: Some(owner), ..nothing },
            model::About::Picture { picture, owner } => {
                Self { image_id: Some(picture), username: Some(owner), ..nothing }
            }
            model::About::Gone { picture } => Self { image_id: Some(picture), ..nothing },
            model::About::Member { username } => Self { username: Some(username), ..nothing },
            model::About::Address { email } => Self { email: Some(email), ..nothing },
        }
    }
}

/// Something that the site does in the background.
#[derive(Serialize, ToSchema)]
struct Job {
    id: JobId,
    /// Its kind.
    #[schema(example = "process_picture")]
    kind: String,
    /// What jobs of this kind do, for people.
    #[schema(example = "Makes the sizes of a picture")]
    does: String,
    /// Whether its kind also runs by the clock: then it is there again however often it is cancelled.
    by_clock: bool,
    state: JobState,
    /// Null where it is about nothing in particular.
    #[schema(required)]
    about: Option<About>,
    /// How often it was begun.
    attempts: u16,
    /// How often it is begun at most.
    attempts_most: u16,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it is to be done; where it has failed for good, when it would have been.
    #[serde(with = "time::serde::rfc3339")]
    due_at: OffsetDateTime,
    /// Why it failed the last time; null where it has not.
    #[schema(required)]
    error: Option<String>,
}

impl From<model::Job> for Job {
    fn from(job: model::Job) -> Self {
        let (does, by_clock) = (job.words().to_owned(), job.by_clock());
        let model::Job { id, kind, state, about, attempts, attempts_most, created_at, due_at, error } = job;
        let about = about.map(About::from);
        Self { id, kind, does, by_clock, state, about, attempts, attempts_most, created_at, due_at, error }
    }
}

/// A page of jobs.
#[derive(Serialize, ToSchema)]
struct JobPage {
    /// How many there are in all, whatever was asked for.
    counts: QueueLength,
    /// False where the server that answers has a worker that has died: a new one is being started, and some jobs wait for it.
    jobs_are_done: bool,
    /// The jobs on this page, in order.
    items: Vec<Job>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
    /// Pictures that are not done and have no job, up to a hundred: it was cancelled. It can be asked for again.
    images_without_job: Vec<PictureId>,
}

/// How many jobs are tried again.
#[derive(Serialize, ToSchema)]
struct Retried {
    retried: u64,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs))
        .routes(routes!(retry_failed_jobs))
        .routes(routes!(retry_job))
        .routes(routes!(cancel_job))
        .routes(routes!(create_picture_job))
}

/// What the site does in the background
#[utoipa::path(
    get,
    path = "/admin/jobs",
    tag = "admin",
    params(JobsWanted),
    responses(
        (status = 200, description = "A page of jobs", body = JobPage),
        (status = 404, description = "Whoever asks is no admin"),
        (status = 422, description = "There is no such kind, or the cursor is of another list")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_jobs(
    Administrator { admin, asks }: Administrator,
    FromQuery(JobsWanted { state, kind, sort, limit: size, cursor }): FromQuery<JobsWanted>,
) -> Result<Json<JobPage>, Problem> {
    let filter = JobFilter { state, kind, sort: sort.unwrap_or_default() };
    let found = jobs::page(asks.site(), admin, &filter, Span { cursor, size }).await?;
    Ok(Json(JobPage {
        counts: found.counts.into(),
        jobs_are_done: found.working,
        items: found.page.items.into_iter().map(Job::from).collect(),
        next: found.page.next,
        images_without_job: found.forgotten.into_iter().map(|forgotten| forgotten.picture).collect(),
    }))
}

/// Try all jobs again that have failed for good
#[utoipa::path(
    post,
    path = "/admin/jobs/retry",
    tag = "admin",
    responses(
        (status = 200, description = "They are due now", body = Retried),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn retry_failed_jobs(Administrator { admin, asks }: Administrator) -> Result<Json<Retried>, Problem> {
    Ok(Json(Retried { retried: jobs::retry_failed(asks.site(), admin).await? }))
}

/// Try a job again now
///
/// One that has failed for good is tried as often as a new one.
#[utoipa::path(
    post,
    path = "/admin/jobs/{id}/retry",
    tag = "admin",
    params(("id" = JobId, Path, description = "The job")),
    responses(
        (status = 204, description = "It is due now"),
        (status = 404, description = "There is no such job, or whoever asks is no admin"),
        (status = 409, description = "It is running")
    ),
    security(("bearer" = ["admin"]))
)]
async fn retry_job(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<JobId>,
) -> Result<StatusCode, Problem> {
    jobs::retry(asks.site(), admin, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Cancel a job
///
/// A picture whose job is cancelled stays as far as it is, until its job is asked for again. What runs by the clock comes again by
/// itself.
#[utoipa::path(
    delete,
    path = "/admin/jobs/{id}",
    tag = "admin",
    params(("id" = JobId, Path, description = "The job")),
    responses(
        (status = 204, description = "It is not there any more"),
        (status = 404, description = "There is no such job, or whoever asks is no admin"),
        (status = 409, description = "It is running")
    ),
    security(("bearer" = ["admin"]))
)]
async fn cancel_job(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<JobId>,
) -> Result<StatusCode, Problem> {
    jobs::cancel(asks.site(), admin, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for the work on a picture whose job was cancelled
#[utoipa::path(
    post,
    path = "/admin/images/{id}/job",
    tag = "admin",
    params(("id" = PictureId, Path, description = "The picture")),
    responses(
        (status = 202, description = "It will be worked on"),
        (status = 404, description = "There is no such picture, or whoever asks is no admin"),
        (status = 409, description = "It is done, or has a job")
    ),
    security(("bearer" = ["admin"]))
)]
async fn create_picture_job(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<PictureId>,
) -> Result<StatusCode, Problem> {
    jobs::ask_for(asks.site(), admin, id).await?;
    Ok(StatusCode::ACCEPTED)
}
