//! Pins: looking at them.

use super::{
    Caller, Site,
    allowances::room,
    audit, mine,
    pictures::{self, Stored},
    plans,
    uploads::Arrived,
};
use crate::{
    model::{
        accounts::Role,
        audit::Act,
        errors::Problem,
        follows::PEOPLE_PAGE_SIZE,
        ids::{DeletionId, PictureId, PinId, UserId},
        mine::Deleted,
        page::Cursor,
        pictures::{PictureState, thumbnail_size},
        pins::{Given, PAGE_SIZE, PinDetail, Thumbnail, Visibility},
        plans::{Plan, Wish},
        words::PinWords,
    },
    store::db::{self, Tx, deletions, pin_writes, pins::Detail},
};
use uuid::Uuid;

/// Which stretch of a list is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Where it begins; `None` at the beginning of the list.
    pub cursor: Option<Cursor>,
    /// How many items at most.
    pub size: usize,
}

impl Span {
    /// A page of a grid.
    pub fn of_grid(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: PAGE_SIZE }
    }

    /// A page of members.
    pub fn of_people(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: PEOPLE_PAGE_SIZE }
    }
}

/// One pin.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not this viewer's to see.
pub async fn pin(caller: &Caller, pin: PinId) -> Result<PinDetail, Problem> {
    let detail = caller.site.db.pin(caller.viewer(), pin).await?.ok_or(Problem::NotFound)?;
    let given = given(caller, &detail).await?;
    let (editable, owner_followed) = (may_edit(caller, detail.owner), follows(caller, detail.owner).await?);
    Ok(PinDetail { editable, given, owner_followed, ..detail.pin })
}

/// Whether the caller follows a pin's owner. Nobody follows themselves.
async fn follows(caller: &Caller, owner: UserId) -> Result<bool, Problem> {
    let Some(me) = caller.viewer().filter(|me| *me != owner) else { return Ok(false) };
    let people = caller.site.db.people(Some(me), &[owner]).await?;
    Ok(people.iter().any(|person| person.followed))
}

/// What the owner's plan gives of a pin's picture, once that is finished.
async fn given(caller: &Caller, detail: &Detail) -> Result<Given, Problem> {
    let picture = &detail.pin.card.picture;
    if picture.state != PictureState::Ready {
        return Ok(Given::default());
    }
    let terms = plans::of(&caller.site, detail.owner).await?.terms;
    let thumbnail = |&height: &u32| {
        let (width, _) = thumbnail_size(picture.width, picture.height, height);
        Thumbnail { height, width }
    };
    Ok(Given {
        thumbnails: terms.heights.iter().map(thumbnail).collect(),
        original: terms.original,
        links: terms.links.filter(|_| caller.viewer() == Some(detail.owner)),
    })
}

/// Whether who asks may change and delete what is this owner's.
pub(super) fn may_edit(caller: &Caller, owner: UserId) -> bool {
    caller.me.as_ref().is_some_and(|me| me.id == owner || me.role == Role::Admin)
}

/// The sizes in bytes of the quality states of a pin's picture, by their numbers. For whoever was shown the pin.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn quality_bytes(site: &Site, picture: PictureId) -> Result<Vec<(u8, u64)>, Problem> {
    site.db.quality_bytes(picture).await
}

/// Whose pin this is, for whoever wants to change it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`] where
/// it is another's.
pub async fn editable(caller: &Caller, pin: PinId) -> Result<UserId, Problem> {
    let me = caller.member()?;
    let owner = caller.site.db.pin_owner(Some(me), pin).await?.ok_or(Problem::NotFound)?;
    if may_edit(caller, owner) { Ok(owner) } else { Err(Problem::NotAllowed) }
}

/// Changes what is said of a pin, who may see it, and what it shows. Its address stays.
///
/// # Errors
/// As [`editable`]; [`Problem::Invalid`] for each field that needs another look; [`Problem::TitleTaken`].
pub async fn edit(caller: &Caller, pin: PinId, words: PinWords, picture: Option<Arrived>) -> Result<(), Problem> {
    let site = &caller.site;
    let owner = editable(caller, pin).await?;
    if words.share_location.is_some() && caller.viewer() != Some(owner) {
        return Err(Problem::Forbidden {
            detail: "Only the owner can decide whether the location is shared.".to_owned(),
        });
    }
    let words = words.validated()?;
    refuse_channel(words.visibility)?;
    let stored = match &picture {
        Some(picture) => {
            let plan = plans::of(site, owner).await?;
            Some((store_other(site, owner, pin, &words, picture, &plan).await?, plan))
        }
        None => None,
    };
    let mut tx = site.db.begin().await?;
    refuse_taken_title(&mut tx, owner, pin, &words).await?;
    caller.still_holds(&mut tx).await?;
    if let Some((stored, plan)) = &stored {
        let before = db::plans::used(&mut tx, owner).await?;
        let picture = pictures::insert_one(site, &mut tx, owner, stored).await?;
        pin_writes::replace_picture(&mut tx, pin, picture).await?;
        let after = db::plans::used(&mut tx, owner).await?;
        if after > before && plan.terms.quota.is_some_and(|quota| after > quota) {
            return Err(plans::refused(site, plan, room(plan)).await);
        }
        site.queue.sweep_blobs(&mut tx).await?;
    } else if words.visibility == Some(Visibility::Private) {
        mine::rename_seen(site, &mut tx, &[pin]).await?;
    }
    audit::write_of_pins(&mut tx, caller.member()?, Act::ChangePin, &[pin]).await?;
    pin_writes::update(&mut tx, pin, &words).await?;
    site.queue.count_words(&mut tx).await?;
    site.db.commit_closing(tx).await?;
    if let Some((stored, _)) = stored {
        stored.landed();
    }
    Ok(())
}

/// Refuses to share a picture with a channel that was not uploaded for it.
pub(super) fn refuse_channel(visibility: Option<Visibility>) -> Result<(), Problem> {
    if visibility == Some(Visibility::Channel) {
        let words = "A picture can be shared with a channel only when it is uploaded.";
        return Err(Problem::field("visibility", words));
    }
    Ok(())
}

/// Stores another picture for a pin, once it is judged: what is not to be is refused before a byte of it is in the store.
async fn store_other(
    site: &Site,
    owner: UserId,
    pin: PinId,
    words: &PinWords,
    picture: &Arrived,
    plan: &Plan,
) -> Result<Stored, Problem> {
    let largest = plan.terms.largest_upload;
    if picture.byte_size() > largest {
        return Err(plans::refused(site, plan, Wish::Upload(largest)).await);
    }
    let mut tx = site.db.begin().await?;
    refuse_taken_title(&mut tx, owner, pin, words).await?;
    let before = db::pins::picture_bytes(&mut tx, pin).await?;
    let used = db::plans::used(&mut tx, owner).await? + db::blobs::bytes_on_their_way(&mut tx, owner).await?;
    let after = used.saturating_sub(before).saturating_add(picture.byte_size());
    if picture.byte_size() > before && plan.terms.quota.is_some_and(|quota| after > quota) {
        return Err(plans::refused(site, plan, room(plan)).await);
    }
    let held = pictures::hold(site, &mut tx, Some(owner), &[picture]).await?;
    db::commit(tx).await?;
    pictures::store(site, held, &[picture]).await
}

/// Refuses a title that another pin of the owner's has. Others who give titles to their pins wait until the transaction ends.
async fn refuse_taken_title(tx: &mut Tx, owner: UserId, pin: PinId, words: &PinWords) -> Result<(), Problem> {
    pin_writes::lock_titles(tx, owner).await?;
    let Some(title) = &words.title else { return Ok(()) };
    let taken = pin_writes::titles_like(tx, owner, std::slice::from_ref(title)).await?;
    let lower = title.to_lowercase();
    match taken.into_iter().find(|other| other.pin != pin && other.title.to_lowercase() == lower) {
        Some(other) => Err(Problem::TitleTaken { title: other.title, pin: other.pin }),
        None => Ok(()),
    }
}

/// Deletes a pin. It is gone for everybody at once, and for good a little later; till then it can be had back.
///
/// # Errors
/// As [`editable`].
pub async fn delete(caller: &Caller, pin: PinId) -> Result<Deleted, Problem> {
    editable(caller, pin).await?;
    let deletion = DeletionId::from_uuid(Uuid::now_v7());
    let mut tx = caller.site.db.begin().await?;
    audit::write_of_pins(&mut tx, caller.member()?, Act::DeletePin, &[pin]).await?;
    let count = deletions::mark(&mut tx, deletion, &[pin]).await?;
    caller.site.queue.purge_pins(&mut tx, mine::PURGE_AFTER).await?;
    caller.site.queue.count_words(&mut tx).await?;
    caller.site.db.commit_closing(tx).await?;
    if count == 0 { Err(Problem::NotFound) } else { Ok(Deleted { deletion, count: 1 }) }
}
