//! Figures of the site, for admins.

use super::super::{credentials::Administrator, params::FromQuery};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        figures::{Day, Figures, JobCounts, Overview, SPAN_DEFAULT, SPAN_LONGEST},
        storage::DiskSpace,
    },
    services::figures,
};
use axum::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Over how many days one looks back.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DaysWanted {
    /// How many, today included.
    #[serde(default = "default_days", deserialize_with = "days")]
    #[param(minimum = 1, maximum = 365, default = default_days)]
    days: u16,
}

fn default_days() -> u16 {
    SPAN_DEFAULT
}

fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let days = u16::deserialize(deserializer)?;
    let fits = (1..=SPAN_LONGEST).contains(&days);
    if fits { Ok(days) } else { Err(de::Error::custom(format_args!("days is a number from 1 to {SPAN_LONGEST}"))) }
}

/// How much there is.
#[derive(Serialize, ToSchema)]
struct Amounts {
    /// Accounts.
    members: u64,
    /// Pins that are not deleted.
    pins: u64,
    /// What members have uploaded, in bytes.
    upload_bytes: u64,
    /// All files that are kept, in bytes: each once, however many pictures share it.
    file_bytes: u64,
}

impl From<Figures> for Amounts {
    fn from(Figures { members, pins, upload_bytes, file_bytes }: Figures) -> Self {
        Self { members, pins, upload_bytes, file_bytes }
    }
}

/// How many jobs there are in the queue.
#[derive(Serialize, ToSchema)]
pub(super) struct QueueLength {
    /// Not begun so far.
    waiting: u64,
    /// In a worker's hands.
    running: u64,
    /// Failed, and to be tried again.
    retrying: u64,
    /// Failed for good.
    failed: u64,
}

impl From<JobCounts> for QueueLength {
    fn from(JobCounts { waiting, running, retrying, failed }: JobCounts) -> Self {
        Self { waiting, running, retrying, failed }
    }
}

/// A day (UTC).
#[derive(Serialize, ToSchema)]
struct DayFigures {
    /// Which.
    #[schema(format = "date", example = "2026-11-21")]
    day: String,
    /// How much there was at its end; of today, how much there is.
    #[serde(flatten)]
    amounts: Amounts,
    /// Jobs that were done.
    jobs_done: u64,
    /// Tries of jobs that failed.
    jobs_failed: u64,
}

impl From<Day> for DayFigures {
    fn from(Day { day, figures, jobs_done, jobs_failed }: Day) -> Self {
        Self { day: day.to_string(), amounts: figures.into(), jobs_done, jobs_failed }
    }
}

/// A disk that files are kept on.
#[derive(Serialize, ToSchema)]
struct Disk {
    /// A folder on it.
    #[schema(example = "/var/lib/tessera/blobs")]
    folder: String,
    /// How much is left, in bytes.
    free_bytes: u64,
    /// How much it has at all, in bytes.
    total_bytes: u64,
    /// Whether it is nearly full: less than 2 GB or a tenth of it is left.
    low: bool,
}

impl From<DiskSpace> for Disk {
    fn from(disk: DiskSpace) -> Self {
        Self { low: disk.is_low(), folder: disk.folder, free_bytes: disk.free, total_bytes: disk.total }
    }
}

/// How the site is doing.
#[derive(Serialize, ToSchema)]
struct SiteFigures {
    now: Amounts,
    jobs: QueueLength,
    /// False where the server that answers has a worker that has died: a new one is being started, and some jobs wait for it.
    jobs_are_done: bool,
    /// Reports that nobody has handled.
    open_reports: u64,
    disks: Vec<Disk>,
    /// Day by day, the oldest first, today last.
    days: Vec<DayFigures>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_figures))
}

/// How the site is doing, now and day by day
#[utoipa::path(
    get,
    path = "/admin/figures",
    tag = "admin",
    params(DaysWanted),
    responses(
        (status = 200, description = "The figures", body = SiteFigures),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn get_figures(
    Administrator { admin, asks }: Administrator,
    FromQuery(DaysWanted { days }): FromQuery<DaysWanted>,
) -> Result<Json<SiteFigures>, Problem> {
    let Overview { now, jobs, working, open_reports, disks, days } =
        figures::overview(asks.site(), admin, days).await?;
    let days = days.into_iter().map(DayFigures::from).collect();
    let disks = disks.into_iter().map(Disk::from).collect();
    Ok(Json(SiteFigures { now: now.into(), jobs: jobs.into(), jobs_are_done: working, open_reports, disks, days }))
}
