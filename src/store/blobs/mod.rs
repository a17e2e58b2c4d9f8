//! Files: the one door to object_store. A blob is named by the SHA-256 of its bytes, so it never changes.

mod cache;
mod circuit;
mod cloud;
mod copy;
mod hash;
mod listing;
mod mapped;
mod pieces;
mod place;
mod space;
mod spool;
mod staging;
mod writing;

pub use cache::BlobCache;
pub use cloud::{Bucket, Cloud};
pub use copy::{Condition, Copied, PARTS, bring, condition, copy};
pub use hash::Sha256Hash;
pub use listing::{StoredFile, in_place};
pub use mapped::FilePart;
pub use pieces::Piece;
pub use place::{Place, PlacedFile};
pub use spool::{Spool, Spooled, drain};
pub use staging::Unfinished;

use crate::model::{errors::Problem, storage::DiskSpace};
use bytes::Bytes;
use futures::{TryStreamExt, stream::BoxStream};
use std::{
    io,
    ops::Range,
    path::{Path, PathBuf},
};
use tempfile::TempPath;
use tokio_util::io::ReaderStream;

/// How much of a file of this machine is read at once on its way into the store, in bytes: each time is a trip to another thread.
const READ_SIZE: usize = 256 * 1024;

/// The blob store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    place: Place,
    /// Where blobs were kept before, while they are being moved: what is not in the new place so far is there.
    old: Option<Place>,
    spool: Spool,
}

/// A blob as a file of this machine, for as long as this lives.
#[derive(Debug)]
pub enum LocalCopy {
    /// The store is a folder here: the blob itself. Read only.
    InPlace(PathBuf),
    /// A copy that goes when this does.
    Copied(TempPath),
}

impl LocalCopy {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        match self {
            Self::InPlace(path) => path,
            Self::Copied(path) => path,
        }
    }
}

impl Blobs {
    /// Keeps blobs in a place. While they are being moved there, those that it lacks are looked for in the old one.
    pub fn new(place: Place, old: Option<Place>, spool: Spool) -> Self {
        Self { place, old, spool }
    }

    /// Where uploads land first.
    pub fn spool(&self) -> &Spool {
        &self.spool
    }

    /// Where new blobs are kept.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The new place, then the old one where there is one.
    fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(&self.old)
    }

    /// The disks of this machine that files are kept on: those of the store as far as it is a folder, and that of uploads where it is
    /// another.
    ///
    /// # Errors
    /// [`Problem::Internal`] where a folder cannot be reached.
    pub fn disks(&self) -> Result<Vec<DiskSpace>, Problem> {
        let mut folders: Vec<_> = self.places().filter_map(Place::on_this_machine).collect();
        folders.push(self.spool.folder());
        space::disks(&folders).map_err(|error| {
            tracing::error!(%error, "could not find out how much room there is on the disk");
            Problem::Internal
        })
    }

    /// Stores a file under its hash, streaming; nothing is done where the store has it.
    ///
    /// # Errors
    /// [`Problem::DiskFull`]; [`Problem::StoreAway`]; [`Problem::Internal`] where the store or the file fails.
    pub async fn put_file(&self, hash: &Sha256Hash, file: &Path) -> Result<(), Problem> {
        let name = name(hash);
        if self.place.size(&name).await?.is_some() {
            return Ok(());
        }
        self.put_named(&name, file).await
    }

    async fn put_named(&self, name: &str, file: &Path) -> Result<(), Problem> {
        let file = tokio::fs::File::open(file).await.map_err(|error| {
            tracing::error!(name, %error, "could not read a file on its way into the store");
            Problem::Internal
        })?;
        self.place.put_stream(name, ReaderStream::with_capacity(file, READ_SIZE)).await.map(drop)
    }

    /// Stores bytes under their hash; nothing is done where the store has them.
    ///
    /// # Errors
    /// As [`Blobs::put_file`].
    pub async fn put_bytes(&self, hash: &Sha256Hash, bytes: Bytes) -> Result<(), Problem> {
        let name = name(hash);
        if self.place.size(&name).await?.is_some() {
            return Ok(());
        }
        self.place.put(&name, bytes).await
    }

    /// A blob as a local file, for libraries that seek.
    ///
    /// # Errors
    /// [`Problem::StoreAway`]; [`Problem::DiskFull`] and [`Problem::Busy`] where there is no room for a copy; [`Problem::Internal`] where
    /// the blob is missing or the store fails.
    pub async fn local_copy(&self, hash: &Sha256Hash) -> Result<LocalCopy, Problem> {
        let name = name(hash);
        for place in self.places() {
            if place.size(&name).await?.is_none() {
                continue;
            }
            if let Some(folder) = place.on_this_machine() {
                return Ok(LocalCopy::InPlace(folder.join(&name)));
            }
            if let Some(bytes) = place.get(&name).await? {
                let bytes = bytes.map_err(|error| broke_off(place, hash, &error));
                return Ok(LocalCopy::Copied(self.spool.receive(bytes, u64::MAX).await?.into_path()));
            }
        }
        note_missing(hash);
        Err(Problem::Internal)
    }

    /// Streams a range of bytes of a blob; a small one of a folder comes in one piece.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the blob is missing, or has not so many bytes; [`Problem::StoreAway`]; [`Problem::Internal`] where the store
    /// fails.
    pub async fn read(
        &self,
        hash: &Sha256Hash,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, Problem> {
        let name = name(hash);
        for place in self.places() {
            if let Some(bytes) = place.get_range(&name, range.clone()).await? {
                return Ok(bytes);
            }
        }
        note_missing(hash);
        Err(Problem::NotFound)
    }

    /// Brings a blob to another place, and says how it lies here. Where one place of the store does not have it intact, the other may.
    ///
    /// # Errors
    /// As [`bring`].
    pub async fn bring(&self, to: &Place, hash: &Sha256Hash) -> Result<Condition, Problem> {
        let mut found = Condition::Missing;
        for place in self.places() {
            match bring(place, to, hash).await? {
                Condition::Intact => return Ok(Condition::Intact),
                Condition::Missing => {}
                flawed => found = flawed,
            }
        }
        Ok(found)
    }

    /// Deletes a blob; one that is gone already is fine.
    ///
    /// # Errors
    /// [`Problem::StoreAway`]; [`Problem::Internal`] where the store fails.
    pub async fn delete(&self, hash: &Sha256Hash) -> Result<(), Problem> {
        self.delete_named(&name(hash)).await
    }

    async fn delete_named(&self, name: &str) -> Result<(), Problem> {
        // The old one first: what is copied from it to the new one is deleted there after.
        if let Some(old) = &self.old {
            old.delete(name).await?;
        }
        self.place.delete(name).await
    }

    /// Whether the store answers at all.
    pub async fn answers(&self) -> bool {
        match &self.old {
            None => self.place.answers().await,
            Some(old) => {
                let (new, old) = tokio::join!(self.place.answers(), old.answers());
                new && old
            }
        }
    }

    /// Whether the store has a blob.
    ///
    /// # Errors
    /// [`Problem::StoreAway`]; [`Problem::Internal`] where the store fails.
    pub async fn has(&self, hash: &Sha256Hash) -> Result<bool, Problem> {
        let name = name(hash);
        for place in self.places() {
            if place.size(&name).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What a blob is called in a place: two levels of folders, so that none grows too large for people and tools.
pub fn name(hash: &Sha256Hash) -> String {
    let digits = hash.to_string();
    format!("{}/{}/{digits}", &digits[..2], &digits[2..4])
}

fn note_missing(hash: &Sha256Hash) {
    tracing::error!(%hash, "a blob is missing in the store, or damaged");
}

fn broke_off(place: &Place, hash: &Sha256Hash, error: &io::Error) -> Problem {
    tracing::error!(%hash, %error, "a blob broke off on its way out of the store");
    place.broke_off()
}
