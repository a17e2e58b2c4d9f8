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

/// Filters for jobs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobsWanted {
    /// Only jobs in this state.
    #[param(value_type = JobState, inline, required = false)]
    state: Option<JobState>,
    /// Only jobs of this kind, such as `process_picture`.
    #[param(inline, required = false, example = "process_picture")]
    kind: Option<String>,
    /// The order of the jobs. The default is `newest`.
    #[param(value_type = JobSort, inline, required = false)]
    sort: Option<JobSort>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = JobCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// What a job is about. Fields that do not apply are null.
#[derive(Default, Serialize, ToSchema)]
struct About {
    /// The pin that shows the picture, if you can see it.
    #[schema(required)]
    pin_id: Option<PinId>,
    /// The picture, if there is no pin that you can see.
    #[schema(required)]
    image_id: Option<PictureId>,
    /// The user name of the picture’s owner, or of the member that the job is about.
    #[schema(required)]
    username: Option<String>,
    /// The e-mail address that the job is about.
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

/// A background job.
#[derive(Serialize, ToSchema)]
struct Job {
    id: JobId,
    /// The kind of job.
    #[schema(example = "process_picture")]
    kind: String,
    /// A short description of this kind of job.
    #[schema(example = "Processes a picture")]
    does: String,
    /// Whether jobs of this kind also run on a schedule. A scheduled job comes back after it is cancelled.
    by_clock: bool,
    state: JobState,
    /// Null if the job is not about a particular picture, member or address.
    #[schema(required)]
    about: Option<About>,
    /// How many times the job has been started.
    attempts: u16,
    /// How many times the job is started before it fails for good.
    attempts_most: u16,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When the job is due. For a job that failed for good, when it would have been due.
    #[serde(with = "time::serde::rfc3339")]
    due_at: OffsetDateTime,
    /// The error of the last attempt. Null if no attempt failed.
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
    /// Number of all jobs in each state, regardless of the filters.
    counts: QueueLength,
    /// False if a worker of the server that answers has crashed. Some jobs then wait until a new worker has started.
    jobs_are_done: bool,
    /// The jobs on this page, in order.
    items: Vec<Job>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
    /// Up to 100 unfinished pictures whose job was cancelled. Use `POST /api/v1/admin/images/{id}/job` to create a new job.
    images_without_job: Vec<PictureId>,
}

/// The result of retrying failed jobs.
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

/// List background jobs
#[utoipa::path(
    get,
    path = "/admin/jobs",
    tag = "admin",
    params(JobsWanted),
    responses(
        (status = 200, description = "A page of jobs.", body = JobPage),
        (status = 404, description = "You are not an admin."),
        (status = 422, description = "No such kind of job, or the cursor belongs to another list.")
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

/// Retry all failed jobs
#[utoipa::path(
    post,
    path = "/admin/jobs/retry",
    tag = "admin",
    responses(
        (status = 200, description = "The jobs are due now.", body = Retried),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn retry_failed_jobs(Administrator { admin, asks }: Administrator) -> Result<Json<Retried>, Problem> {
    Ok(Json(Retried { retried: jobs::retry_failed(asks.site(), admin).await? }))
}

/// Retry a job
///
/// The job is due at once. A job that failed for good gets as many attempts as a new one.
#[utoipa::path(
    post,
    path = "/admin/jobs/{id}/retry",
    tag = "admin",
    params(("id" = JobId, Path, description = "The ID of the job.")),
    responses(
        (status = 204, description = "The job is due now."),
        (status = 404, description = "No such job, or you are not an admin."),
        (status = 409, description = "The job is running.")
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
/// A picture whose job is cancelled stays unfinished until a new job is created for it. Scheduled jobs come back by themselves.
#[utoipa::path(
    delete,
    path = "/admin/jobs/{id}",
    tag = "admin",
    params(("id" = JobId, Path, description = "The ID of the job.")),
    responses(
        (status = 204, description = "The job was cancelled."),
        (status = 404, description = "No such job, or you are not an admin."),
        (status = 409, description = "The job is running.")
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

/// Create a job for an unfinished picture
///
/// For pictures whose job was cancelled.
#[utoipa::path(
    post,
    path = "/admin/images/{id}/job",
    tag = "admin",
    params(("id" = PictureId, Path, description = "The ID of the picture.")),
    responses(
        (status = 202, description = "The job was created."),
        (status = 404, description = "No such picture, or you are not an admin."),
        (status = 409, description = "The picture is finished or already has a job.")
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
