//! Folders that other accounts of this machine have no business in.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::Path,
};

/// For its owner alone.
const CLOSED: u32 = 0o700;

/// The same of a file.
const CLOSED_FILE: u32 = 0o600;

/// For its owner alone, but others may pass through it to what they may enter.
const PASSED_THROUGH: u32 = 0o711;

/// Makes a folder, and those above it where they are missing, for us alone.
///
/// # Errors
/// As [`fs::create_dir_all`].
pub fn make(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(CLOSED).create(folder)
}

/// Closes a folder to everybody else.
///
/// # Errors
/// It is not ours.
pub fn close(folder: &Path) -> io::Result<()> {
    set_mode(folder, CLOSED)
}

/// Makes the data folder, and closes it and what lies in it to everybody else; older versions left both open. `lodges_postgres` says
/// that PostgreSQL runs below it: where we are root that is another account, which must come through to its own folder. It is let through
/// the data folder and nothing else, by that folder's mode: an access list would have to be known to every copy and backup, and a
/// capability is not there in a container.
///
/// # Errors
/// What is in it cannot be read, or is another account's.
pub fn close_data(folder: &Path, lodges_postgres: bool) -> io::Result<()> {
    make(folder)?;
    for kept in ["blobs", "uploads"] {
        let kept = folder.join(kept);
        // Once it is closed, nobody comes at what is in it; walking through a million files at each start would be for nothing.
        if kept.is_dir() && mode(&kept)? != CLOSED {
            close_all(&kept)?;
        }
    }
    let through = lodges_postgres && fs::metadata(folder)?.uid() == 0;
    let wanted = if through { PASSED_THROUGH } else { CLOSED };
    match set_mode(folder, wanted) {
        // A volume that was lent to us. What is in it is ours, and closed.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            tracing::warn!(folder = %folder.display(), "the data folder is another account's, so its mode is left as it is");
            Ok(())
        }
        set => set,
    }
}

/// The folder last: as long as it is open, what is in it may be so, too.
fn close_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
        if kind.is_dir() {
            close_all(&path)?;
        } else if kind.is_file() {
            set_mode(&path, CLOSED_FILE)?;
        }
    }
    close(folder)
}

fn mode(path: &Path) -> io::Result<u32> {
    Ok(fs::metadata(path)?.mode() & 0o7777)
}

fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_versions_folder_is_closed_with_all_that_is_in_it() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        let deep = data.join("blobs/ab/cd");
        fs::create_dir_all(&deep).unwrap();
        let file = deep.join("abcd");
        fs::write(&file, "x").unwrap();
        for (path, open) in [(&data, 0o755), (&data.join("blobs"), 0o755), (&deep, 0o755), (&file, 0o644)] {
            set_mode(path, open).unwrap();
        }
        close_data(&data, false).unwrap();
        for (path, closed) in [(&data, 0o700), (&data.join("blobs"), 0o700), (&deep, 0o700), (&file, 0o600)] {
            assert_eq!(mode(path).unwrap(), closed, "{}", path.display());
        }
    }

    #[test]
    fn postgresql_comes_through_only_where_it_is_another_account() {
        let place = tempfile::tempdir().unwrap();
        let root = fs::metadata(place.path()).unwrap().uid() == 0;
        let data = place.path().join("new/data");
        close_data(&data, true).unwrap();
        assert_eq!(mode(&data).unwrap(), if root { 0o711 } else { 0o700 });
        close_data(&data, false).unwrap();
        assert_eq!(mode(&data).unwrap(), 0o700);
    }
}
