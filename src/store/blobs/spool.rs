//! Where uploads land first: a folder of temporary files on this machine, outside the store. A stream is hashed and
//! counted while it is written, and is never whole in memory. What is not wanted in the end never touches the store.
//!
//! Each process has a folder of its own, and a lock on it for as long as it lives: what a dead one has left is cleared by the
//! next one that starts, or by the hour. All that waits there together has one limit.

use super::{Sha256Hash, space};
use crate::{model::errors::Problem, store::folders};
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::{NamedTempFile, TempDir, TempPath};
use tokio::io::{AsyncWriteExt, BufWriter};

/// How much is gathered before it is written: each write is a trip to another thread.
const WRITE_SIZE: usize = 256 * 1024;

/// The file by which a folder is locked.
const LOCK: &str = "lock";

/// How much of the disk is left alone, in bytes: PostgreSQL, which may be on the same one, needs room to go on.
const SPARE: u64 = 256 << 20;

/// The folder of temporary files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: Arc<Folder>,
    budget: Arc<Budget>,
    spare: u64,
}

/// The folder of this process, which goes with it.
#[derive(Debug)]
struct Folder {
    /// Where all processes have theirs.
    all: PathBuf,
    own: TempDir,
    _lock: File,
}

/// How many bytes may wait together, and how many do.
#[derive(Debug)]
struct Budget {
    most: u64,
    taken: AtomicU64,
}

/// A part of the budget, which is given back when this is dropped.
#[derive(Debug)]
struct Share {
    bytes: u64,
    budget: Arc<Budget>,
}

/// A file that has arrived whole. It is deleted when this is dropped.
#[derive(Debug)]
pub struct Spooled {
    path: TempPath,
    _share: Share,
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
    /// Opens a folder of this process's own in this one, which is made where it is missing, and clears what dead processes
    /// left there. `most` is how many bytes may wait at once; where it is not said, a quarter of the room on the disk, but
    /// not less than `least`.
    ///
    /// # Errors
    /// The folder cannot be made, read or locked.
    pub fn open(all: PathBuf, most: Option<u64>, least: u64) -> io::Result<Self> {
        folders::make(&all)?;
        // Nobody clears while another makes a folder and has not locked it so far.
        let starting = File::create(all.join(LOCK))?;
        starting.lock()?;
        clear_dead(&all)?;
        let own = tempfile::Builder::new().prefix("process-").tempdir_in(&all)?;
        let lock = File::create(own.path().join(LOCK))?;
        lock.lock()?;
        let most = match most {
            Some(most) => most,
            None => (space::space(&all)?.free / 4).max(least),
        };
        let budget = Arc::new(Budget { most, taken: AtomicU64::new(0) });
        Ok(Self { folder: Arc::new(Folder { all, own, _lock: lock }), budget, spare: SPARE })
    }

    /// Clears what processes have left that died since this one started.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the folder cannot be read.
    pub async fn clear_dead(&self) -> Result<(), Problem> {
        let all = self.folder.all.clone();
        let cleared = tokio::task::spawn_blocking(move || {
            let starting = File::create(all.join(LOCK))?;
            starting.lock()?;
            clear_dead(&all)
        });
        cleared.await.map_err(|_| Problem::Internal)?.map_err(|error| disk(&error))
    }

    /// Where all processes have their folders.
    pub(super) fn folder(&self) -> &Path {
        &self.folder.all
    }

    /// Takes in a stream of at most `limit` bytes. A longer one is read to its end all the same, unkept, so that
    /// whoever sends it hears the answer instead of a broken connection.
    ///
    /// # Errors
    /// [`Problem::TooLarge`]; [`Problem::Busy`] where too much waits already; [`Problem::DiskFull`]; the stream's own error;
    /// [`Problem::Internal`] where the disk fails.
    pub async fn receive(
        &self,
        stream: impl Stream<Item = Result<Bytes, Problem>>,
        limit: u64,
    ) -> Result<Spooled, Problem> {
        if space::space(&self.folder.all).map_err(|error| disk(&error))?.free < self.spare {
            return Err(Problem::DiskFull);
        }
        let mut share = Share { bytes: 0, budget: Arc::clone(&self.budget) };
        let (file, path) = NamedTempFile::new_in(self.folder.own.path()).map_err(|error| disk(&error))?.into_parts();
        let mut file = BufWriter::with_capacity(WRITE_SIZE, tokio::fs::File::from_std(file));
        let mut hasher = Sha256::new();
        let mut byte_size = 0u64;
        pin_mut!(stream);
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            byte_size += chunk.len() as u64;
            if byte_size > limit {
                // Not a byte of it waits for the end of the stream.
                drop((file, path, share));
                drain(stream).await?;
                return Err(Problem::TooLarge { limit });
            }
            share.grow(chunk.len() as u64)?;
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(|error| disk(&error))?;
        }
        file.flush().await.map_err(|error| disk(&error))?;
        Ok(Spooled { path, _share: share, sha256: Sha256Hash::finish(hasher), byte_size })
    }

    /// Keeps what is written here on the way into the store. It does not count for what may wait: each worker makes one
    /// at a time. Blocks.
    ///
    /// # Errors
    /// [`Problem::DiskFull`]; [`Problem::Internal`] where the disk fails.
    pub fn write(&self, fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<Spooled, Problem> {
        let written = || -> io::Result<Spooled> {
            let file = io::BufWriter::with_capacity(WRITE_SIZE, NamedTempFile::new_in(self.folder.own.path())?);
            let mut file = Hashing { file, hasher: Sha256::new(), byte_size: 0 };
            fill(&mut file)?;
            let Hashing { file, hasher, byte_size } = file;
            let path = file.into_inner().map_err(io::IntoInnerError::into_error)?.into_temp_path();
            let share = Share { bytes: 0, budget: Arc::clone(&self.budget) };
            Ok(Spooled { path, _share: share, sha256: Sha256Hash::finish(hasher), byte_size })
        };
        written().map_err(|error| disk(&error))
    }
}

impl Share {
    /// Takes so many bytes more.
    ///
    /// # Errors
    /// [`Problem::Busy`] where there are not so many left.
    fn grow(&mut self, bytes: u64) -> Result<(), Problem> {
        let Budget { most, taken } = &*self.budget;
        let grown = |taken: u64| taken.checked_add(bytes).filter(|grown| grown <= most);
        if taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown).is_err() {
            tracing::warn!(most, "too many uploads wait at once (UPLOAD_SPOOL_BYTES)");
            return Err(Problem::Busy);
        }
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.taken.fetch_sub(self.bytes, Ordering::Relaxed);
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
///
/// # Errors
/// The stream's own.
pub async fn drain(mut stream: impl Stream<Item = Result<Bytes, Problem>> + Unpin) -> Result<(), Problem> {
    while let Some(chunk) = stream.next().await {
        chunk?;
    }
    Ok(())
}

/// Deletes the folders whose lock nobody holds, and what else lies there.
fn clear_dead(all: &Path) -> io::Result<()> {
    for entry in fs::read_dir(all)? {
        let path = entry?.path();
        if !path.is_dir() {
            // The lock itself stays. All else was left by a version that had no folders.
            if path.file_name().is_some_and(|name| name != LOCK) {
                gone(fs::remove_file(&path))?;
            }
            continue;
        }
        if !is_held(&path.join(LOCK))? {
            gone(fs::remove_dir_all(&path))?;
        }
    }
    Ok(())
}

/// Whether a living process holds this lock.
fn is_held(lock: &Path) -> io::Result<bool> {
    let lock = match File::options().write(true).open(lock) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        lock => lock?,
    };
    match lock.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// A process that ends just now takes its folder away itself.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn disk(error: &io::Error) -> Problem {
    tracing::error!(%error, "could not write an upload to the disk");
    space::problem(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream;

    fn open(folder: &Path, most: u64) -> Spool {
        Spool::open(folder.to_owned(), Some(most), 0).unwrap()
    }

    fn bytes(count: usize) -> impl Stream<Item = Result<Bytes, Problem>> {
        stream::iter(std::iter::repeat_n(Ok(Bytes::from_static(b"0123456789")), count / 10))
    }

    fn files(folder: &Path) -> usize {
        let count = |entry: io::Result<fs::DirEntry>| {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path) } else { usize::from(path.file_name().is_some_and(|name| name != LOCK)) }
        };
        fs::read_dir(folder).unwrap().map(count).sum()
    }

    #[tokio::test]
    async fn a_process_that_starts_clears_what_dead_ones_left_and_nothing_of_the_living() {
        let folder = tempfile::tempdir().unwrap();
        let living = open(folder.path(), 1000);
        let waiting = living.receive(bytes(10), 10).await.unwrap();
        let dead = folder.path().join("process-dead");
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join(LOCK), "").unwrap();
        fs::write(dead.join("half"), "half of a picture").unwrap();
        fs::write(folder.path().join("old"), "of a version without folders").unwrap();
        let second = open(folder.path(), 1000);
        assert!(!dead.exists() && !folder.path().join("old").exists());
        assert_eq!(fs::read(waiting.path()).unwrap(), b"0123456789");
        // By the hour as well; and whoever ends in good order leaves nothing.
        fs::create_dir(&dead).unwrap();
        second.clear_dead().await.unwrap();
        assert!(!dead.exists() && waiting.path().exists());
        drop((waiting, living, second));
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [LOCK]);
    }

    #[tokio::test]
    async fn all_that_waits_together_has_one_limit_and_gives_its_room_back() {
        let folder = tempfile::tempdir().unwrap();
        let spool = open(folder.path(), 100);
        let first = spool.receive(bytes(60), 1000).await.unwrap();
        assert_eq!(spool.receive(bytes(50), 1000).await.unwrap_err(), Problem::Busy);
        assert_eq!(files(folder.path()), 1, "what was not taken is gone");
        let second = spool.receive(bytes(40), 1000).await.unwrap();
        drop(first);
        // A file that is too large holds nothing while the rest of it comes, nor does one that is broken off.
        assert_eq!(spool.receive(bytes(500), 30).await.unwrap_err(), Problem::TooLarge { limit: 30 });
        let broken = bytes(50).chain(stream::iter([Err(Problem::Slow)]));
        assert_eq!(spool.receive(broken, 1000).await.unwrap_err(), Problem::Slow);
        let third = spool.receive(bytes(60), 1000).await.unwrap();
        drop((second, third));
        assert_eq!((files(folder.path()), spool.budget.taken.load(Ordering::Relaxed)), (0, 0));
    }

    #[tokio::test]
    async fn an_upload_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let spool = open(folder.path(), 100);
        let endless = bytes(50).chain(stream::pending());
        {
            let receiving = spool.receive(endless, 1000);
            pin_mut!(receiving);
            assert!(futures::poll!(receiving.as_mut()).is_pending());
            assert_eq!(files(folder.path()), 1);
        }
        assert_eq!((files(folder.path()), spool.budget.taken.load(Ordering::Relaxed)), (0, 0));
    }

    #[tokio::test]
    async fn a_disk_without_room_to_spare_takes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool { spare: u64::MAX, ..open(folder.path(), 100) };
        assert_eq!(spool.receive(bytes(10), 10).await.unwrap_err(), Problem::DiskFull);
        assert_eq!(files(folder.path()), 0);
    }
}
