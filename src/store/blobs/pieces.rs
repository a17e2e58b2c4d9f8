//! Pieces of files that have not arrived whole. They are kept beside the blobs, so any server can go on with what another one has received.
//! A piece is never written twice, so its name is its own.

use super::{Blobs, READ_SIZE};
use crate::model::errors::Problem;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use std::{io, path::Path};
use time::OffsetDateTime;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

/// The folder of names that they have. Those of blobs are in folders of two hexadecimal digits.
const FOLDER: &str = "uploads";

/// A piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its name.
    pub id: Uuid,
    /// In bytes.
    pub bytes: u64,
}

impl Blobs {
    /// Stores a piece, streaming. Once this has returned, it outlives the machine's power.
    ///
    /// # Errors
    /// As [`Blobs::put_file`].
    pub async fn put_piece(&self, id: Uuid, file: &Path) -> Result<(), Problem> {
        self.put_named(&name(id), file).await
    }

    /// Streams pieces, one after the other.
    ///
    /// The stream ends with [`Problem::NotFound`] where a piece is missing, or is shorter than it was; else with [`Problem::StoreAway`], or
    /// [`Problem::Internal`] where the store fails.
    pub fn pieces(&self, pieces: Vec<Piece>) -> BoxStream<'static, Result<Bytes, Problem>> {
        let blobs = self.clone();
        let read = stream::iter(pieces).then(move |piece| {
            let blobs = blobs.clone();
            async move { blobs.piece(piece).await }
        });
        read.try_flatten().boxed()
    }

    async fn piece(&self, piece: Piece) -> Result<BoxStream<'static, Result<Bytes, Problem>>, Problem> {
        let name = name(piece.id);
        for place in self.places() {
            let broke_off = place.broke_off();
            let note = move |error: io::Error| {
                tracing::error!(piece = %piece.id, %error, "a piece of an upload broke off on its way out of the store");
                broke_off.clone()
            };
            if let Some(folder) = place.on_this_machine() {
                if place.size(&name).await? == Some(piece.bytes) {
                    // In larger bites than a place gives.
                    let file = tokio::fs::File::open(folder.join(&name)).await.map_err(&note)?;
                    return Ok(ReaderStream::with_capacity(file, READ_SIZE).map_err(note).boxed());
                }
            } else if let Some(bytes) = place.get_range(&name, 0..piece.bytes).await? {
                return Ok(bytes.map_err(note).boxed());
            }
        }
        tracing::error!(piece = %piece.id, "a piece of an upload is missing in the store, or damaged");
        Err(Problem::NotFound)
    }

    /// Deletes a piece; one that is gone already is fine.
    ///
    /// # Errors
    /// As [`Blobs::delete`].
    pub async fn delete_piece(&self, id: Uuid) -> Result<(), Problem> {
        self.delete_named(&name(id)).await
    }

    /// The pieces that were stored before then.
    ///
    /// # Errors
    /// [`Problem::StoreAway`]; [`Problem::Internal`] where the store fails.
    pub async fn pieces_before(&self, then: OffsetDateTime) -> Result<Vec<Uuid>, Problem> {
        let mut found = Vec::new();
        for place in self.places() {
            let mut listed = place.list(FOLDER);
            while let Some(file) = listed.try_next().await? {
                if file.stored_at < then {
                    found.extend(id(&file.name));
                }
            }
        }
        Ok(found)
    }
}

fn name(id: Uuid) -> String {
    format!("{FOLDER}/{}", id.simple())
}

/// The piece that a file is; `None` where it is none of ours.
fn id(file: &str) -> Option<Uuid> {
    let (_, digits) = file.rsplit_once('/')?;
    digits.parse().ok().filter(|id| name(*id) == file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::blobs::{Place, Spool};
    use time::Duration;

    async fn store(blobs: &Blobs, bytes: &[u8]) -> Piece {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let id = Uuid::now_v7();
        blobs.put_piece(id, file.path()).await.unwrap();
        Piece { id, bytes: bytes.len() as u64 }
    }

    async fn read(blobs: &Blobs, pieces: &[Piece]) -> Result<Vec<u8>, Problem> {
        let bytes: Vec<Bytes> = blobs.pieces(pieces.to_vec()).try_collect().await?;
        Ok(bytes.concat())
    }

    #[tokio::test]
    async fn pieces_are_read_as_one_file_wherever_they_are_and_a_missing_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path().join("spool"), None, 0).unwrap();
        let old = Place::folder(&folder.path().join("old")).unwrap();
        let before = Blobs::new(old.clone(), None, spool.clone());
        let first = store(&before, b"half of ").await;
        let blobs = Blobs::new(Place::folder(&folder.path().join("new")).unwrap(), Some(old), spool);
        let second = store(&blobs, b"a picture").await;
        assert_eq!(read(&blobs, &[first, second]).await.unwrap(), b"half of a picture");

        let shorter = Piece { bytes: 9, ..first };
        assert_eq!(read(&blobs, &[shorter, second]).await, Err(Problem::NotFound));
        blobs.delete_piece(second.id).await.unwrap();
        assert_eq!(read(&blobs, &[first, second]).await, Err(Problem::NotFound));
    }

    #[tokio::test]
    async fn pieces_are_listed_by_their_age_and_are_no_blobs() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path().join("spool"), None, 0).unwrap();
        let blobs = Blobs::new(Place::folder(&folder.path().join("blobs")).unwrap(), None, spool);
        let piece = store(&blobs, b"half").await;
        std::fs::write(folder.path().join("blobs/uploads/notes.txt"), "mine").unwrap();
        let now = OffsetDateTime::now_utc();
        assert_eq!(blobs.pieces_before(now + Duration::minutes(1)).await.unwrap(), [piece.id]);
        assert!(blobs.pieces_before(now - Duration::minutes(1)).await.unwrap().is_empty());
        for first in 0..=u8::MAX {
            assert!(blobs.list(first).await.unwrap().is_empty());
        }
    }
}
