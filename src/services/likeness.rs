//! Likeness: what the pictures of pins look like, by which others that look alike are found, and an owner's own that are nearly the same.

use super::{Site, pictures::blocking};
use crate::{
    media::{self, ALIKE, Description, LIKENESS_VERSION, Likeness, MediaError},
    model::{
        errors::Problem,
        ids::{PictureId, PinId, UserId},
        mine::EarlierPin,
    },
    store::db::{
        self,
        likeness::{Coded, NewLikeness, Undescribed},
    },
};

/// How many pictures one run of the job describes.
const BATCH: i64 = 100;

/// How many pictures that share a key are compared. Only what looks like very many others has more, and then any of them will do.
const COMPARED: i64 = 4000;

/// How many times as many are found as are wanted: some are not the viewer's to see.
const SPARE: usize = 5;

/// Finds out what the picture of a pin looks like, once its small quality states are there. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; to be tried again.
pub async fn describe(site: &Site, picture: PictureId) -> Result<(), Problem> {
    let Some(work) = site.db.undescribed(picture, LIKENESS_VERSION).await? else { return Ok(()) };
    let Description { likeness, palette } = read(site, &work).await?;
    let near_duplicate_of = match &likeness {
        Some(likeness) => earlier(site, &work, likeness).await?,
        None => None,
    };
    let kept = NewLikeness {
        version: LIKENESS_VERSION,
        code: likeness.as_ref().map(Likeness::to_bytes),
        keys: likeness.as_ref().map(Likeness::keys).unwrap_or_default(),
        colours: palette.iter().map(|shade| shade.cell).collect(),
        shares: palette.iter().map(|shade| i16::from(shade.share)).collect(),
        near_duplicate_of,
    };
    site.db.keep_likeness(work.pin, work.picture, &kept).await
}

/// Describes a picture. One whose file is missing or broken looks like nothing: it is passed over rather than tried for ever.
async fn read(site: &Site, work: &Undescribed) -> Result<Description, Problem> {
    if !site.blobs.has(&work.sha256).await? {
        tracing::warn!(picture = %work.picture, "the file of a picture is missing, so it is not described");
        return Ok(Description::default());
    }
    let file = site.blobs.local_copy(&work.sha256).await?;
    match blocking(move || media::describe(&std::fs::read(file.path())?)).await? {
        Ok(description) => Ok(description),
        Err(MediaError::Io(error)) => {
            tracing::error!(picture = %work.picture, %error, "could not read a picture back");
            Err(Problem::Internal)
        }
        Err(error) => {
            tracing::warn!(picture = %work.picture, %error, "a picture could not be described");
            Ok(Description::default())
        }
    }
}

/// The earlier pin of the same owner whose picture is nearly the same, the most alike of several.
async fn earlier(site: &Site, work: &Undescribed, likeness: &Likeness) -> Result<Option<PinId>, Problem> {
    let found = site.db.own_sharing_keys(work.owner, work.pin, &likeness.keys(), LIKENESS_VERSION).await?;
    let mut near = compared(likeness, found, |other| likeness.is_nearly(other));
    near.sort_unstable();
    Ok(near.first().map(|(_, pin)| *pin))
}

/// Those of these that will do, each with its distance.
fn compared(own: &Likeness, found: Vec<Coded>, will_do: impl Fn(&Likeness) -> bool) -> Vec<(u32, PinId)> {
    let likeness = |(pin, code): Coded| Some((pin, Likeness::from_bytes(&code)?));
    let found = found.into_iter().filter_map(likeness).filter(|(_, other)| will_do(other));
    found.map(|(pin, other)| (own.distance(&other), pin)).collect()
}

/// Public pins whose pictures look like this one's, the most alike first, the newest among equals. None where this viewer may not see
/// the pin.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn look_alikes(site: &Site, viewer: Option<UserId>, pin: PinId, limit: usize) -> Result<Vec<PinId>, Problem> {
    let code = site.db.code(viewer, pin, LIKENESS_VERSION).await?;
    let Some(own) = code.and_then(|code| Likeness::from_bytes(&code)) else { return Ok(Vec::new()) };
    let found = site.db.sharing_keys(&own.keys(), LIKENESS_VERSION, COMPARED).await?;
    let mut alike = compared(&own, found, |_| true);
    alike.retain(|(distance, other)| *distance <= ALIKE && *other != pin);
    alike.sort_unstable_by_key(|(distance, other)| (*distance, std::cmp::Reverse(*other)));
    let alike: Vec<_> = alike.into_iter().take(limit * SPARE).map(|(_, pin)| pin).collect();
    site.db.first_listed(viewer, &alike, limit).await
}

/// The earlier pin of the same owner that looks nearly the same as this one of theirs.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn near_duplicate(site: &Site, owner: UserId, pin: PinId) -> Result<Option<EarlierPin>, Problem> {
    Ok(site.db.earlier_pins(owner, &[pin]).await?.remove(&pin))
}

/// Describes some pictures after one that this version of the program has not described, and asks for the rest. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; to be tried again.
pub async fn describe_after(site: &Site, after: Option<PinId>) -> Result<(), Problem> {
    let found = site.db.undescribed_after(after, LIKENESS_VERSION, BATCH).await?;
    for (_, picture) in &found {
        describe(site, *picture).await?;
    }
    let Some((last, _)) = found.last() else { return Ok(()) };
    let mut tx = site.db.begin().await?;
    site.queue.describe_pictures(&mut tx, *last).await?;
    db::commit(tx).await
}
