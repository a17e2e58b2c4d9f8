//! A disk so small that it can be filled: a tmpfs of our own where this account may mount one, else /dev/shm where that is as small.

use rustix::fs::statvfs;
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// How large the tmpfs is. The site leaves 256 MB of a disk alone, so it takes uploads in what is beyond that.
const SIZE: &str = "size=600m,mode=0700";

/// How large a /dev/shm is that will do, in bytes: all of it is memory.
const POSSIBLE: std::ops::RangeInclusive<u64> = 400 << 20..=1 << 30;

pub struct SmallDisk {
    folder: TempDir,
    mounted: bool,
}

impl SmallDisk {
    /// # Errors
    /// Why there is none, in words.
    pub fn new() -> Result<Self, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "tessera-drill"]).arg(folder.path()).output();
        let refused = match mount {
            Ok(done) if done.status.success() => return Ok(Self { folder, mounted: true }),
            Ok(done) => String::from_utf8_lossy(&done.stderr).trim().to_owned(),
            Err(error) => format!("mount: {error}"),
        };
        let shared = Path::new("/dev/shm");
        let bytes = statvfs(shared).map(|disk| disk.f_blocks * disk.f_frsize).unwrap_or_default();
        if !POSSIBLE.contains(&bytes) {
            return Err(format!("no tmpfs can be mounted ({refused}), and /dev/shm has not the size for it"));
        }
        let folder = TempDir::new_in(shared).map_err(|error| format!("{refused}; /dev/shm: {error}"))?;
        Ok(Self { folder, mounted: false })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn ballast(&self) -> PathBuf {
        self.folder.path().join("ballast")
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("a file");
        let mut piece = vec![0; 1 << 20];
        while !piece.is_empty() {
            if ballast.write_all(&piece).is_err() {
                piece.truncate(piece.len() / 2);
            }
        }
    }

    /// Gives the room back.
    pub fn clear(&self) {
        fs::remove_file(self.ballast()).expect("the file");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if self.mounted {
            let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
        }
    }
}
