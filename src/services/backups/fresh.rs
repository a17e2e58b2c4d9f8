//! Restoring in a browser: whoever holds the first admin's link may do so, as long as nobody has an account on the site.

use super::{
    Over, Stores, keep,
    restore::{found, refuse_members, restore},
};
use crate::{
    model::{
        backups::KeptBackup,
        errors::Problem,
        links::{LinkPurpose, LinkState},
    },
    services::{Site, jobs::Failure, links},
};
use futures::FutureExt;
use std::{
    future::Future,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// How far a restore is. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct RestoreProgress(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    files: AtomicU64,
    done: AtomicU64,
}

impl RestoreProgress {
    pub(super) fn begin(&self, files: u64) {
        self.0.files.store(files, Ordering::Relaxed);
    }

    pub(super) fn count(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many files have been brought back, and how many there are.
    pub fn files(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.files.load(Ordering::Relaxed))
    }
}

/// How it stands with a restore on this server.
#[derive(Debug, Clone, Default)]
pub enum RestoreState {
    /// There was none.
    #[default]
    None,
    /// It is under way.
    Running(RestoreProgress),
    /// It is over, and this server is about to start anew.
    Done,
    /// Nothing was restored, and why.
    Failed(String),
}

/// The state of this server. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Restoring(Arc<Mutex<RestoreState>>);

impl Restoring {
    fn set(&self, state: RestoreState) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Makes it run, where it does not so far.
    fn begin(&self) -> Result<RestoreProgress, Problem> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, RestoreState::Running(_) | RestoreState::Done) {
            return Err(Problem::Already { detail: "This site is being restored already.".to_owned() });
        }
        let progress = RestoreProgress::default();
        *state = RestoreState::Running(progress.clone());
        Ok(progress)
    }
}

impl Site {
    /// How it stands with a restore on this server.
    pub fn restore_state(&self) -> RestoreState {
        self.restoring.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether there is a place that backups can be restored from.
    pub fn has_backup_place(&self) -> bool {
        self.backups.is_some()
    }
}

/// What a site without members offers to whoever holds the first admin's link.
#[derive(Debug)]
pub struct Fresh {
    /// The backups to choose from, the newest first.
    pub backups: Vec<KeptBackup>,
    /// Why the last restore failed, if one did.
    pub failed: Option<String>,
}

/// The backups that can be restored by this link.
///
/// # Errors
/// [`Problem::Forbidden`] where the site has members; [`Problem::StaleLink`]; [`Problem::Already`] where `BACKUP_URL` is not set.
pub async fn fresh(site: &Site, token: &str) -> Result<Fresh, Problem> {
    let backups = admitted(site, token).await?;
    let failed = match site.restore_state() {
        RestoreState::Failed(words) => Some(words),
        _ => None,
    };
    Ok(Fresh { backups: keep::all(&backups.place).await?, failed })
}

/// Begins to restore a backup. It goes on after the answer; [`Site::restore_state`] says how far it is.
///
/// # Errors
/// As [`fresh`]; [`Problem::Invalid`] where no backup was chosen; [`Problem::Already`] where it cannot be restored, or one is being
/// restored.
pub async fn begin_fresh(site: &Site, token: &str, name: &str) -> Result<(), Problem> {
    let place = admitted(site, token).await?.place.clone();
    if name.is_empty() {
        return Err(Problem::field("backup", "Choose a backup."));
    }
    found(&place, name).await.and_then(|manifest| manifest.refuse_unlike(name)).map_err(of_form)?;
    let progress = site.restoring.begin()?;
    let (site, name) = (site.clone(), name.to_owned());
    tokio::spawn(async move {
        let end = end_of(restore(Stores::of(&site), &place, &name, NOTHING, &progress)).await;
        site.restoring.set(end);
    });
    Ok(())
}

/// How a restore ends. One that panics has failed as well: as long as it were under way, nobody could try again.
async fn end_of<T>(restored: impl Future<Output = Result<T, Problem>>) -> RestoreState {
    let restored = AssertUnwindSafe(restored).catch_unwind().await;
    match restored.unwrap_or(Err(Problem::Internal)) {
        Ok(_) => RestoreState::Done,
        Err(problem) => RestoreState::Failed(Failure::from(problem).to_string()),
    }
}

/// What is wrong with a backup is no fault of a file that was sent.
fn of_form(problem: Problem) -> Problem {
    match problem {
        Problem::Refused { detail } => Problem::Already { detail },
        other => other,
    }
}

/// In a browser nothing is replaced, and nothing left out but access tokens.
const NOTHING: Over = Over { members: false, losses: false, tokens: false };

/// Lets in whoever holds the first admin's link, as long as the site has no members.
async fn admitted<'a>(site: &'a Site, token: &str) -> Result<&'a super::Backups, Problem> {
    refuse_members(NOTHING, site.db.member_count().await?)?;
    let state = links::facts(site, LinkPurpose::FirstAdmin, token).await?.state;
    if state != LinkState::Good {
        return Err(links::stale(LinkPurpose::FirstAdmin, state));
    }
    site.backups.as_ref().ok_or_else(|| {
        let detail = "There is nothing to restore from: BACKUP_URL is not set.".to_owned();
        Problem::Already { detail }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn panics() -> Result<(), Problem> {
        panic!("a fault of ours")
    }

    #[tokio::test]
    async fn a_restore_that_panics_has_failed() {
        let restoring = Restoring::default();
        restoring.begin().unwrap();
        assert!(restoring.begin().is_err(), "one is under way");
        let end = end_of(panics()).await;
        assert!(matches!(&end, RestoreState::Failed(words) if words.contains("server log")), "{end:?}");
        restoring.set(end);
        assert!(restoring.begin().is_ok(), "it can be tried again");
        assert!(matches!(end_of(async { Ok::<_, Problem>(()) }).await, RestoreState::Done));
    }
}
