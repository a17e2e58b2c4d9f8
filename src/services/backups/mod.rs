//! Backups: the rows of a site and its files together, consistent with each other, in a folder or a bucket.
//!
//! In the place there are `backups/NAME/` for each backup, with a file a table, the list of the blobs it needs and its manifest, which is
//! written last: without one it is no backup. The blobs are in `blobs/`, each once for all backups that need it, so a new backup copies only
//! what is not there so far. The file `site` says whose place it is.

mod blob_list;
mod fresh;
mod keep;
mod made;
mod manifest;
mod owner;
mod pack;
mod restore;
mod runs;
mod verify;

pub(super) use fresh::Restoring;
pub use fresh::{Fresh, RestoreProgress, RestoreState, begin_fresh, fresh};
pub use keep::{all, newest};
pub use manifest::Manifest;
pub use owner::{claim, take_over};
pub use restore::{Over, Restored, restore, until_restored};
pub use runs::{Outcome, make, make_if_due, state};
pub use verify::{Damage, verify};

use super::Site;
use crate::{
    model::errors::Problem,
    store::{
        blobs::{Blobs, Place, Sha256Hash},
        db::{Db, backups::BackupLock},
        queue::Queue,
    },
};
use std::time::Duration;

/// How many files are copied, or read back, at once.
const AT_ONCE: usize = 8;

/// What a backup is made of, or restored into.
#[derive(Clone, Copy)]
pub struct Stores<'a> {
    /// The rows.
    pub db: &'a Db,
    /// The files.
    pub blobs: &'a Blobs,
    /// The jobs.
    pub queue: &'a Queue,
}

impl<'a> Stores<'a> {
    /// Those of a site.
    pub fn of(site: &'a Site) -> Self {
        Self { db: &site.db, blobs: &site.blobs, queue: &site.queue }
    }
}

/// Where the backups of a site go, and how often. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Backups {
    /// The place.
    pub place: Place,
    /// How often one is made by itself; `None` where none is.
    pub every: Option<Duration>,
    /// How many are kept.
    pub keep: usize,
}

/// The part of a place where the blobs of all its backups are.
fn kept_blobs(place: &Place) -> Place {
    place.below("blobs")
}

/// Holds up everybody else who makes a backup or restores one, and who deletes a file.
///
/// # Errors
/// [`Problem::Already`] where somebody makes or restores one.
async fn lock(db: &Db) -> Result<BackupLock, Problem> {
    db.lock_for_backup().await?.ok_or_else(|| {
        let detail = "A backup is being made or restored right now. Please wait until it has finished.".to_owned();
        Problem::Already { detail }
    })
}

/// A blob, and its size in bytes.
type SizedBlob = (Sha256Hash, u64);

/// What is said of something that is not as it should be.
fn refused(detail: impl Into<String>) -> Problem {
    Problem::Refused { detail: detail.into() }
}
