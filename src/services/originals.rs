//! Originals: the untouched file for its owner, and for others a copy that does not say where the picture was taken, unless the owner
//! has said that it may.

use super::{Site, blobs::Held, pictures::blocking, thumbnails::given, uploads::refused};
use crate::{
    media,
    model::{
        errors::Problem,
        ids::{PictureId, UserId},
        plans::Wish,
    },
    store::db::{self, file_facts, originals, pictures::Served, thumbnails::Shown},
};

/// A file that can be taken home.
#[derive(Debug)]
pub struct Download {
    /// The file.
    pub file: Served,
    /// What its pin is called.
    pub title: String,
}

/// The original of a pin's picture, for whoever looks.
///
/// # Errors
/// [`Problem::NotFound`] where the picture is not there or not this viewer's to see; [`Problem::Plan`] where its owner's plan
/// does not give it; [`Problem::Forbidden`] where nobody can say what is in the file.
pub async fn original(site: &Site, viewer: Option<UserId>, picture: PictureId) -> Result<Download, Problem> {
    let shown = given(site, viewer, picture, Wish::Original).await?;
    if viewer == Some(shown.owner) && !shown.share_location {
        // As nobody else gets it, no cache between us and its owner keeps it.
        let file = Served { public: false, ..shown.original };
        return Ok(Download { file, title: shown.title });
    }
    for_others(site, picture, shown).await
}

/// The same, for whoever follows a link of its owner's.
///
/// # Errors
/// As [`original`].
pub async fn by_link(site: &Site, owner: UserId, picture: PictureId) -> Result<Download, Problem> {
    let shown = given(site, Some(owner), picture, Wish::Original).await?;
    for_others(site, picture, shown).await
}

async fn for_others(site: &Site, picture: PictureId, shown: Shown) -> Result<Download, Problem> {
    let Shown { title, original, share_location, .. } = shown;
    if share_location {
        return Ok(Download { file: original, title });
    }
    if let Some(file) = site.db.public_original(picture, &original).await? {
        return Ok(Download { file, title });
    }
    // One after the other: whoever asks for the same finds it made.
    let _turn = site.thumbnail_turn.lock().await;
    match make(site, picture).await {
        Err(Problem::Refused { .. }) => Err(Problem::Forbidden {
            detail: "This file could not be checked for location data, so only its owner can download it.".to_owned(),
        }),
        done => done,
    }?;
    let file = site.db.public_original(picture, &original).await?.ok_or(Problem::NotFound)?;
    Ok(Download { file, title })
}

/// Makes the copy for others, and writes down what the owner is told of the file. One that cannot be gone through has neither; that is no
/// error.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; to be tried again.
pub(super) async fn complete(site: &Site, picture: PictureId) -> Result<(), Problem> {
    match make(site, picture).await {
        Err(Problem::Refused { detail }) => {
            tracing::warn!(%picture, detail, "nobody can say where a picture was taken: its original is its owner's alone");
            Ok(())
        }
        done => done,
    }
}

async fn make(site: &Site, picture: PictureId) -> Result<(), Problem> {
    let Some(work) = site.db.work(picture).await? else { return Ok(()) };
    let original = site.blobs.local_copy(&work.original).await?;
    let spool = site.blobs.spool().clone();
    let made = blocking(move || {
        let copy = media::without_location(original.path()).map_err(refused)?;
        let facts = media::facts(original.path(), &copy).map_err(refused);
        let file = if copy.is_whole() { None } else { Some(spool.write(|file| copy.write(file))?) };
        Ok::<_, Problem>((copy.has_place(), facts, file))
    });
    let (has_place, facts, file) = made.await??;
    let (sha256, held) = match &file {
        None => (work.original, None),
        Some(file) => {
            let mut tx = site.db.begin().await?;
            let held = Held::begin(site, &mut tx, None, &[(file.sha256, file.byte_size)]).await?;
            db::commit(tx).await?;
            site.blobs.put_file(&file.sha256, file.path()).await?;
            (file.sha256, Some(held))
        }
    };
    let mut tx = site.db.begin().await?;
    let kept = originals::upsert(&mut tx, picture, sha256, has_place).await?;
    match facts {
        Ok(facts) if kept => file_facts::upsert(&mut tx, picture, &facts).await?,
        Ok(_) => {}
        Err(problem) => tracing::warn!(%picture, %problem, "nothing is known about the file of a picture"),
    }
    if let Some(held) = &held {
        held.release(&mut tx).await?;
    }
    if !kept {
        // The picture has been deleted meanwhile, and the sweep that this asked for may be over.
        site.queue.sweep_blobs(&mut tx).await?;
    }
    db::commit(tx).await?;
    if let Some(held) = held {
        held.over();
    }
    Ok(())
}
