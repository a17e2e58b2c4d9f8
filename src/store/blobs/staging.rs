//! Files that object_store was writing when its process ended: `{hash}#{number}` beside the place of the finished one. The library
//! leaves them out of its lists and never deletes them. A bucket hides what is unfinished, and has a rule of its own for it.

use super::{Blobs, Place, Sha256Hash};
use crate::model::errors::Problem;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};
use time::OffsetDateTime;

/// A file that was never finished.
#[derive(Debug, Clone)]
pub struct Unfinished {
    path: PathBuf,
    /// In bytes, as far as it got.
    pub bytes: u64,
}

impl Blobs {
    /// The files that were begun under names which begin with this byte, and were not written to since then.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the folder cannot be read.
    pub async fn unfinished(&self, first: u8, since: OffsetDateTime) -> Result<Vec<Unfinished>, Problem> {
        let mut unfinished = Vec::new();
        for folder in self.places().filter_map(Place::on_this_machine) {
            let folder = folder.join(hex::encode([first]));
            let found = tokio::task::spawn_blocking(move || find(&folder, since.into())).await;
            unfinished.extend(found.map_err(|_| Problem::Internal)?.map_err(|error| {
                tracing::error!(%error, "could not look for unfinished files");
                Problem::Internal
            })?);
        }
        Ok(unfinished)
    }

    /// Deletes a file that was never finished; one that is gone already is fine.
    ///
    /// # Errors
    /// [`Problem::Internal`] where it cannot be deleted.
    pub async fn delete_unfinished(&self, file: &Unfinished) -> Result<(), Problem> {
        match tokio::fs::remove_file(&file.path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(path = %file.path.display(), %error, "could not delete an unfinished file");
                Err(Problem::Internal)
            }
            _ => Ok(()),
        }
    }
}

fn find(folder: &Path, since: SystemTime) -> io::Result<Vec<Unfinished>> {
    let mut found = Vec::new();
    for below in entries(folder)? {
        if !below.file_type()?.is_dir() {
            continue;
        }
        for entry in entries(&below.path())? {
            // It may be finished, and be called otherwise, by now.
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_file() && is_staging(&entry.file_name().to_string_lossy()) && meta.modified()? < since {
                found.push(Unfinished { path: entry.path(), bytes: meta.len() });
            }
        }
    }
    Ok(found)
}

/// What is in a folder; nothing where there is no such folder.
fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.collect(),
    }
}

fn is_staging(name: &str) -> bool {
    let Some((hash, number)) = name.split_once('#') else { return false };
    let hash = hex::decode(hash).ok().and_then(|bytes| Sha256Hash::from_slice(&bytes));
    hash.is_some() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_library_was_writing_is_unfinished() {
        let hash = Sha256Hash::of(b"x").to_string();
        assert!(is_staging(&format!("{hash}#1")) && is_staging(&format!("{hash}#27")));
        for other in [hash.clone(), format!("{hash}#"), format!("{hash}#x"), "notes#1".to_owned()] {
            assert!(!is_staging(&other), "{other}");
        }
    }
}
