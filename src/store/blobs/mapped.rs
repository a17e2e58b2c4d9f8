//! Files whose bytes are mapped instead of read: nothing here ever touches them. Whoever is to send some finds the file behind them, and has
//! the kernel send it by itself (sendfile(2)), out of its own memory and without a copy through this process.

use bytes::Bytes;
use memmap2::{Mmap, MmapOptions};
use rustix::fd::AsFd;
use std::{
    collections::BTreeMap,
    fs::File,
    io,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

/// The smallest file that is mapped, in bytes. For less, the calls cost more than the copy.
pub(super) const SMALLEST: usize = 16 << 10;

/// The most files that are mapped at once, whatever the machine grants: each is an open one.
const MOST: u64 = 4096;

/// What part of the files that this process may have open can be mapped ones. It is within what connections leave for the rest of the site
/// (`http/connections/open_files`).
const SHARE: u64 = 8;

/// What is mapped, by the address that it begins at.
static MAPPED: RwLock<BTreeMap<usize, Mapping>> = RwLock::new(BTreeMap::new());

/// How many files are mapped at once, at most.
static ROOM: LazyLock<usize> = LazyLock::new(|| {
    // The server raises its limit as far as it may.
    let granted = rustix::process::getrlimit(rustix::process::Resource::Nofile).maximum;
    usize::try_from(granted.map_or(MOST, |granted| MOST.min(granted / SHARE))).unwrap_or(usize::MAX)
});

struct Mapping {
    length: usize,
    file: Arc<File>,
}

/// The bytes of a file, mapped until the last who has some of them lets go.
struct Mapped(Mmap);

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        // Before its addresses can become another's.
        MAPPED.write().unwrap_or_else(PoisonError::into_inner).remove(&self.0.as_ptr().addr());
    }
}

/// Maps all of a file, which has so many bytes and never changes.
///
/// # Errors
/// Where as many are mapped as may be, or the system does not.
pub(super) fn of_file(file: &Arc<File>, size: usize) -> io::Result<Bytes> {
    if cfg!(not(target_os = "linux")) || MAPPED.read().unwrap_or_else(PoisonError::into_inner).len() >= *ROOM {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let mapped = Mapped(map(file, size)?);
    let mapping = Mapping { length: size, file: Arc::clone(file) };
    MAPPED.write().unwrap_or_else(PoisonError::into_inner).insert(mapped.0.as_ptr().addr(), mapping);
    Ok(Bytes::from_owner(mapped))
}

#[allow(unsafe_code)]
fn map(file: &Arc<File>, size: usize) -> io::Result<Mmap> {
    // SAFETY: the bytes must not change while they are mapped. A blob is written elsewhere, renamed to its place, and never written again; a
    // file of ours in memory nobody else has.
    unsafe { MmapOptions::new().len(size).map(&**file) }
}

/// Moves bytes to where the kernel can send them from; where that is not possible, or they are few, they stay.
pub(super) fn moved(bytes: Bytes) -> Bytes {
    if bytes.len() < SMALLEST {
        return bytes;
    }
    let mapped = in_memory(&bytes).and_then(|file| of_file(&Arc::new(file), bytes.len()));
    mapped.unwrap_or(bytes)
}

/// A file in memory alone, which can no longer become shorter.
#[cfg(target_os = "linux")]
fn in_memory(bytes: &[u8]) -> io::Result<File> {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    use std::io::Write;
    let mut file = File::from(memfd_create("blob", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?);
    file.write_all(bytes)?;
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
    Ok(file)
}

#[cfg(not(target_os = "linux"))]
fn in_memory(_bytes: &[u8]) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A part of a file.
pub struct FilePart {
    file: Arc<File>,
    from: u64,
    length: usize,
}

impl FilePart {
    /// Where bytes are those of a mapped file, and enough to be worth it: what part of which file.
    pub fn behind(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < SMALLEST {
            return None;
        }
        let address = bytes.as_ptr().addr();
        let mapped = MAPPED.read().unwrap_or_else(PoisonError::into_inner);
        let (start, mapping) = mapped.range(..=address).next_back()?;
        let from = address - start;
        let within = from + bytes.len() <= mapping.length;
        within.then(|| Self { file: Arc::clone(&mapping.file), from: from as u64, length: bytes.len() })
    }

    /// Sends as much of it as goes at once, and says how much that was.
    ///
    /// # Errors
    /// As sendfile(2). `UnexpectedEof` where somebody has cut the file; `InvalidInput` or `Unsupported` where its disk has no such thing.
    #[cfg(target_os = "linux")]
    pub fn send(&self, to: impl AsFd) -> io::Result<usize> {
        let (mut from, to) = (self.from, to.as_fd());
        match rustix::io::retry_on_intr(|| rustix::fs::sendfile(to, &*self.file, Some(&mut from), self.length))? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            sent => Ok(sent),
        }
    }

    /// There is no such thing here, so nothing is mapped.
    ///
    /// # Errors
    /// `Unsupported`.
    #[cfg(not(target_os = "linux"))]
    pub fn send(&self, _to: impl AsFd) -> io::Result<usize> {
        let _ = (&self.file, self.from, self.length);
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::{fs, io::Read, os::unix::net::UnixStream};

    fn patterned(size: usize) -> Vec<u8> {
        (0..size).map(|at| (at / 7 % 251) as u8).collect()
    }

    fn sent(bytes: &[u8]) -> Vec<u8> {
        let (here, mut there) = UnixStream::pair().unwrap();
        let part = FilePart::behind(bytes).unwrap();
        let done = part.send(&here).unwrap();
        drop(here);
        let mut all = Vec::new();
        there.read_to_end(&mut all).unwrap();
        assert_eq!(all.len(), done);
        all
    }

    #[test]
    fn the_file_behind_bytes_is_known_as_long_as_anyone_has_some_of_them() {
        // So many has no other test, which may be given the same addresses.
        let bytes = patterned(100_003);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob");
        fs::write(&path, &bytes).unwrap();
        let mapped = of_file(&Arc::new(File::open(&path).unwrap()), bytes.len()).unwrap();
        fs::remove_file(&path).unwrap();
        let part = mapped.slice(30_001..30_001 + SMALLEST);
        let address = mapped.as_ptr().addr();
        drop(mapped);
        assert_eq!(sent(&part), bytes[30_001..30_001 + SMALLEST]);
        assert!(FilePart::behind(&part[1..]).is_none(), "less is copied");
        let known = || MAPPED.read().unwrap().get(&address).is_some_and(|mapping| mapping.length == bytes.len());
        assert!(known());
        drop(part);
        assert!(!known());
    }

    #[test]
    fn bytes_of_elsewhere_have_no_file() {
        let bytes = Bytes::from(patterned(SMALLEST - 1));
        assert_eq!(moved(bytes.clone()).as_ptr(), bytes.as_ptr(), "so few stay where they are");
        let bytes = Bytes::from(patterned(2 * SMALLEST));
        assert!(FilePart::behind(&bytes).is_none());
        let mapped = moved(bytes.clone());
        assert_eq!(mapped, bytes);
        assert_eq!(sent(&mapped), bytes);
        assert!(FilePart::behind(&bytes).is_none());
    }

    #[test]
    fn what_has_been_cut_meanwhile_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob");
        fs::write(&path, patterned(100_000)).unwrap();
        let mapped = of_file(&Arc::new(File::open(&path).unwrap()), 100_000).unwrap();
        File::options().write(true).open(&path).unwrap().set_len(10).unwrap();
        let (here, _there) = UnixStream::pair().unwrap();
        let part = FilePart::behind(&mapped[50_000..]).unwrap();
        assert_eq!(part.send(&here).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
