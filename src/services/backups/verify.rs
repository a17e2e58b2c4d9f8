//! Whether a backup is what it says: everything is read back, and the hash of each file taken. What cannot be read is named like what is
//! damaged, and holds up nothing.

use super::{
    AT_ONCE, SizedBlob,
    blob_list::BlobList,
    kept_blobs,
    manifest::{Manifest, TableFile, table_path},
    pack::{line_ends, unpack},
};
use crate::{
    model::errors::Problem,
    store::blobs::{Condition, Place, condition},
};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::HashSet;

/// How many damaged files are named.
const NAMED: usize = 20;

/// What is wrong with a backup.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// A sentence for each table and list that is damaged.
    pub tables: Vec<String>,
    /// Blobs that are missing or damaged, and were not when it was made.
    pub blobs: Vec<SizedBlob>,
    /// Blobs that cannot be read.
    pub unreadable: Vec<SizedBlob>,
    /// Blobs that the site did not have whole when it was made.
    pub lost: Vec<String>,
}

impl Damage {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.tables.is_empty() && self.blobs.is_empty() && self.unreadable.is_empty() && self.lost.is_empty()
    }

    /// What it is, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = self.tables.clone();
        let names = |blobs: &[SizedBlob]| blobs.iter().map(|(sha256, _)| sha256.to_string()).collect::<Vec<_>>();
        sentences.extend(named("missing or damaged in the backup", &names(&self.blobs)));
        sentences.extend(named("unreadable in the backup", &names(&self.unreadable)));
        sentences.extend(named("missing, damaged or unreadable on the site when the backup was made", &self.lost));
        sentences
    }
}

/// That these files are so, with the names of the first of them.
fn named(what: &str, files: &[String]) -> Option<String> {
    let (number, verb) = match files.len() {
        0 => return None,
        1 => ("1 file of a picture".to_owned(), "is"),
        many => (format!("{many} files of pictures"), "are"),
    };
    let more = if files.len() > NAMED { ", …" } else { "" };
    Some(format!("{number} {verb} {what}: {}{more}.", files[..files.len().min(NAMED)].join(", ")))
}

/// Reads a backup back, with all its blobs.
///
/// # Errors
/// The place is away, so that nothing can be said.
pub async fn verify(place: &Place, name: &str, manifest: &Manifest) -> Result<Damage, Problem> {
    let mut damage = Damage { lost: manifest.lost.clone(), ..Damage::default() };
    for table in &manifest.tables {
        damage.tables.extend(problem_of(check_table(place, name, table).await)?);
    }
    let checked = check_blobs(place, name, manifest, &mut damage).await;
    damage.tables.extend(problem_of(checked)?);
    Ok(damage)
}

/// What is wrong with a file; an error where nothing can be said of it.
fn problem_of(checked: Result<(), Problem>) -> Result<Option<String>, Problem> {
    match checked {
        Ok(()) => Ok(None),
        Err(Problem::Refused { detail }) => Ok(Some(detail)),
        Err(problem) => Err(problem),
    }
}

/// Reads the file of a table.
///
/// # Errors
/// [`Problem::Refused`] where it is damaged, or cannot be read.
pub(super) async fn check_table(place: &Place, name: &str, table: &TableFile) -> Result<(), Problem> {
    let path = table_path(name, &table.shape.name);
    let mut pieces = unpack(place, &path, &table.file).await?;
    let mut rows = 0;
    while let Some(piece) = pieces.try_next().await? {
        rows += line_ends(&piece);
    }
    if rows == table.rows {
        return Ok(());
    }
    Err(super::refused(format!("{path} has {rows} rows, but should have {}.", table.rows)))
}

async fn check_blobs(place: &Place, name: &str, manifest: &Manifest, damage: &mut Damage) -> Result<(), Problem> {
    let kept = kept_blobs(place);
    let mut list = BlobList::open(place, name, &manifest.blobs).await?;
    let lost: HashSet<_> = manifest.lost.iter().map(String::as_str).collect();
    let mut count = 0;
    for first in 0..=u8::MAX {
        let named = list.beginning_with(first).await?;
        count += named.len() as u64;
        let known = |blob: &SizedBlob| !lost.is_empty() && lost.contains(blob.0.to_string().as_str());
        let named: Vec<_> = named.into_iter().filter(|blob| !known(blob)).collect();
        let checks = named.into_iter().map(|blob| check_blob(kept.clone(), blob));
        let mut checks = stream::iter(checks).buffer_unordered(AT_ONCE);
        while let Some(checked) = checks.next().await {
            let (blob, found) = checked?;
            match found {
                Condition::Intact => continue,
                Condition::Missing | Condition::Damaged => damage.blobs.push(blob),
                Condition::Unreadable => damage.unreadable.push(blob),
            }
            // Of many only the first are named in the end.
            tracing::warn!(backup = name, sha256 = %blob.0, ?found, "a file of a backup is not whole");
        }
    }
    if count == manifest.blobs.count {
        return Ok(());
    }
    Err(super::refused(format!("The list of blobs has {count} names, but should have {}.", manifest.blobs.count)))
}

async fn check_blob(kept: Place, blob: SizedBlob) -> Result<(SizedBlob, Condition), Problem> {
    let condition = condition(&kept, &blob.0).await?;
    Ok((blob, condition))
}
