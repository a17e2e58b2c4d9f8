//! Blobs on their way into the store, and those that nobody needs any more.

use super::Site;
use crate::{
    model::{errors::Problem, ids::UserId},
    store::{
        blobs::Sha256Hash,
        db::{
            self, Tx,
            backups::may_delete_files,
            blobs::{self, Hold},
        },
    },
};
use time::{Duration, OffsetDateTime};
use tokio::runtime::Handle;

/// How many are looked up at once.
const BATCH: i64 = 100;

/// A file that nobody has written to for so long is nobody's.
const UNFINISHED_AFTER: Duration = Duration::days(1);

/// Deletes files that were being written when their process ended: of the names whose turn it is in this hour of the day, so that
/// each day all of them are looked at.
///
/// # Errors
/// [`Problem::Internal`] where the store fails.
pub async fn sweep_unfinished(site: &Site) -> Result<u64, Problem> {
    let now = OffsetDateTime::now_utc();
    let mut swept = 0;
    for first in (0..=u8::MAX).filter(|first| first % 24 == now.hour()) {
        for file in site.blobs.unfinished(first, now - UNFINISHED_AFTER).await? {
            site.blobs.delete_unfinished(&file).await?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Blobs that are held: what keeps the sweep away from them until something refers to them. Whatever way this is left, by a refusal,
/// an error or a request that is given up, the hold ends and what was stored under it is swept.
pub(super) struct Held {
    site: Site,
    hold: Hold,
    over: bool,
}

impl Held {
    /// Holds blobs of these sizes in bytes for an owner, from the commit of this transaction on.
    pub(super) async fn begin(
        site: &Site,
        tx: &mut Tx,
        owner: Option<UserId>,
        blobs: &[(Sha256Hash, u64)],
    ) -> Result<Self, Problem> {
        let hold = blobs::hold(tx, owner, blobs).await?;
        Ok(Self { site: site.clone(), hold, over: false })
    }

    /// Ends the hold with the transaction that makes the references. Once that is committed, it is [over](Held::over).
    pub(super) async fn release(&self, tx: &mut Tx) -> Result<(), Problem> {
        blobs::release(tx, self.hold).await
    }

    /// The transaction that released it has been committed.
    pub(super) fn over(mut self) {
        self.over = true;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let (site, hold) = (self.site.clone(), self.hold);
        // Without a runtime the process is ending: the hold expires.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if let Err(problem) = let_go(&site, hold).await {
                    tracing::warn!(%problem, "could not end a hold; it will expire");
                }
            });
        }
    }
}

async fn let_go(site: &Site, hold: Hold) -> Result<(), Problem> {
    if site.db.let_go(hold).await? {
        let mut tx = site.db.begin().await?;
        site.queue.sweep_blobs(&mut tx).await?;
        db::commit(tx).await?;
    }
    Ok(())
}

/// Deletes every blob that nothing refers to and nobody holds; while a backup copies them, none. Can run twice, also side by side.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; what was deleted so far stays deleted.
pub async fn sweep(site: &Site) -> Result<u64, Problem> {
    site.db.expire_holds().await?;
    let mut swept = 0;
    loop {
        let hashes = site.db.unreferenced_blobs(BATCH).await?;
        if hashes.is_empty() {
            return Ok(swept);
        }
        for hash in hashes {
            // The file goes while its row is locked, so whoever brings the same bytes again waits for the end of it.
            let mut tx = site.db.begin().await?;
            if !may_delete_files(&mut tx).await? {
                return Ok(swept);
            }
            if blobs::delete_unreferenced(&mut tx, &hash).await? {
                site.blobs.delete(&hash).await?;
                swept += 1;
            }
            db::commit(tx).await?;
        }
    }
}
