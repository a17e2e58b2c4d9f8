//! What lies in the store, in the order of names, without asking the database.

use super::{Blobs, Sha256Hash};
use crate::model::errors::Problem;
use futures::TryStreamExt;
use object_store::{ObjectStore, path::Path as Key};
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
    /// [`Problem::Internal`] where the store fails.
    pub async fn list(&self, first: u8) -> Result<Vec<StoredFile>, Problem> {
        let folder = Key::from(hex::encode([first]));
        let found = self.store.list(Some(&folder)).map_err(|error| failed(&folder, &error));
        let mut files: Vec<_> = found
            .try_filter_map(|meta| async move {
                let file = named(&meta.location).map(|sha256| StoredFile {
                    sha256,
                    bytes: meta.size,
                    stored_at: OffsetDateTime::from_unix_timestamp(meta.last_modified.timestamp())
                        .unwrap_or(OffsetDateTime::UNIX_EPOCH),
                });
                Ok(file)
            })
            .try_collect()
            .await?;
        files.sort_unstable_by_key(|file| file.sha256);
        Ok(files)
    }
}

/// The name of the file that lies here, if it is one of ours in its place.
fn named(location: &Key) -> Option<Sha256Hash> {
    let hash = Sha256Hash::from_slice(&hex::decode(location.filename()?).ok()?)?;
    (super::key(&hash) == *location).then_some(hash)
}

fn failed(folder: &Key, error: &object_store::Error) -> Problem {
    tracing::error!(%folder, %error, "could not list blobs");
    Problem::Internal
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
        let blobs = Blobs::in_folder(&folder.path().join("blobs"), spool).unwrap();
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
