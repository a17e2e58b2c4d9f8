//! Backups, as those who look after the site see them.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// How much is in a backup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupSize {
    /// Files of pictures.
    pub files: u64,
    /// Of the tables and those files, in bytes as they are kept.
    pub bytes: u64,
    /// What of that was not there before.
    pub new_bytes: u64,
}

/// A backup that was read back and is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodBackup {
    /// When it was begun: what it holds is as it was then.
    pub at: OffsetDateTime,
    /// Files of pictures.
    pub files: u64,
    /// In bytes.
    pub bytes: u64,
}

/// A backup that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedBackup {
    /// When it was begun.
    pub at: OffsetDateTime,
    /// What is wrong, in whole sentences.
    pub problem: String,
}

/// How it stands with the backups of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupState {
    /// How often one is made by itself, in seconds; `None` where none is.
    pub every: Option<u64>,
    /// The last one that is whole.
    pub good: Option<GoodBackup>,
    /// The last one, where it failed.
    pub failed: Option<FailedBackup>,
}

impl BackupState {
    /// Whether the last good one is older than it should be: a whole backup has been left out.
    pub fn is_late(&self, now: OffsetDateTime) -> bool {
        let (Some(every), Some(good)) = (self.every, &self.good) else { return false };
        let every = i64::try_from(every).unwrap_or(i64::MAX);
        now - good.at > Duration::seconds(every.saturating_mul(2))
    }
}

/// A backup in the place that backups go to, as one chooses among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBackup {
    /// What it is called there.
    pub name: String,
    /// When it was begun.
    pub at: OffsetDateTime,
    /// Which version of Tessera made it.
    pub version: String,
    /// How many accounts are in it.
    pub members: u64,
    /// Files of pictures.
    pub files: u64,
    /// In bytes.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_backup_is_late_once_a_whole_one_has_been_left_out() {
        let good = GoodBackup { at: datetime!(2026-11-28 12:00 UTC), files: 1, bytes: 1 };
        let state = BackupState { every: Some(86_400), good: Some(good), failed: None };
        assert!(!state.is_late(datetime!(2026-11-30 12:00 UTC)));
        assert!(state.is_late(datetime!(2026-11-30 12:01 UTC)));
        assert!(!BackupState { every: None, ..state }.is_late(datetime!(2027-11-30 12:01 UTC)));
    }
}
