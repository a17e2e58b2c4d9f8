//! Which backups there are, and which of them are kept: the newest so many that were read back and found whole, and the newest that was
//! not. What no kept one needs is deleted.

use super::{
    blob_list::BlobList,
    kept_blobs,
    manifest::{Manifest, checked_path, folder, is_ours, path},
    owner::refuse_others,
};
use crate::{
    model::{backups::KeptBackup, errors::Problem},
    store::blobs::{Place, in_place, name as blob_name},
};
use bytes::Bytes;
use futures::TryStreamExt;
use std::collections::{BTreeMap, HashSet};

/// The backups in a place, the newest first. One whose manifest is damaged is left out.
///
/// # Errors
/// The place fails.
pub async fn all(place: &Place) -> Result<Vec<KeptBackup>, Problem> {
    let mut backups = Vec::new();
    for (name, found) in names(place).await?.into_iter().rev() {
        if !found.is_one {
            continue;
        }
        match Manifest::read(place, &name).await {
            Ok(Some(manifest)) => backups.push(manifest.shown(&name)),
            Ok(None) => {}
            Err(Problem::Refused { detail }) => tracing::warn!(name, detail, "a backup is left out"),
            Err(problem) => return Err(problem),
        }
    }
    Ok(backups)
}

/// What the newest backup in a place is called, if there is one.
///
/// # Errors
/// The place fails.
pub async fn newest(place: &Place) -> Result<Option<String>, Problem> {
    Ok(names(place).await?.into_iter().rev().find(|(_, found)| found.is_one).map(|(name, _)| name))
}

/// What lies under a name in the folder of backups.
#[derive(Default)]
struct FoundBackup {
    /// Whether it has a manifest.
    is_one: bool,
    /// Whether it was read back and found whole.
    checked: bool,
}

/// What lies in the folder of backups, in the order of names.
async fn names(place: &Place) -> Result<BTreeMap<String, FoundBackup>, Problem> {
    let mut names: BTreeMap<_, FoundBackup> = BTreeMap::new();
    let mut files = place.list("backups");
    while let Some(file) = files.try_next().await? {
        if let Some(name) = file.name.split('/').nth(1) {
            let found = names.entry(name.to_owned()).or_default();
            found.is_one |= file.name == path(name);
            found.checked |= file.name == checked_path(name);
        }
    }
    Ok(names)
}

/// Notes that a backup was read back and found whole.
///
/// # Errors
/// The place fails.
pub(super) async fn note_checked(place: &Place, name: &str) -> Result<(), Problem> {
    place.put(&checked_path(name), Bytes::new()).await
}

/// Deletes all but the newest backups of the site that is known by this name in the place, as said above, and what nobody has ended, then the
/// blobs that none of the rest needs. What we would not call so, and what another site has made, stays. Whoever calls this holds the
/// lock of backups, so nothing of that is still being written.
///
/// # Errors
/// [`Problem::Refused`] where the place is another site's by now; the place fails; what was deleted so far stays deleted.
pub(super) async fn clear(place: &Place, keep: usize, site: &str) -> Result<(), Problem> {
    refuse_others(place, site).await?;
    let (mut ours, mut others) = (BTreeMap::new(), HashSet::new());
    for (name, found) in names(place).await? {
        if is_ours(&name) && !(found.is_one && is_of_another(place, &name, site).await?) {
            ours.insert(name, found);
        } else if found.is_one {
            others.insert(name);
        }
    }
    let newest = |checked: bool, most: usize| {
        let such = ours.iter().rev().filter(move |(_, found)| found.is_one && found.checked == checked);
        such.take(most).map(|(name, _)| name.clone())
    };
    let mut kept: HashSet<_> = newest(true, keep).chain(newest(false, 1)).collect();
    let old: Vec<_> = ours.keys().filter(|name| !kept.contains(*name)).cloned().collect();
    kept.extend(others);
    if old.is_empty() {
        return Ok(());
    }
    for name in &old {
        delete(place, name).await?;
    }
    let blobs = clear_blobs(place, kept).await?;
    tracing::info!(backups = old.len(), blobs, "deleted old backups and what only they needed");
    Ok(())
}

/// Whether another site has made a backup. One that cannot be read goes when its time comes.
async fn is_of_another(place: &Place, name: &str, site: &str) -> Result<bool, Problem> {
    match Manifest::read(place, name).await {
        Ok(manifest) => Ok(manifest.is_some_and(|manifest| manifest.is_of_another(site))),
        Err(Problem::Refused { .. }) => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// Deletes a backup: its manifest first, so that it is none from then on.
async fn delete(place: &Place, name: &str) -> Result<(), Problem> {
    place.delete(&path(name)).await?;
    let mut files = place.list(&folder(name));
    while let Some(file) = files.try_next().await? {
        place.delete(&file.name).await?;
    }
    Ok(())
}

/// Deletes the blobs that none of these backups needs, and says how many those were.
async fn clear_blobs(place: &Place, backups: HashSet<String>) -> Result<u64, Problem> {
    let mut lists = Vec::new();
    for name in backups {
        let manifest = Manifest::read(place, &name).await?.ok_or(Problem::Internal)?;
        lists.push(BlobList::open(place, &name, &manifest.blobs).await?);
    }
    let blobs = kept_blobs(place);
    let mut deleted = 0;
    for first in 0..=u8::MAX {
        let mut needed = HashSet::new();
        for list in &mut lists {
            needed.extend(list.beginning_with(first).await?.into_iter().map(|(sha256, _)| sha256));
        }
        for file in in_place(&blobs, first).await? {
            if !needed.contains(&file.sha256) {
                blobs.delete(&blob_name(&file.sha256)).await?;
                deleted += 1;
            }
        }
    }
    Ok(deleted)
}
