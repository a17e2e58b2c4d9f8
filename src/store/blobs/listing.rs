//! What lies in the store, in the order of names, without asking the database.

use super::{Blobs, Place, PlacedFile, Sha256Hash};
use crate::model::errors::Problem;
use futures::TryStreamExt;
use time::OffsetDateTime;

/// A file in the store.
#[derive(Debug, Clone, Copy)]
pub struct StoredFile {
    /// Its name.
    pub sha256: Sha256Hash,
    /// In bytes.
    pub bytes: u64,
    /// When it was stored.
    pub stored_at: OffsetDateTime,
}

impl Blobs {
    /// The files whose names begin with this byte, in the order of their names: a 256th of all. What has no name of ours is left out.
    ///
    /// # Errors
    /// [`Problem::StoreAway`]; [`Problem::Internal`] where the store fails.
    pub async fn list(&self, first: u8) -> Result<Vec<StoredFile>, Problem> {
        let mut files = Vec::new();
        for place in self.places() {
            files.extend(in_place(place, first).await?);
        }
        // What is in the old place and the new one is one file.
        files.sort_by_key(|file| file.sha256);
        files.dedup_by_key(|file| file.sha256);
        Ok(files)
    }
}

/// The files of one place whose names begin with this byte, in no order.
///
/// # Errors
/// [`Problem::StoreAway`]; [`Problem::Internal`] where the place fails.
pub async fn in_place(place: &Place, first: u8) -> Result<Vec<StoredFile>, Problem> {
    let found = place.list(&hex::encode([first]));
    found.try_filter_map(|file| async move { Ok(blob(&file)) }).try_collect().await
}

/// The blob that a file is, if it is one of ours in its place.
fn blob(file: &PlacedFile) -> Option<StoredFile> {
    let (_, digits) = file.name.rsplit_once('/')?;
    let sha256 = Sha256Hash::from_slice(&hex::decode(digits).ok()?)?;
    let (bytes, stored_at) = (file.bytes, file.stored_at);
    (super::name(&sha256) == file.name).then_some(StoredFile { sha256, bytes, stored_at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::blobs::Spool;
    use bytes::Bytes;

    #[tokio::test]
    async fn files_are_listed_in_the_order_of_their_names_and_what_is_not_ours_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path().join("spool"), None, 0).unwrap();
        let place = Place::folder(&folder.path().join("blobs")).unwrap();
        let blobs = Blobs::new(place, None, spool);
        let mut stored = Vec::new();
        for n in 0..600u32 {
            let bytes = n.to_be_bytes();
            let hash = Sha256Hash::of(&bytes);
            blobs.put_bytes(&hash, Bytes::copy_from_slice(&bytes)).await.unwrap();
            stored.push(hash);
        }
        let other = folder.path().join("blobs").join(&stored[0].to_string()[..2]);
        std::fs::write(other.join("notes.txt"), "mine").unwrap();
        std::fs::write(other.join(stored[1].to_string()), "not in its place").unwrap();
        stored.sort_unstable();
        let mut listed = Vec::new();
        for first in 0..=u8::MAX {
            listed.extend(blobs.list(first).await.unwrap().into_iter().map(|file| (file.sha256, file.bytes)));
        }
        assert_eq!(listed, stored.into_iter().map(|hash| (hash, 4)).collect::<Vec<_>>());
    }
}
