//! Runs: a backup is made, read back, and old ones are cleared away. What became of it is written down for admins, and a failure is told.

use super::{
    Backups, Stores, keep, kept_blobs, lock,
    made::{self, copy_all},
    manifest::name_at,
    restore::found,
    verify::{Damage, verify},
};
use crate::{
    model::{
        backups::{BackupSize, BackupState},
        errors::Problem,
    },
    services::{Site, jobs::Failure},
    store::{
        blobs::Blobs,
        db::{self, Db, backup_runs::fail, backups::BackupLock},
        queue::{Letter, Queue},
    },
};
use time::OffsetDateTime;
use uuid::Uuid;

/// What became of a backup.
#[derive(Debug)]
pub struct Outcome {
    /// What it is called.
    pub name: String,
    /// How large it is; `None` where it was not written to its end, and is none.
    pub size: Option<BackupSize>,
    /// What is wrong with it, in sentences; `None` where it was read back and is whole.
    pub problem: Option<String>,
}

/// Makes a backup now.
///
/// # Errors
/// [`Problem::Already`] where one is being made or restored; [`Problem::Internal`] where what became of it cannot be written down.
pub async fn make(stores: Stores<'_>, backups: &Backups) -> Result<Outcome, Problem> {
    let lock = lock(stores.db).await?;
    // Nobody else makes one: what nobody has ended never will be.
    stores.db.end_dead_backup_runs().await?;
    run(stores, backups, lock, false).await
}

/// Makes a backup, if it is time for one and nobody else makes it. Can run twice, and on every server. Of a site without members none is
/// made: it may be about to be restored, and nothing of it is to be the newest backup then.
///
/// # Errors
/// What is wrong with it; admins have been told.
pub async fn make_if_due(site: &Site) -> Result<(), Failure> {
    let Some((backups, every)) = site.backups.as_ref().and_then(|backups| Some((backups, backups.every?))) else {
        return Ok(());
    };
    if !site.db.is_backup_due(every).await? || site.db.member_count().await? == 0 {
        return Ok(());
    }
    let Some(lock) = site.db.lock_for_backup().await? else { return Ok(()) };
    // Nobody else makes one: what nobody has ended never will be.
    site.db.end_dead_backup_runs().await?;
    if !site.db.is_backup_due(every).await? {
        // Another server was quicker.
        return Ok(lock.end().await?);
    }
    let outcome = run(Stores::of(site), backups, lock, site.sends_mail()).await?;
    outcome.problem.map_or(Ok(()), |problem| Err(Failure(problem)))
}

async fn run(stores: Stores<'_>, backups: &Backups, mut lock: BackupLock, mail: bool) -> Result<Outcome, Problem> {
    let (run, name) = (Uuid::now_v7(), name_at(OffsetDateTime::now_utc()));
    stores.db.begin_backup_run(run, &name).await?;
    let written = made::write(stores, &backups.place, &mut lock, &name).await;
    let (size, problem) = match written {
        Ok(size) => (Some(size), check(stores.blobs, backups, &mut lock, &name).await.err()),
        Err(problem) => (None, Some(words(problem))),
    };
    match (size, &problem) {
        (Some(size), None) => {
            tracing::info!(name, files = size.files, bytes = size.bytes, new_bytes = size.new_bytes, "made a backup");
            stores.db.end_backup_run(run, size).await?;
        }
        (_, problem) => {
            let words = problem.as_deref().unwrap_or_default();
            tracing::error!(name, words, "a backup failed");
            tell(stores.db, stores.queue, run, words, mail).await?;
        }
    }
    lock.end().await?;
    Ok(Outcome { name, size, problem })
}

/// Reads a backup back, and deletes old ones. What is wrong is said in sentences.
async fn check(site: &Blobs, backups: &Backups, lock: &mut BackupLock, name: &str) -> Result<(), String> {
    let unread = |problem| format!("The backup could not be read back. {}", words(problem));
    let manifest = found(&backups.place, name).await.map_err(unread)?;
    let damage = verify(&backups.place, name, &manifest).await.map_err(unread)?;
    let whole = if damage.is_none() {
        keep::note_checked(&backups.place, name).await.map_err(unread)
    } else {
        Err(repaired(site, backups, damage).await)
    };
    // One of a site that nobody has an account on takes the place of no other, and where all are kept there is nothing to delete.
    if manifest.members == 0 || backups.keep == usize::MAX {
        return whole;
    }
    let cleared = clear(backups, lock, manifest.site.as_deref().unwrap_or_default()).await;
    let uncleared = |problem| format!("The backup is whole, but older ones could not be deleted. {}", words(problem));
    whole.and(cleared.map_err(uncleared))
}

async fn clear(backups: &Backups, lock: &mut BackupLock, site: &str) -> Result<(), Problem> {
    // Without it, another one may be being made by now.
    lock.check().await?;
    keep::clear(&backups.place, backups.keep, site).await
}

/// Writes blobs again that are damaged in the place, as far as the site has them, and says what was wrong.
async fn repaired(site: &Blobs, backups: &Backups, damage: Damage) -> String {
    let mut sentences = damage.sentences();
    let broken = [damage.blobs, damage.unreadable].concat();
    if !broken.is_empty() {
        let again = copy_all(site, &kept_blobs(&backups.place), broken).await.unwrap_or_default();
        let number = again.iter().filter(|(_, copied)| *copied).count();
        sentences.push(format!("Written again from the files of the site: {number}. The next backup checks them."));
    }
    sentences.join(" ")
}

fn words(problem: Problem) -> String {
    Failure::from(problem).to_string()
}

/// Writes down what is wrong with a backup, and sends it to all admins where they have not heard of it lately.
async fn tell(db: &Db, queue: &Queue, run: Uuid, words: &str, mail: bool) -> Result<(), Problem> {
    let admins = if mail { db.admins().await? } else { Vec::new() };
    let mut tx = db.begin().await?;
    if fail(&mut tx, run, words, mail).await? {
        for user in admins {
            queue.send_letter(&mut tx, &Letter::BackupFailed { user, problem: words.to_owned() }).await?;
        }
    }
    db::commit(tx).await
}

/// How it stands with the backups of a site.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn state(site: &Site) -> Result<BackupState, Problem> {
    Ok(BackupState {
        every: site.backups.as_ref().and_then(|backups| backups.every).map(|every| every.as_secs()),
        good: site.db.last_good_backup().await?,
        failed: site.db.failed_backup().await?,
    })
}
