//! How a backup is made: first the rows of one moment, then the blobs that they name. No blob is deleted from before that moment until the
//! last is copied, so none is missing; the manifest comes last.

use super::{
    AT_ONCE, SizedBlob, Stores,
    blob_list::BlobList,
    kept_blobs,
    manifest::{BlobsFile, Manifest, Parts, TableFile, blobs_path, table_path},
    owner::claim,
    pack::pack,
};
use crate::{
    model::{backups::BackupSize, errors::Problem},
    store::{
        blobs::{Blobs, Condition, Place, Sha256Hash, in_place},
        db::backups::{BackupLock, Snapshot},
    },
};
use futures::{StreamExt, stream};
use std::collections::HashMap;
use time::OffsetDateTime;

/// Blobs on their way into the place.
#[derive(Default)]
struct Copying {
    count: u64,
    bytes: u64,
    new_bytes: u64,
    /// Those that the site does not have whole.
    lost: Vec<Sha256Hash>,
}

/// Makes a backup of this name, and says how large it is.
///
/// # Errors
/// [`Problem::Refused`] where the place is another site's; the database or a place fails. What has been written is no backup then, and the
/// next one that is whole clears it away.
pub(super) async fn write(
    stores: Stores<'_>,
    place: &Place,
    lock: &mut BackupLock,
    name: &str,
) -> Result<BackupSize, Problem> {
    // Before the rows are read: it is one of them.
    let site = claim(stores.db, place).await?;
    let begun_at = OffsetDateTime::now_utc();
    let mut snapshot = lock.snapshot().await?;
    let schema = snapshot.schema().clone();
    let tables = write_tables(&mut snapshot, place, name).await?;
    let sequences = snapshot.sequences().await?;
    let letters = snapshot.letters().await?;
    let (file, count) = pack(place, &blobs_path(name), snapshot.blobs().await?).await?;
    snapshot.end().await?;
    let mut blobs = BlobsFile { count, bytes: 0, file };
    let copied = copy_blobs(stores.blobs, place, lock, name, &blobs).await?;
    lock.let_files_go().await?;
    blobs.bytes = copied.bytes;
    let tables_bytes: u64 = tables.iter().map(|table| table.file.bytes).sum::<u64>() + blobs.file.bytes;
    let parts = Parts { site, schema, begun_at, tables, sequences, letters, blobs, lost: copied.lost };
    let manifest = Manifest::of(parts);
    manifest.write(place, name).await?;
    Ok(BackupSize { files: copied.count, bytes: manifest.bytes(), new_bytes: tables_bytes + copied.new_bytes })
}

async fn write_tables(snapshot: &mut Snapshot<'_>, place: &Place, name: &str) -> Result<Vec<TableFile>, Problem> {
    let mut tables = Vec::new();
    for shape in snapshot.tables().await? {
        let lines = snapshot.rows(&shape).await?;
        let (file, rows) = pack(place, &table_path(name, &shape.name), lines).await?;
        tables.push(TableFile { shape, rows, file });
    }
    Ok(tables)
}

/// Copies the blobs that the place lacks.
async fn copy_blobs(
    site: &Blobs,
    place: &Place,
    lock: &mut BackupLock,
    name: &str,
    file: &BlobsFile,
) -> Result<Copying, Problem> {
    let kept = kept_blobs(place);
    let mut list = BlobList::open(place, name, file).await?;
    let mut copying = Copying::default();
    for first in 0..=u8::MAX {
        let named = list.beginning_with(first).await?;
        if named.is_empty() {
            continue;
        }
        // Without it, what is still to be copied may be deleted meanwhile.
        lock.check().await?;
        let there: HashMap<_, _> =
            in_place(&kept, first).await?.into_iter().map(|file| (file.sha256, file.bytes)).collect();
        copying.count += named.len() as u64;
        copying.bytes += named.iter().map(|(_, bytes)| bytes).sum::<u64>();
        let lacking: Vec<_> = named.into_iter().filter(|(sha256, bytes)| there.get(sha256) != Some(bytes)).collect();
        for (blob, copied) in copy_all(site, &kept, lacking).await? {
            if copied {
                copying.new_bytes += blob.1;
            } else {
                copying.lost.push(blob.0);
            }
        }
    }
    Ok(copying)
}

/// Copies blobs, several at once. False for one that the site does not have whole.
pub(super) async fn copy_all(
    site: &Blobs,
    kept: &Place,
    blobs: Vec<SizedBlob>,
) -> Result<Vec<(SizedBlob, bool)>, Problem> {
    let copies = blobs.into_iter().map(|blob| copy(site.clone(), kept.clone(), blob));
    let mut copies = stream::iter(copies).buffer_unordered(AT_ONCE);
    let mut copied = Vec::new();
    while let Some(done) = copies.next().await {
        copied.push(done?);
    }
    Ok(copied)
}

async fn copy(site: Blobs, kept: Place, blob: SizedBlob) -> Result<(SizedBlob, bool), Problem> {
    let condition = site.bring(&kept, &blob.0).await?;
    Ok((blob, condition == Condition::Intact))
}
