//! What a plan gives of a picture: here, thumbnails of its heights.

use super::{Site, pictures, plans};
use crate::{
    media::{Qualities, Wanted},
    model::{
        errors::Problem,
        ids::{PictureId, UserId},
        pictures::PictureState,
        plans::Wish,
    },
    store::db::{self, pictures::Served, thumbnails::Shown},
};

/// How many pictures one run of the job looks after.
const BATCH: i64 = 10;

/// How many thumbnails are forgotten at once.
const FORGOTTEN: i64 = 5_000;

/// A thumbnail of a pin's picture. Where it is not there yet it is made now: a plan holds at once.
///
/// # Errors
/// [`Problem::NotFound`] where the picture is not there, not finished, or not this viewer's to see; [`Problem::Plan`] where its
/// owner's plan has no such height.
pub async fn thumbnail(
    site: &Site,
    viewer: Option<UserId>,
    picture: PictureId,
    height: u32,
) -> Result<Served, Problem> {
    let shown = given(site, viewer, picture, Wish::Height(height)).await?;
    let public = shown.original.public;
    if let Some(file) = site.db.thumbnail(picture, height, public).await? {
        return Ok(file);
    }
    if shown.state != PictureState::Ready {
        return Err(Problem::NotFound);
    }
    // One after the other: whoever asks for the same finds it made.
    let _turn = site.thumbnail_turn.lock().await;
    complete(site, picture).await?;
    site.db.thumbnail(picture, height, public).await?.ok_or(Problem::NotFound)
}

/// A picture that this viewer may see, whose owner's plan gives what is wished.
pub(super) async fn given(
    site: &Site,
    viewer: Option<UserId>,
    picture: PictureId,
    wish: Wish,
) -> Result<Shown, Problem> {
    let shown = site.db.shown_picture(viewer, picture).await?.ok_or(Problem::NotFound)?;
    let plan = plans::of(site, shown.owner).await?;
    plans::allows(site, &plan, wish).await?;
    Ok(shown)
}

/// Makes the thumbnails that plans name and a picture lacks.
///
/// # Errors
/// [`Problem::Internal`] where a store fails.
pub(super) async fn complete(site: &Site, picture: PictureId) -> Result<(), Problem> {
    let heights = site.db.missing_heights(picture).await?;
    if heights.is_empty() {
        return Ok(());
    }
    let Some(work) = site.db.work(picture).await? else { return Ok(()) };
    let made = pictures::render(site, picture, &work.original, |_| Wanted { qualities: Qualities::None, heights });
    made.await.map(drop)
}

/// Brings the thumbnails of some pictures after one in line with the plans, and asks for the rest. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; to be tried again.
pub async fn renew(site: &Site, after: Option<PictureId>) -> Result<(), Problem> {
    let forgotten = if after.is_none() { forget(site).await? } else { 0 };
    let pictures = site.db.without_thumbnails(after, BATCH).await?;
    for &picture in &pictures {
        match complete(site, picture).await {
            // Its quality states could be made of it once: it is passed over rather than tried for ever.
            Err(Problem::Refused { detail }) => {
                tracing::warn!(%picture, detail, "no thumbnails could be made of a picture");
            }
            Err(problem) if lost(site, picture).await? => {
                tracing::warn!(%picture, %problem, "the original of a picture is missing, so it gets no thumbnails");
            }
            done => done?,
        }
    }
    let mut tx = site.db.begin().await?;
    if let Some(&last) = pictures.last() {
        site.queue.renew_thumbnails(&mut tx, Some(last)).await?;
    }
    if forgotten > 0 {
        site.queue.sweep_blobs(&mut tx).await?;
    }
    db::commit(tx).await
}

/// Whether the file that thumbnails would be made of is not in the store.
async fn lost(site: &Site, picture: PictureId) -> Result<bool, Problem> {
    match site.db.work(picture).await? {
        Some(work) => Ok(!site.blobs.has(&work.original).await?),
        None => Ok(false),
    }
}

/// Forgets thumbnails of heights that no plan names any more; how many.
async fn forget(site: &Site) -> Result<u64, Problem> {
    let mut forgotten = 0;
    loop {
        match site.db.forget_thumbnails(FORGOTTEN).await? {
            0 => return Ok(forgotten),
            gone => forgotten += gone,
        }
    }
}

/// Asks for all thumbnails to be brought in line with the plans, as when a version with other sizes has been put in place.
///
/// # Errors
/// [`Problem::Internal`] where the queue does not take the job.
pub async fn ask(site: &Site) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    site.queue.renew_thumbnails(&mut tx, None).await?;
    db::commit(tx).await
}
