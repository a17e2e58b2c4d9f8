//! Pins: looking at them.

use super::Site;
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, PinId, UserId},
        page::{Cursor, Page},
        pins::{PAGE_SIZE, PinCard, PinDetail},
    },
    store::db,
};

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
}

/// The pins of everybody that this viewer may see, newest first.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn explore(site: &Site, viewer: Option<UserId>, span: Span) -> Result<Page<PinCard>, Problem> {
    newest(site, viewer, None, span).await
}

/// The pins of one member that this viewer may see, newest first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member.
pub async fn of_member(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    let (owner, _) = site.db.profile(viewer, username).await?.ok_or(Problem::NotFound)?;
    newest(site, viewer, Some(owner), span).await
}

/// One pin.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not this viewer's to see.
pub async fn pin(site: &Site, viewer: Option<UserId>, pin: PinId) -> Result<PinDetail, Problem> {
    site.db.pin(viewer, pin).await?.ok_or(Problem::NotFound)
}

/// The sizes in bytes of the quality states of a pin's picture, by their numbers. For whoever was shown the pin.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn quality_bytes(site: &Site, picture: PictureId) -> Result<Vec<(u8, u64)>, Problem> {
    site.db.quality_bytes(picture).await
}

/// Deletes a pin of one's own. Its files go with the next sweep, which is asked for in the same transaction.
///
/// # Errors
/// [`Problem::NotAllowed`] where it is another's; [`Problem::NotFound`] where it is not there or not theirs to see.
pub async fn delete(site: &Site, me: UserId, pin: PinId) -> Result<(), Problem> {
    let owner = site.db.pin_owner(Some(me), pin).await?.ok_or(Problem::NotFound)?;
    if owner != me {
        return Err(Problem::NotAllowed);
    }
    let mut tx = site.db.begin().await?;
    let gone = db::pins::delete(&mut tx, me, &[pin]).await?;
    site.queue.sweep_blobs(&mut tx).await?;
    db::commit(tx).await?;
    if gone.is_empty() { Err(Problem::NotFound) } else { Ok(()) }
}

async fn newest(
    site: &Site,
    viewer: Option<UserId>,
    owner: Option<UserId>,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    let after = span.cursor.map(|Cursor::Newest(pin)| pin);
    let cards = site.db.newest_pins(viewer, owner, after, span.size + 1).await?;
    Ok(Page::from_one_more(cards, span.size, |card| Cursor::Newest(card.id)))
}
