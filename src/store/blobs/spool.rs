//! Where uploads land first: a folder of temporary files on this machine, outside the store. A stream is hashed and
//! counted while it is written, and is never whole in memory. What is not wanted in the end never touches the store.

use super::Sha256Hash;
use crate::model::errors::Problem;
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut};
use sha2::{Digest, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
};
use tempfile::{NamedTempFile, TempPath};
use tokio::io::{AsyncWriteExt, BufWriter};

/// How much is gathered before it is written: each write is a trip to another thread.
const WRITE_SIZE: usize = 256 * 1024;

/// The folder of temporary files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
}

/// A file that has arrived whole. It is deleted when this is dropped.
#[derive(Debug)]
pub struct Spooled {
    path: TempPath,
    /// The hash of its bytes.
    pub sha256: Sha256Hash,
    /// How many bytes it has.
    pub byte_size: u64,
}

impl Spooled {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file alone, still deleted when dropped.
    pub fn into_path(self) -> TempPath {
        self.path
    }
}

impl Spool {
    /// Opens the folder, makes it where it is missing, and clears what a crash left there.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        for entry in std::fs::read_dir(&folder)? {
            std::fs::remove_file(entry?.path())?;
        }
        Ok(Self { folder })
    }

    /// Takes in a stream of at most `limit` bytes. A longer one is read to its end all the same, unkept, so that
    /// whoever sends it hears the answer instead of a broken connection.
    ///
    /// # Errors
    /// [`Problem::TooLarge`]; the stream's own error; [`Problem::Internal`] where the disk fails.
    pub async fn receive(
        &self,
        stream: impl Stream<Item = Result<Bytes, Problem>>,
        limit: u64,
    ) -> Result<Spooled, Problem> {
        let (file, path) = NamedTempFile::new_in(&self.folder).map_err(disk)?.into_parts();
        let mut file = BufWriter::with_capacity(WRITE_SIZE, tokio::fs::File::from_std(file));
        let mut hasher = Sha256::new();
        let mut byte_size = 0u64;
        pin_mut!(stream);
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            byte_size += chunk.len() as u64;
            if byte_size > limit {
                drain(stream).await?;
                return Err(Problem::TooLarge { limit });
            }
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        Ok(Spooled { path, sha256: Sha256Hash::finish(hasher), byte_size })
    }

    /// Keeps what is written here on the way into the store. Blocks.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the disk fails.
    pub fn write(&self, fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<Spooled, Problem> {
        let written = || -> io::Result<Spooled> {
            let file = io::BufWriter::with_capacity(WRITE_SIZE, NamedTempFile::new_in(&self.folder)?);
            let mut file = Hashing { file, hasher: Sha256::new(), byte_size: 0 };
            fill(&mut file)?;
            let Hashing { file, hasher, byte_size } = file;
            let path = file.into_inner().map_err(io::IntoInnerError::into_error)?.into_temp_path();
            Ok(Spooled { path, sha256: Sha256Hash::finish(hasher), byte_size })
        };
        written().map_err(disk)
    }
}

/// A file that hashes and counts what is written to it.
struct Hashing {
    file: io::BufWriter<NamedTempFile>,
    hasher: Sha256,
    byte_size: u64,
}

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.byte_size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Reads a stream to its end and keeps nothing.
async fn drain(mut stream: impl Stream<Item = Result<Bytes, Problem>> + Unpin) -> Result<(), Problem> {
    while let Some(chunk) = stream.next().await {
        chunk?;
    }
    Ok(())
}

fn disk(error: io::Error) -> Problem {
    tracing::error!(%error, "could not write an upload to the disk");
    Problem::Internal
}
