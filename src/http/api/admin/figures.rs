//! Statistics of the site, for admins.

use super::super::{credentials::Administrator, params::FromQuery};
use crate::{
    http::AppState,
    model::{
        backups::BackupState,
        errors::Problem,
        figures::{Day, Figures, JobCounts, Overview, SPAN_DEFAULT, SPAN_LONGEST},
        storage::DiskSpace,
    },
    services::figures,
};
use axum::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The period that the statistics cover.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DaysWanted {
    /// Number of days, including today.
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
    if fits { Ok(days) } else { Err(de::Error::custom(format_args!("days must be a number from 1 to {SPAN_LONGEST}"))) }
}

/// Totals.
#[derive(Serialize, ToSchema)]
struct Amounts {
    /// Number of accounts.
    members: u64,
    /// Number of pins that are not deleted.
    pins: u64,
    /// Total size of the uploads of all members, in bytes.
    upload_bytes: u64,
    /// Total size of all stored files, in bytes. A file that several pictures share is counted once.
    file_bytes: u64,
}

impl From<Figures> for Amounts {
    fn from(Figures { members, pins, upload_bytes, file_bytes }: Figures) -> Self {
        Self { members, pins, upload_bytes, file_bytes }
    }
}

/// Number of jobs in each state.
#[derive(Serialize, ToSchema)]
pub(super) struct QueueLength {
    /// Jobs that have not started yet.
    waiting: u64,
    /// Jobs that are running.
    running: u64,
    /// Jobs that failed and will be tried again.
    retrying: u64,
    /// Jobs that failed and will not be tried again.
    failed: u64,
}

impl From<JobCounts> for QueueLength {
    fn from(JobCounts { waiting, running, retrying, failed }: JobCounts) -> Self {
        Self { waiting, running, retrying, failed }
    }
}

/// Statistics of one day (UTC).
#[derive(Serialize, ToSchema)]
struct DayFigures {
    /// The date.
    #[schema(format = "date", example = "2026-11-21")]
    day: String,
    /// The totals at the end of the day. For today, the current totals.
    #[serde(flatten)]
    amounts: Amounts,
    /// Number of finished jobs.
    jobs_done: u64,
    /// Number of failed attempts.
    jobs_failed: u64,
}

impl From<Day> for DayFigures {
    fn from(Day { day, figures, jobs_done, jobs_failed }: Day) -> Self {
        Self { day: day.to_string(), amounts: figures.into(), jobs_done, jobs_failed }
    }
}

/// A disk that stores files.
#[derive(Serialize, ToSchema)]
struct Disk {
    /// A folder on this disk.
    #[schema(example = "/var/lib/tessera/blobs")]
    folder: String,
    /// Free space, in bytes.
    free_bytes: u64,
    /// Total space, in bytes.
    total_bytes: u64,
    /// Whether the disk is nearly full: less than 2 GB or less than 10% is free.
    low: bool,
}

impl From<DiskSpace> for Disk {
    fn from(disk: DiskSpace) -> Self {
        Self { low: disk.is_low(), folder: disk.folder, free_bytes: disk.free, total_bytes: disk.total }
    }
}

/// The state of the backups.
#[derive(Serialize, ToSchema)]
struct BackupStatus {
    /// How often a backup is made, in seconds. Null if none is scheduled.
    every_seconds: Option<u64>,
    /// When the last successful backup began.
    #[serde(with = "time::serde::rfc3339::option")]
    last_successful_at: Option<OffsetDateTime>,
    /// Its size, in bytes.
    last_successful_bytes: Option<u64>,
    /// Why the last backup failed. Null if it did not.
    problem: Option<String>,
}

impl From<BackupState> for BackupStatus {
    fn from(BackupState { every, good, failed }: BackupState) -> Self {
        let (last_successful_at, last_successful_bytes) = good.map(|good| (good.at, good.bytes)).unzip();
        let problem = failed.map(|failed| failed.problem);
        Self { every_seconds: every, last_successful_at, last_successful_bytes, problem }
    }
}

/// Statistics of the site.
#[derive(Serialize, ToSchema)]
struct SiteFigures {
    now: Amounts,
    jobs: QueueLength,
    /// False if a worker of the server that answers has crashed. Some jobs then wait until a new worker has started.
    jobs_are_done: bool,
    /// Number of open reports.
    open_reports: u64,
    disks: Vec<Disk>,
    backups: BackupStatus,
    /// One entry per day, oldest first. The last one is today.
    days: Vec<DayFigures>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_figures))
}

/// Get statistics
#[utoipa::path(
    get,
    path = "/admin/figures",
    tag = "admin",
    params(DaysWanted),
    responses(
        (status = 200, description = "The statistics.", body = SiteFigures),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn get_figures(
    Administrator { admin, asks }: Administrator,
    FromQuery(DaysWanted { days }): FromQuery<DaysWanted>,
) -> Result<Json<SiteFigures>, Problem> {
    let Overview { now, jobs, working, open_reports, disks, backups, days } =
        figures::overview(asks.site(), admin, days).await?;
    let days = days.into_iter().map(DayFigures::from).collect();
    let disks = disks.into_iter().map(Disk::from).collect();
    let (now, jobs, backups) = (now.into(), jobs.into(), backups.into());
    Ok(Json(SiteFigures { now, jobs, jobs_are_done: working, open_reports, disks, backups, days }))
}
