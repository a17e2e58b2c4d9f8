//! Storage: how much room files take, whose they are, and whether the blob store and the database agree.
//!
//! They are compared in the order of names, a 256th at a time, so that the memory it takes is bounded. Rows come before files
//! and go with them, so what looks wrong while others work is looked at again before it counts.

use super::{Admin, Site, audit, blobs, pins::Span};
use crate::{
    model::{
        audit::Act,
        errors::Problem,
        page::{Cursor, Page, other_list},
        storage::{LOST_NAMED, ROOMS_PAGE_SIZE, Room, RoomSort, Storage, Swept},
    },
    store::{
        blobs::{Sha256Hash, StoredFile},
        db::{
            self,
            backups::may_delete_files,
            storage::{Findings, Known, claim_stray, give_up},
        },
        queue::{CHECK_STORAGE, SWEEP_STORAGE},
    },
};
use time::{Duration, OffsetDateTime};

/// How many rows are looked at at once.
const ROWS_AT_ONCE: i64 = 2000;

/// A file without a row is left alone for so long, should somebody be about to write the row.
const STRAY_AFTER: Duration = Duration::days(1);

impl Span {
    /// A page of members by the room they take.
    pub fn of_rooms(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: ROOMS_PAGE_SIZE }
    }
}

/// How much room files take, as counted last, and what the last comparison found.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn storage(site: &Site, admin: Admin) -> Result<Storage, Problem> {
    if site.db.storage_figures().await?.is_none() {
        site.db.count_storage().await?;
    }
    let (counted_at, kinds) = site.db.storage_figures().await?.ok_or(Problem::Internal)?;
    Ok(Storage {
        counted_at,
        bytes: site.db.figures_now().await?.file_bytes,
        kinds,
        check: site.db.storage_check(admin.id()).await?,
        under_way: site.db.is_under_way(&[CHECK_STORAGE, SWEEP_STORAGE]).await?,
    })
}

/// Members by the room they take.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn rooms(site: &Site, _: Admin, sort: RoomSort, span: Span) -> Result<Page<Room>, Problem> {
    let after = match (sort, span.cursor) {
        (_, None) => None,
        (RoomSort::Most, Some(Cursor::MostRoom(bytes, user))) => Some((bytes, user)),
        (RoomSort::Least, Some(Cursor::LeastRoom(bytes, user))) => Some((bytes, user)),
        _ => return Err(other_list()),
    };
    let rooms = site.db.rooms(sort, after, span.size + 1).await?;
    Ok(Page::from_one_more(rooms, span.size, |room| {
        let bytes = room.used.cast_signed();
        match sort {
            RoomSort::Most => Cursor::MostRoom(bytes, room.user),
            RoomSort::Least => Cursor::LeastRoom(bytes, room.user),
        }
    }))
}

/// Asks for a comparison of the store with the database, which deletes nothing. A job does it.
///
/// # Errors
/// [`Problem::Internal`] where the queue does not take it.
pub async fn ask_for_check(site: &Site, _: Admin) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    site.queue.check_storage(&mut tx).await?;
    db::commit(tx).await
}

/// Asks for everything to be deleted that nothing refers to. A job does it.
///
/// # Errors
/// [`Problem::Internal`] where the queue does not take it.
pub async fn ask_for_sweep(site: &Site, admin: Admin) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    audit::write(&mut tx, admin.id(), Act::SweepStorage, "Storage", "").await?;
    site.queue.sweep_storage(&mut tx).await?;
    db::commit(tx).await
}

/// Compares the store with the database, deletes nothing, and keeps what it found.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; what was found before is still there then.
pub async fn check(site: &Site) -> Result<(), Problem> {
    compare(site, Findings::default()).await
}

/// Deletes files that nothing refers to, and files older than a day that the database does not know. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; what was deleted so far stays deleted.
pub async fn sweep(site: &Site) -> Result<(), Problem> {
    let unreferenced = blobs::sweep(site).await?;
    compare(site, Findings { swept: Some(Swept { unreferenced, strays: 0 }), ..Findings::default() }).await
}

async fn compare(site: &Site, mut found: Findings) -> Result<(), Problem> {
    for first in 0..=u8::MAX {
        compare_part(site, first, &mut found).await?;
    }
    if found.lost > 0 {
        tracing::error!(files = found.lost, "files are missing in the blob store");
    }
    site.db.keep_findings(&found).await?;
    site.db.count_storage().await
}

/// Compares the files and the rows whose names begin with this byte.
async fn compare_part(site: &Site, first: u8, found: &mut Findings) -> Result<(), Problem> {
    unfinished(site, first, found).await?;
    let files = site.blobs.list(first).await?;
    found.files += files.len() as u64;
    found.file_bytes += files.iter().map(|file| file.bytes).sum::<u64>();
    let mut files = files.into_iter().peekable();
    let mut after = vec![first];
    loop {
        let rows = site.db.known_files(first, &after, ROWS_AT_ONCE).await?;
        let Some(last) = rows.last() else { break };
        after = last.sha256.as_bytes().to_vec();
        for row in &rows {
            while let Some(file) = files.next_if(|file| file.sha256 < row.sha256) {
                stray(site, file, found).await?;
            }
            if files.next_if(|file| file.sha256 == row.sha256).is_none() {
                missing(site, row, found).await?;
            }
        }
    }
    for file in files {
        stray(site, file, found).await?;
    }
    Ok(())
}

/// Files that were being written when their process ended.
async fn unfinished(site: &Site, first: u8, found: &mut Findings) -> Result<(), Problem> {
    for file in site.blobs.unfinished(first, OffsetDateTime::now_utc() - STRAY_AFTER).await? {
        if let Some(swept) = &mut found.swept {
            site.blobs.delete_unfinished(&file).await?;
            swept.strays += 1;
        } else {
            found.stray_files += 1;
            found.stray_bytes += file.bytes;
        }
    }
    Ok(())
}

/// A file that had no row a moment ago.
async fn stray(site: &Site, file: StoredFile, found: &mut Findings) -> Result<(), Problem> {
    if file.stored_at > OffsetDateTime::now_utc() - STRAY_AFTER {
        return Ok(());
    }
    if let Some(swept) = &mut found.swept {
        if delete_stray(site, &file.sha256).await? {
            swept.strays += 1;
            found.files -= 1;
            found.file_bytes -= file.bytes;
        }
        return Ok(());
    }
    if !site.db.is_known(&file.sha256).await? && site.blobs.has(&file.sha256).await? {
        found.stray_files += 1;
        found.stray_bytes += file.bytes;
    }
    Ok(())
}

/// Deletes a file without a row, unless a backup is copying files. Whoever brings the same bytes meanwhile waits, and stores them anew.
async fn delete_stray(site: &Site, sha256: &Sha256Hash) -> Result<bool, Problem> {
    let mut tx = site.db.begin().await?;
    let claimed = may_delete_files(&mut tx).await? && claim_stray(&mut tx, sha256).await?;
    if claimed {
        site.blobs.delete(sha256).await?;
    }
    give_up(tx).await?;
    Ok(claimed)
}

/// A row whose file was not there a moment ago.
async fn missing(site: &Site, row: &Known, found: &mut Findings) -> Result<(), Problem> {
    // Needed before and after the look: so it is neither on its way nor being deleted.
    let needed = !row.held && site.db.is_needed(&row.sha256).await?;
    if needed && !site.blobs.has(&row.sha256).await? && site.db.is_needed(&row.sha256).await? {
        found.lost += 1;
        if found.lost_files.len() < LOST_NAMED {
            found.lost_files.push(row.sha256);
        }
    }
    Ok(())
}
