//! Pins: looking at them.

use super::Site;
use crate::model::{
    errors::Problem,
    ids::{PinId, UserId},
    page::{Cursor, Page},
    pins::{PAGE_SIZE, PinCard, PinDetail},
};

/// The pins of everybody that this viewer may see, newest first.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn explore(site: &Site, viewer: Option<UserId>, cursor: Option<Cursor>) -> Result<Page<PinCard>, Problem> {
    newest(site, viewer, None, cursor).await
}

/// The pins of one member that this viewer may see, newest first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member.
pub async fn of_member(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    cursor: Option<Cursor>,
) -> Result<Page<PinCard>, Problem> {
    let (owner, _) = site.db.profile(username).await?.ok_or(Problem::NotFound)?;
    newest(site, viewer, Some(owner), cursor).await
}

/// One pin.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not this viewer's to see.
pub async fn pin(site: &Site, viewer: Option<UserId>, pin: PinId) -> Result<PinDetail, Problem> {
    site.db.pin(viewer, pin).await?.ok_or(Problem::NotFound)
}

async fn newest(
    site: &Site,
    viewer: Option<UserId>,
    owner: Option<UserId>,
    cursor: Option<Cursor>,
) -> Result<Page<PinCard>, Problem> {
    let after = cursor.map(|Cursor::Newest(pin)| pin);
    let cards = site.db.newest_pins(viewer, owner, after, PAGE_SIZE + 1).await?;
    Ok(Page::from_one_more(cards, PAGE_SIZE, |card| Cursor::Newest(card.id)))
}
