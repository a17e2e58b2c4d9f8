//! How a backup is restored: first the blobs, each checked by its hash, then the rows, in one transaction. Whatever goes wrong, the site is
//! as it was before. No file is deleted meanwhile: until the rows are there, nothing says that those which are brought back are needed.

use super::{
    AT_ONCE, SizedBlob, Stores,
    blob_list::BlobList,
    fresh::RestoreProgress,
    kept_blobs, lock,
    manifest::{Manifest, table_path},
    owner::owner,
    pack::unpack,
    refused,
    verify::check_table,
};
use crate::{
    model::errors::Problem,
    services::Site,
    store::{
        blobs::{Blobs, Condition, Place, bring, condition},
        db::{backups::BackupLock, restores::Restore},
        queue::Letter,
    },
};
use futures::{StreamExt, stream};
use std::{collections::HashSet, time::Duration};
use tokio::time::sleep;

/// How often a server looks whether the site was restored.
const LOOK: Duration = Duration::from_secs(2);

/// How many pictures are asked for at once.
const PICTURES_AT_ONCE: usize = 1000;

/// How many blobs that cannot be brought back are named.
const NAMED: usize = 20;

/// The table whose rows let programs in. Which of them have been revoked since the backup is not known.
const TOKENS: &str = "access_tokens";

/// What a restore may go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// Accounts that are there already: they are gone after it.
    pub members: bool,
    /// Files that are damaged in the backup: pictures without them are restored all the same.
    pub losses: bool,
    /// Access tokens that were revoked since the backup: they work again, as do all others that are in it. Without this, none of them does.
    pub tokens: bool,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup is called.
    pub name: String,
    /// Accounts.
    pub members: u64,
    /// Files of pictures, all that are named.
    pub files: u64,
    /// How many of them the backup does not have whole.
    pub lost: u64,
    /// Access tokens that are in the backup.
    pub tokens: u64,
}

/// Restores the backup of this name.
///
/// # Errors
/// [`Problem::Refused`] where there is no such backup, it is not whole, or was made by a newer Tessera, or where something that is not
/// Tessera's depends on its tables; [`Problem::Forbidden`] where the site has members and may not be replaced; [`Problem::Already`] where a
/// backup is being made or restored.
pub async fn restore(
    stores: Stores<'_>,
    place: &Place,
    name: &str,
    over: Over,
    progress: &RestoreProgress,
) -> Result<Restored, Problem> {
    let manifest = found(place, name).await?;
    manifest.refuse_unlike(name)?;
    refuse_members(over, stores.db.member_count().await?)?;
    let mut lock = lock(stores.db).await?;
    let restored = restore_alone(stores, place, (name, &manifest), over, progress, &mut lock).await;
    if let Err(problem) = lock.end().await {
        tracing::warn!(%problem, "the lock of backups ends with its connection");
    }
    restored
}

/// The same, while nobody else makes a backup, restores one or deletes a file.
async fn restore_alone(
    stores: Stores<'_>,
    place: &Place,
    (name, manifest): (&str, &Manifest),
    over: Over,
    progress: &RestoreProgress,
    lock: &mut BackupLock,
) -> Result<Restored, Problem> {
    // It takes long to bring files back, and would be for nothing.
    stores.db.refuse_dependents(lock).await?;
    let lost = bring_back(stores.blobs, place, name, manifest, progress, lock).await?;
    let unknown: Vec<_> = lost.iter().map(|(sha256, _)| sha256.to_string()).collect();
    let known: HashSet<_> = manifest.lost.iter().collect();
    let unknown: Vec<_> = unknown.iter().filter(|sha256| !known.contains(sha256)).map(String::as_str).collect();
    if !over.losses && !unknown.is_empty() {
        return Err(damaged(name, &unknown));
    }
    for table in &manifest.tables {
        check_table(place, name, table).await?;
    }
    let mut restore = stores.db.begin_restore(lock).await?;
    refuse_members(over, restore.member_count().await?)?;
    fill(&mut restore, place, (name, manifest), over).await?;
    ask_for_jobs(stores, &mut restore, manifest).await?;
    lock.check().await?;
    restore.commit(name).await?;
    tracing::info!(name, members = manifest.members, files = manifest.blobs.count, "restored a backup");
    Ok(Restored {
        name: name.to_owned(),
        members: manifest.members,
        files: manifest.blobs.count,
        lost: lost.len() as u64,
        tokens: manifest.tables.iter().find(|table| table.shape.name == TOKENS).map_or(0, |table| table.rows),
    })
}

/// The manifest of a backup that is to be restored.
///
/// # Errors
/// [`Problem::Refused`] where there is no such backup.
pub(super) async fn found(place: &Place, name: &str) -> Result<Manifest, Problem> {
    Manifest::read(place, name).await?.ok_or_else(|| refused(format!("There is no backup with the name {name}.")))
}

/// A site that has members is not replaced by accident.
pub(super) fn refuse_members(over: Over, members: i64) -> Result<(), Problem> {
    if over.members || members == 0 {
        return Ok(());
    }
    let plural = if members == 1 { "" } else { "s" };
    let detail = format!("This site has {members} member{plural}. A backup is restored into a site without members.");
    Err(Problem::Forbidden { detail })
}

fn damaged(name: &str, blobs: &[&str]) -> Problem {
    let (number, named) = (blobs.len(), blobs[..blobs.len().min(NAMED)].join(", "));
    let more = if number > NAMED { ", …" } else { "" };
    refused(format!(
        "The backup {name} is not whole, so nothing was restored. Files of pictures that are missing, damaged or unreadable: {number} \
         ({named}{more}). The command “tessera restore --with-losses” restores the rest."
    ))
}

/// Brings the blobs of a backup back to the site, and gives those that the backup does not have whole.
async fn bring_back(
    site: &Blobs,
    place: &Place,
    name: &str,
    manifest: &Manifest,
    progress: &RestoreProgress,
    lock: &mut BackupLock,
) -> Result<Vec<SizedBlob>, Problem> {
    let kept = kept_blobs(place);
    let mut list = BlobList::open(place, name, &manifest.blobs).await?;
    let mut lost = Vec::new();
    progress.begin(manifest.blobs.count);
    for first in 0..=u8::MAX {
        let named = list.beginning_with(first).await?;
        // Without it, what has been brought back may be deleted as nobody's.
        lock.check().await?;
        let brought = named.into_iter().map(|blob| bring_one_back(kept.clone(), site.place().clone(), blob));
        let mut brought = stream::iter(brought).buffer_unordered(AT_ONCE);
        while let Some(outcome) = brought.next().await {
            let (blob, whole) = outcome?;
            if !whole {
                lost.push(blob);
            }
            progress.count();
        }
    }
    Ok(lost)
}

async fn bring_one_back(kept: Place, site: Place, blob: SizedBlob) -> Result<(SizedBlob, bool), Problem> {
    let whole = condition(&site, &blob.0).await? == Condition::Intact
        || bring(&kept, &site, &blob.0).await? == Condition::Intact;
    Ok((blob, whole))
}

/// Puts the rows of a backup in the place of those that are there.
async fn fill(
    restore: &mut Restore,
    place: &Place,
    (name, manifest): (&str, &Manifest),
    over: Over,
) -> Result<(), Problem> {
    restore.clear(manifest.schema).await?;
    for table in manifest.tables.iter().filter(|table| over.tokens || table.shape.name != TOKENS) {
        if !restore.has(&table.shape) {
            tracing::warn!(table = table.shape.name, "a table of the backup is left out, as it is not one of Tessera");
            continue;
        }
        let path = table_path(name, &table.shape.name);
        let lines = unpack(place, &path, &table.file).await?;
        let rows = restore.fill(&table.shape, lines).await?;
        if rows != table.rows {
            return Err(refused(format!("{path} has {rows} rows, but should have {}.", table.rows)));
        }
    }
    // One that was made before sites had names there goes on with its place all the same.
    if manifest.site.is_none()
        && let Some(owner) = owner(place).await?.and_then(|owner| hex::decode(owner).ok())
    {
        restore.name_site(&owner).await?;
    }
    restore.finish(&manifest.sequences).await
}

/// Asks for what was to be done when the backup was made. What is deleted after a while, and all other upkeep, comes by the clock.
async fn ask_for_jobs(stores: Stores<'_>, restore: &mut Restore, manifest: &Manifest) -> Result<(), Problem> {
    let unfinished = restore.unfinished_pictures().await?;
    for pictures in unfinished.chunks(PICTURES_AT_ONCE) {
        stores.queue.process_pictures(restore.tx(), pictures).await?;
    }
    for letter in &manifest.letters {
        match serde_json::from_value::<Letter>(letter.clone()) {
            Ok(letter) => stores.queue.send_letter(restore.tx(), &letter).await?,
            Err(error) => tracing::warn!(%error, "a letter of the backup is left out"),
        }
    }
    Ok(())
}

/// Returns once the site has been restored since this process opened it: what that keeps in its memory is no longer true then.
pub async fn until_restored(site: &Site) {
    loop {
        sleep(LOOK).await;
        // While the database is away nothing is restored.
        if site.db.last_restore().await.is_ok_and(|last| last != site.last_restore) {
            return;
        }
    }
}
