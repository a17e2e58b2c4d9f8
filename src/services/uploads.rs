//! Uploads: a stranger's bytes come in, are bounded, hashed and looked at, and become pins in batches.

use super::{Site, pictures};
use crate::{
    media::{self, MediaError, Probe},
    model::{
        errors::Problem,
        ids::{PinId, UserId},
        pins::{self, UploadState, Visibility},
    },
    store::{
        blobs::Spooled,
        db::{self, pins::NewPin},
    },
};
use bytes::Bytes;
use futures::Stream;
use uuid::Uuid;

/// A file that has arrived whole and is a picture we can read, as far as can be told without decoding it.
#[derive(Debug)]
pub struct Arrived {
    pub(super) file: Spooled,
    pub(super) probe: Probe,
}

/// An arrived file with the words it becomes a pin with.
#[derive(Debug)]
pub struct NewUpload {
    /// The file.
    pub file: Arrived,
    /// What it is called.
    pub title: String,
    /// Who may see it.
    pub visibility: Visibility,
}

/// Takes in one file, streaming. Nothing of it is kept where this fails.
///
/// # Errors
/// [`Problem::TooLarge`] and [`Problem::Refused`], with words about this file.
pub async fn receive(site: &Site, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<Arrived, Problem> {
    let file = site.blobs.spool().receive(bytes, site.max_upload_bytes).await?;
    let path = file.path().to_owned();
    let probed = tokio::task::spawn_blocking(move || media::probe(&path)).await;
    let probe = probed.map_err(|_| Problem::Internal)?.map_err(refused)?;
    Ok(Arrived { file, probe })
}

/// Makes pins of arrived files: files land, then rows and jobs in one transaction.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; there is no pin then.
pub async fn pin(site: &Site, owner: UserId, uploads: Vec<NewUpload>) -> Result<Vec<PinId>, Problem> {
    let (files, words): (Vec<_>, Vec<_>) =
        uploads.into_iter().map(|upload| (upload.file, (upload.title, upload.visibility))).unzip();
    let stored = pictures::store(site, &files).await?;
    let mut tx = site.db.begin().await?;
    let pictures = pictures::insert(site, &mut tx, owner, stored).await?;
    let pins: Vec<_> = pictures
        .into_iter()
        .zip(words)
        .map(|(picture, (title, visibility))| NewPin {
            id: PinId::from_uuid(Uuid::now_v7()),
            picture,
            title,
            visibility,
        })
        .collect();
    db::pins::insert(&mut tx, owner, &pins).await?;
    db::commit(tx).await?;
    Ok(pins.into_iter().map(|pin| pin.id).collect())
}

/// What has become of one's own uploads, of those asked for; what is nobody's or another's is left out.
pub async fn states(site: &Site, owner: UserId, asked: &[PinId]) -> Result<Vec<(PinId, UploadState)>, Problem> {
    let asked = &asked[..asked.len().min(pins::STATES_AT_ONCE)];
    let pinned = site.db.progress(owner, asked).await?;
    let refused = site.db.refusals(owner, asked).await?;
    let pinned = pinned.into_iter().map(|(pin, picture, progress)| (pin, UploadState::Pinned { picture, progress }));
    let refused = refused.into_iter().map(|(pin, reason)| (pin, UploadState::Refused { reason }));
    Ok(pinned.chain(refused).collect())
}

/// Forgets old news of uploads that were refused.
pub async fn forget_expired(site: &Site) -> Result<(), Problem> {
    site.db.expire_refusals().await
}

/// A picture that cannot be taken, in its words; a disk that failed is ours to worry about.
pub(super) fn refused(error: MediaError) -> Problem {
    match error {
        MediaError::Io(error) => {
            tracing::error!(%error, "could not read an upload back");
            Problem::Internal
        }
        error => Problem::Refused { detail: error.to_string() },
    }
}
