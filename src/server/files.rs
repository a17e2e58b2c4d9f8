//! Opens the places that files are kept in, as the configuration names them, and moves files from one to another.

use super::{StartError, unusable_folder};
use crate::{
    config::{BlobsPlace, BucketKind, BucketPlace, Config, DatabasePlace},
    store::{
        blobs::{self, Blobs, Bucket, Cloud, Copied, Place, Spool},
        folders,
    },
};
use std::path::Path;

/// Opens a place; `key` is what names it, for those who hear that it cannot be used.
///
/// # Errors
/// It cannot be used, in words for whoever named it.
pub async fn place(key: &str, named: &BlobsPlace) -> Result<Place, StartError> {
    let BucketPlace { kind, name, prefix, settings } = match named {
        BlobsPlace::Folder(folder) => {
            return Place::folder(folder).map_err(|error| unusable_folder("blobs", folder, &error));
        }
        BlobsPlace::Bucket(bucket) => bucket,
    };
    let cloud = match kind {
        BucketKind::S3 => Cloud::S3,
        BucketKind::Google => Cloud::Google,
    };
    let unusable = |words: String| StartError::from(format!("{key} cannot be used: {words}"));
    let place = Place::bucket(&Bucket { cloud, name, prefix, settings }).map_err(unusable)?;
    place.check().await.map_err(unusable)?;
    Ok(place)
}

/// Opens a place that has files already.
pub(super) async fn filled_place(key: &str, named: &BlobsPlace) -> Result<Place, StartError> {
    if let BlobsPlace::Folder(folder) = named {
        require(key, folder)?;
    }
    place(key, named).await
}

/// A folder that is mistyped would be made, and be empty.
fn require(key: &str, folder: &Path) -> Result<(), StartError> {
    if folder.is_dir() {
        return Ok(());
    }
    Err(format!("{key} is the folder {}, which does not exist", folder.display()).into())
}

pub(super) async fn blobs(config: &Config) -> Result<Blobs, StartError> {
    let data = &config.places.data_dir;
    let lodges_postgres = matches!(config.places.database, DatabasePlace::Private);
    folders::close_data(data, lodges_postgres).map_err(|error| unusable_folder("data", data, &error))?;
    let uploads = data.join("uploads");
    let least = config.media.max_upload_bytes.saturating_mul(2);
    let spool = Spool::open(uploads.clone(), config.media.upload_spool_bytes, least)
        .map_err(|error| unusable_folder("uploads", &uploads, &error))?;
    let new = place("BLOBS_URL", &config.places.blobs).await?;
    let old = match &config.places.old_blobs {
        Some(named) => Some(filled_place("BLOBS_OLD_URL", named).await?),
        None => None,
    };
    Ok(Blobs::new(new, old, spool))
}

/// Copies the files of one place to another, beside a site that may run on either or both, as `store/blobs/copy` says.
///
/// # Errors
/// A place cannot be used, or is away for longer than a minute.
pub async fn copy_blobs(
    from: &BlobsPlace,
    to: &BlobsPlace,
    check: bool,
    progress: impl FnMut(&Copied),
) -> Result<Copied, StartError> {
    let (from, to) = (filled_place("FROM", from).await?, place("TO", to).await?);
    Ok(blobs::copy(&from, &to, check, progress).await?)
}
