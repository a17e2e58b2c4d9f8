//! Files that are often asked for, in memory, so that they are neither read nor copied again. A blob never changes, so there is nothing to
//! renew; what is asked for least goes first. Larger ones are mapped (`mapped`), so that the kernel sends them from its own memory.

use super::{Blobs, Place, Sha256Hash, broke_off, mapped, name, note_missing};
use crate::{model::errors::Problem, telemetry};
use bytes::{Bytes, BytesMut};
use futures::{FutureExt, TryStreamExt};
use moka::future::Cache;
use rustix::buffer::spare_capacity;
use std::{fs::File, io, path::Path, sync::Arc};

/// The largest file that is kept, in bytes. A larger one would push out dozens of others, and is streamed.
const LARGEST: u64 = 2 << 20;

/// What a file takes beside its bytes, about.
const OVERHEAD: usize = 256;

/// Files in memory. Cheap to clone.
#[derive(Clone, Debug)]
pub struct BlobCache(Cache<Sha256Hash, Bytes>);

impl BlobCache {
    /// Keeps files of so many bytes together; none for 0.
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &Sha256Hash, file: &Bytes| u32::try_from(file.len() + OVERHEAD).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// Whether a file of this size is kept at all.
    pub fn keeps(size: u64) -> bool {
        size <= LARGEST
    }

    /// A file, where that takes no waiting: it is in memory, or lies in a folder of this machine. That is read on the spot, as the trip to
    /// another thread would take longer; a larger one is not read at all, but mapped.
    pub fn at_once(&self, blobs: &Blobs, hash: &Sha256Hash, size: u64) -> Option<Bytes> {
        if !Self::keeps(size) {
            return None;
        }
        if let Some(file) = self.0.get(hash).now_or_never().flatten() {
            telemetry::media_cache_asked(true);
            return Some(file);
        }
        let file = read_here(blobs, hash, size)?;
        telemetry::media_cache_asked(false);
        // It is kept at once; what has to go for it can go later.
        let _ = self.0.insert(*hash, file.clone()).now_or_never();
        Some(file)
    }

    /// A file that is small enough to be [kept](Self::keeps). Whoever asks for the same meanwhile waits for it as well.
    ///
    /// # Errors
    /// As [`Blobs::read`].
    pub async fn get(&self, blobs: &Blobs, hash: &Sha256Hash, size: u64) -> Result<Bytes, Problem> {
        if let Some(file) = self.at_once(blobs, hash, size) {
            return Ok(file);
        }
        telemetry::media_cache_asked(false);
        let kept = self.0.policy().max_capacity() != Some(0);
        let read = async {
            // For one answer, the way there would be longer than what it saves.
            read_whole(blobs, hash, size).await.map(|file| if kept { mapped::moved(file) } else { file })
        };
        let read = self.0.try_get_with(*hash, read).await;
        read.map_err(|problem| Problem::clone(&problem))
    }
}

async fn read_whole(blobs: &Blobs, hash: &Sha256Hash, size: u64) -> Result<Bytes, Problem> {
    let mut stream = blobs.read(hash, 0..size).await?;
    let mut file = BytesMut::new();
    while let Some(piece) = stream.try_next().await.map_err(|error| broke_off(blobs.place(), hash, &error))? {
        file.extend_from_slice(&piece);
    }
    if file.len() as u64 == size {
        return Ok(file.freeze());
    }
    note_missing(hash);
    Err(Problem::NotFound)
}

/// Reads a file that lies on this machine.
fn read_here(blobs: &Blobs, hash: &Sha256Hash, size: u64) -> Option<Bytes> {
    let name = name(hash);
    blobs.places().filter_map(Place::on_this_machine).find_map(|folder| read(&folder.join(&name), size).ok())
}

/// The bytes of a file, which must be so many: a large one is mapped where that is possible.
fn read(path: &Path, size: u64) -> io::Result<Bytes> {
    let size = usize::try_from(size).map_err(io::Error::other)?;
    let file = File::open(path)?;
    if size < mapped::SMALLEST {
        return read_all(&file, size);
    }
    if file.metadata()?.len() != size as u64 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let file = Arc::new(file);
    mapped::of_file(&file, size).or_else(|_| read_all(&file, size))
}

/// Reads so many bytes, which are all of a file. Its size is known, so there is nothing to ask but for them.
fn read_all(file: &File, size: usize) -> io::Result<Bytes> {
    let mut bytes = Vec::with_capacity(size);
    while bytes.len() < size {
        let done = bytes.len() as u64;
        if rustix::io::pread(file, spare_capacity(&mut bytes), done)? == 0 {
            break;
        }
    }
    if bytes.len() == size { Ok(bytes.into()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::blobs::Spool;
    use tempfile::TempDir;

    fn store(folder: &TempDir) -> Blobs {
        let spool = Spool::open(folder.path().join("spool"), None, 0).unwrap();
        Blobs::new(Place::folder(&folder.path().join("blobs")).unwrap(), None, spool)
    }

    async fn stored(blobs: &Blobs, bytes: Vec<u8>) -> (Sha256Hash, u64) {
        let (hash, size) = (Sha256Hash::of(&bytes), bytes.len() as u64);
        blobs.put_bytes(&hash, bytes.into()).await.unwrap();
        (hash, size)
    }

    #[tokio::test]
    async fn a_file_is_read_once_and_then_comes_from_memory() {
        let folder = tempfile::tempdir().unwrap();
        let (blobs, cache) = (store(&folder), BlobCache::new(1 << 20));
        let (hash, size) = stored(&blobs, vec![7; 100_000]).await;
        assert_eq!(cache.at_once(&blobs, &hash, size).unwrap(), vec![7; 100_000]);
        blobs.delete(&hash).await.unwrap();
        assert_eq!(cache.at_once(&blobs, &hash, size).unwrap(), vec![7; 100_000]);
        assert_eq!(cache.get(&blobs, &hash, size).await.unwrap(), vec![7; 100_000]);
    }

    #[tokio::test]
    async fn without_room_for_it_a_file_is_read_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let (blobs, cache) = (store(&folder), BlobCache::new(0));
        let (hash, size) = stored(&blobs, vec![7; 100]).await;
        for _ in 0..2 {
            assert_eq!(cache.get(&blobs, &hash, size).await.unwrap(), vec![7; 100]);
        }
        blobs.delete(&hash).await.unwrap();
        assert_eq!(cache.at_once(&blobs, &hash, size), None);
        assert!(cache.get(&blobs, &hash, size).await.is_err());
    }

    #[tokio::test]
    async fn what_is_kept_has_a_bound() {
        let folder = tempfile::tempdir().unwrap();
        let (blobs, cache) = (store(&folder), BlobCache::new(1 << 20));
        for n in 0..100u8 {
            let (hash, size) = stored(&blobs, vec![n; 100_000]).await;
            assert!(cache.at_once(&blobs, &hash, size).is_some());
        }
        cache.0.run_pending_tasks().await;
        assert!(cache.0.weighted_size() <= 1 << 20, "{}", cache.0.weighted_size());
        let (hash, size) = stored(&blobs, vec![1; (LARGEST + 1) as usize]).await;
        assert_eq!(cache.at_once(&blobs, &hash, size), None, "it is streamed");
    }

    #[tokio::test]
    async fn a_file_that_is_shorter_than_it_should_be_is_not_sent() {
        let folder = tempfile::tempdir().unwrap();
        let (blobs, cache) = (store(&folder), BlobCache::new(1 << 20));
        for length in [100, 100_000] {
            let (hash, size) = stored(&blobs, vec![7; length]).await;
            assert_eq!(cache.at_once(&blobs, &hash, size + 1), None);
            assert_eq!(cache.get(&blobs, &hash, size + 1).await, Err(Problem::NotFound));
        }
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_larger_file_is_sent_by_the_kernel() {
        use crate::store::blobs::FilePart;
        for room in [0, 1 << 20] {
            let folder = tempfile::tempdir().unwrap();
            let (blobs, cache) = (store(&folder), BlobCache::new(room));
            for (length, mapped) in [(1000, false), (100_000, true)] {
                let (hash, size) = stored(&blobs, vec![7; length]).await;
                let file = cache.get(&blobs, &hash, size).await.unwrap();
                assert_eq!(FilePart::behind(&file).is_some(), mapped, "{length}");
            }
        }
    }
}
