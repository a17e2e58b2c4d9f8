//! Blobs that nobody needs any more.

use super::Site;
use crate::{
    model::errors::Problem,
    store::db::{self, blobs},
};

/// How many are looked up at once.
const BATCH: i64 = 100;

/// Deletes every blob that nothing refers to and nobody holds. Can run twice, also side by side.
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
            if blobs::delete_unreferenced(&mut tx, &hash).await? {
                site.blobs.delete(&hash).await?;
                swept += 1;
            }
            db::commit(tx).await?;
        }
    }
}
