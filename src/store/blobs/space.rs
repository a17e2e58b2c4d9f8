//! How much room there is on the disks that files are kept on, and what a full one looks like.

use crate::model::{errors::Problem, storage::DiskSpace};
use std::{error::Error, io, os::unix::fs::MetadataExt, path::Path};

/// The room on the disk that a folder is on.
///
/// # Errors
/// The folder cannot be reached.
pub(super) fn space(folder: &Path) -> io::Result<DiskSpace> {
    let found = rustix::fs::statvfs(folder)?;
    Ok(DiskSpace {
        folder: folder.display().to_string(),
        // What anybody but root may still take.
        free: found.f_bavail.saturating_mul(found.f_frsize),
        total: found.f_blocks.saturating_mul(found.f_frsize),
    })
}

/// The disks that these folders are on, each once.
///
/// # Errors
/// A folder cannot be reached.
pub(super) fn disks(folders: &[&Path]) -> io::Result<Vec<DiskSpace>> {
    let mut seen = Vec::new();
    let mut disks = Vec::new();
    for folder in folders {
        let device = std::fs::metadata(folder)?.dev();
        if !seen.contains(&device) {
            seen.push(device);
            disks.push(space(folder)?);
        }
    }
    Ok(disks)
}

/// What a file that could not be written means: that the disk is full, or a fault of ours.
pub(super) fn problem(error: &(dyn Error + 'static)) -> Problem {
    if is_full(error) { Problem::DiskFull } else { Problem::Internal }
}

fn is_full(error: &(dyn Error + 'static)) -> bool {
    if let Some(io) = error.downcast_ref::<io::Error>() {
        if matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return true;
        }
        // What it was made of is not among its sources.
        if let Some(inner) = io.get_ref() {
            return is_full(inner);
        }
    }
    error.source().is_some_and(is_full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn full() -> io::Error {
        std::fs::File::options().write(true).open("/dev/full").unwrap().write_all(b"x").unwrap_err()
    }

    #[test]
    fn a_full_disk_is_known_however_its_error_is_wrapped() {
        let stored = |source| object_store::Error::Generic { store: "LocalFileSystem", source };
        assert_eq!(problem(&full()), Problem::DiskFull);
        assert_eq!(problem(&io::Error::other(full())), Problem::DiskFull);
        assert_eq!(problem(&stored(Box::new(full()))), Problem::DiskFull);
        assert_eq!(problem(&io::Error::other(stored(Box::new(full())))), Problem::DiskFull);
        assert_eq!(problem(&io::Error::other("broken")), Problem::Internal);
        assert_eq!(problem(&stored("broken".into())), Problem::Internal);
    }

    #[test]
    fn two_folders_of_one_disk_are_one() {
        let folder = tempfile::tempdir().unwrap();
        let found = disks(&[folder.path(), folder.path()]).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].total >= found[0].free && found[0].total > 0, "{found:?}");
    }
}
