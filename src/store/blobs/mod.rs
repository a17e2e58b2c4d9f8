//! Files: the one door to object_store. A blob is named by the SHA-256 of its bytes, so it never changes.

mod hash;
mod listing;
mod space;
mod spool;
mod staging;

pub use hash::Sha256Hash;
pub use listing::StoredFile;
pub use spool::{Spool, Spooled, drain};
pub use staging::Unfinished;

use crate::{
    model::{errors::Problem, storage::DiskSpace},
    store::folders,
};
use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt, PutPayload, buffered::BufWriter,
    local::LocalFileSystem, path::Path as Key,
};
use std::{
    error::Error,
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// The most that is read in one piece, in bytes: a stream from a folder comes in pieces of 8 KiB, each a trip to another
/// thread.
const READ_AT_ONCE: u64 = 512 * 1024;

/// The blob store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Where the store is on this machine.
    folder: PathBuf,
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
    /// Keeps blobs in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn in_folder(folder: &Path, spool: Spool) -> io::Result<Self> {
        folders::make(folder)?;
        // Rows are written after files: what a row names must survive the power going out.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), folder: folder.to_owned(), spool })
    }

    /// Where uploads land first.
    pub fn spool(&self) -> &Spool {
        &self.spool
    }

    /// The disks that files are kept on: that of the store, and that of uploads where it is another.
    ///
    /// # Errors
    /// [`Problem::Internal`] where a folder cannot be reached.
    pub fn disks(&self) -> Result<Vec<DiskSpace>, Problem> {
        space::disks(&[&self.folder, self.spool.folder()]).map_err(|error| {
            tracing::error!(%error, "could not find out how much room there is on the disk");
            Problem::Internal
        })
    }

    /// Stores a file under its hash, streaming; nothing is done where the store has it.
    ///
    /// # Errors
    /// [`Problem::DiskFull`]; [`Problem::Internal`] where the store or the file fails.
    pub async fn put_file(&self, hash: &Sha256Hash, file: &Path) -> Result<(), Problem> {
        if self.has(hash).await? {
            return Ok(());
        }
        let mut source = tokio::fs::File::open(file).await.map_err(|error| failed("read", hash, &error))?;
        let mut target = BufWriter::new(Arc::clone(&self.store), key(hash));
        tokio::io::copy(&mut source, &mut target).await.map_err(|error| failed("store", hash, &error))?;
        target.shutdown().await.map_err(|error| failed("store", hash, &error))
    }

    /// Stores bytes under their hash; nothing is done where the store has them.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the store fails.
    pub async fn put_bytes(&self, hash: &Sha256Hash, bytes: Bytes) -> Result<(), Problem> {
        if self.has(hash).await? {
            return Ok(());
        }
        let put = self.store.put(&key(hash), PutPayload::from_bytes(bytes)).await;
        put.map(drop).map_err(|error| failed("store", hash, &error))
    }

    /// A blob as a local file, for libraries that seek.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the blob is missing or the store fails.
    pub async fn local_copy(&self, hash: &Sha256Hash) -> Result<LocalCopy, Problem> {
        let found = self.store.get(&key(hash)).await.map_err(|error| failed("read", hash, &error))?;
        match found.payload {
            GetResultPayload::File(_, path) => Ok(LocalCopy::InPlace(path)),
            GetResultPayload::Stream(stream) => {
                let bytes = stream.map(|chunk| chunk.map_err(|error| failed("read", hash, &error)));
                let spooled = self.spool.receive(bytes, u64::MAX).await?;
                Ok(LocalCopy::Copied(spooled.into_path()))
            }
        }
    }

    /// Streams a range of bytes of a blob; a small one comes in one piece.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the blob is missing or the store fails.
    pub async fn read(
        &self,
        hash: &Sha256Hash,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, Problem> {
        if range.end - range.start <= READ_AT_ONCE {
            let bytes = self.store.get_range(&key(hash), range).await.map_err(|error| failed("read", hash, &error))?;
            return Ok(futures::stream::once(async { Ok(bytes) }).boxed());
        }
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let found = self.store.get_opts(&key(hash), options).await.map_err(|error| failed("read", hash, &error))?;
        Ok(found.into_stream().map(|chunk| chunk.map_err(io::Error::other)).boxed())
    }

    /// Deletes a blob; one that is gone already is fine.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the store fails.
    pub async fn delete(&self, hash: &Sha256Hash) -> Result<(), Problem> {
        match self.store.delete(&key(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed("delete", hash, &error)),
        }
    }

    /// Whether the store answers at all.
    pub async fn answers(&self) -> bool {
        let nowhere = key(&Sha256Hash::of(b""));
        matches!(self.store.head(&nowhere).await, Ok(_) | Err(object_store::Error::NotFound { .. }))
    }

    /// Whether the store has a blob.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the store fails.
    pub async fn has(&self, hash: &Sha256Hash) -> Result<bool, Problem> {
        match self.store.head(&key(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed("find", hash, &error)),
        }
    }
}

/// Where a blob lies in the store: two levels of folders, so that none grows too large for people and tools.
fn key(hash: &Sha256Hash) -> Key {
    let name = hash.to_string();
    Key::from_iter([&name[..2], &name[2..4], &name])
}

fn failed(what: &str, hash: &Sha256Hash, error: &(impl Error + 'static)) -> Problem {
    tracing::error!(%hash, %error, "could not {what} a blob");
    space::problem(error)
}
