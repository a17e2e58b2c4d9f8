//! Figures: how much there is on the site, now and over time.

use super::{backups::BackupState, errors::Problem, storage::DiskSpace};
use serde::{Deserialize, Serialize};
use time::Date;

time::serde::format_description!(iso_day, Date, "[year]-[month]-[day]");

/// How many days can be looked back over.
pub const SPANS: [u16; 4] = [7, 30, 90, 365];

/// Over how many days one looks back where one does not say.
pub const SPAN_DEFAULT: u16 = 30;

/// The most days that a program can look back over.
pub const SPAN_LONGEST: u16 = 365;

/// Over how many days one looks back.
///
/// # Errors
/// [`Problem::Invalid`] at `days`.
pub fn span(days: u16) -> Result<u16, Problem> {
    let wrong = || Problem::field("days", format!("Please enter a number of days from 1 to {SPAN_LONGEST}."));
    (1..=SPAN_LONGEST).contains(&days).then_some(days).ok_or_else(wrong)
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Accounts.
    pub members: u64,
    /// Pins that are not deleted.
    pub pins: u64,
    /// What members have uploaded, in bytes.
    pub upload_bytes: u64,
    /// All files that are kept, in bytes: each once, however many pictures share it.
    pub file_bytes: u64,
}

/// How many jobs there are in the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCounts {
    /// Not begun so far.
    pub waiting: u64,
    /// In a worker's hands.
    pub running: u64,
    /// Failed, and to be tried again.
    pub retrying: u64,
    /// Failed for good.
    pub failed: u64,
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Which, UTC.
    #[serde(with = "iso_day")]
    pub day: Date,
    /// How much there was at its end; of today, how much there is.
    pub figures: Figures,
    /// Jobs that were done.
    pub jobs_done: u64,
    /// Tries of jobs that failed.
    pub jobs_failed: u64,
}

/// What an admin sees first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// How much there is.
    pub now: Figures,
    /// What is in the queue.
    pub jobs: JobCounts,
    /// Whether the server that says so does its jobs.
    pub working: bool,
    /// Reports that nobody has handled.
    pub open_reports: u64,
    /// The disks that files are kept on.
    pub disks: Vec<DiskSpace>,
    /// How it stands with the backups.
    pub backups: BackupState,
    /// Day by day, the oldest first, today last.
    pub days: Vec<Day>,
}
