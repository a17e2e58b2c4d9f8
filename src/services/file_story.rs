//! What has become of an uploaded file, for its owner alone. Nobody else is told, admins neither: it says what was removed for privacy.

use super::{Caller, Site, originals, pictures::blocking, uploads::refused};
use crate::{
    media,
    model::{
        errors::Problem,
        file_story::{FileStory, Place},
        ids::{PictureId, PinId},
        pictures::PictureState,
    },
};

/// What is known without reading the file.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see; [`Problem::NotAllowed`] where it is
/// another's.
pub async fn of(caller: &Caller, pin: PinId) -> Result<FileStory, Problem> {
    let (me, db) = (caller.member()?, &caller.site.db);
    if let Some(story) = db.file_story(me, pin).await? {
        return Ok(story);
    }
    match db.pin_owner(Some(me), pin).await? {
        Some(_) => Err(Problem::NotAllowed),
        None => Err(Problem::NotFound),
    }
}

/// The same with the place where the picture was taken, which is read from the file. A file that nobody has looked into yet, as it is older
/// than that, is looked into.
///
/// # Errors
/// As [`of`]; [`Problem::StoreAway`], [`Problem::Busy`] and [`Problem::Internal`] where the file cannot be read.
pub async fn with_place(caller: &Caller, pin: PinId) -> Result<FileStory, Problem> {
    let site = &caller.site;
    let mut story = of(caller, pin).await?;
    if story.facts.is_none() && story.state == PictureState::Ready {
        // One after the other, as what is made of originals in answer to a request.
        let _turn = site.thumbnail_turn.lock().await;
        originals::complete(site, story.picture).await?;
        story = of(caller, pin).await?;
    }
    if story.has_place {
        story.place = Some(place(site, story.picture).await?);
    }
    Ok(story)
}

async fn place(site: &Site, picture: PictureId) -> Result<Place, Problem> {
    let work = site.db.work(picture).await?.ok_or(Problem::NotFound)?;
    let original = site.blobs.local_copy(&work.original).await?;
    blocking(move || Ok(media::without_location(original.path()).map_err(refused)?.place().clone())).await?
}
