//! Likes: given, taken back, and looked at.

use super::{
    Caller, Site,
    notices::{self, News},
    pins::Span,
};
use crate::{
    model::{
        errors::Problem,
        follows::PersonCard,
        ids::{LikeId, PinId, UserId},
        likes::Liking,
        page::{Cursor, Page, other_list},
        pins::PinCard,
    },
    store::db::{self, likes},
};
use uuid::Uuid;

/// Has the caller like a pin, or like it no more. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see.
pub async fn set(caller: &Caller, pin: PinId, liked: bool) -> Result<Liking, Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    site.db.pin_owner(Some(me), pin).await?.ok_or(Problem::NotFound)?;
    let (liking, told) = db::again(|| write(site, me, pin, liked)).await?;
    notices::announce(site, &told);
    Ok(liking)
}

/// Writes it down. Gives whose news has changed as well.
async fn write(site: &Site, me: UserId, pin: PinId, liked: bool) -> Result<(Liking, Vec<UserId>), Problem> {
    let mut tx = site.db.begin().await?;
    let news = News::Like { pin, actor: me };
    let told = if liked && likes::insert(&mut tx, pin, me, LikeId::from_uuid(Uuid::now_v7())).await? {
        notices::tell(&mut tx, news).await?
    } else if !liked && likes::delete(&mut tx, pin, me).await? {
        notices::untell(&mut tx, news).await?
    } else {
        Vec::new()
    };
    let like_count = likes::count(&mut tx, pin).await?;
    db::commit(tx).await?;
    Ok((Liking { liked, like_count }, told))
}

/// Who likes a pin, the latest first.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not this viewer's to see; [`Problem::Invalid`] for the cursor of another
/// list.
pub async fn likers(site: &Site, viewer: Option<UserId>, pin: PinId, span: Span) -> Result<Page<PersonCard>, Problem> {
    site.db.pin_owner(viewer, pin).await?.ok_or(Problem::NotFound)?;
    let likes = site.db.likers(pin, after(span)?, span.size + 1).await?;
    let page = Page::from_one_more(likes, span.size, |(like, _)| Cursor::Like(*like));
    let members: Vec<_> = page.items.iter().map(|(_, member)| *member).collect();
    Ok(Page { items: site.db.people(viewer, &members).await?, next: page.next })
}

/// The pins that a member likes, of those that lists show to this viewer, the latest like first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for the cursor of another list.
pub async fn liked_pins(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    let member = site.db.seen_member(viewer, username).await?.ok_or(Problem::NotFound)?;
    if site.db.suspension(member).await?.is_some() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let likes = site.db.liked_pins(viewer, member, after(span)?, span.size + 1).await?;
    let page = Page::from_one_more(likes, span.size, |(like, _)| Cursor::Like(*like));
    let pins: Vec<_> = page.items.iter().map(|(_, pin)| *pin).collect();
    Ok(Page { items: site.db.cards(viewer, &pins).await?, next: page.next })
}

fn after(span: Span) -> Result<Option<LikeId>, Problem> {
    match span.cursor {
        None => Ok(None),
        Some(Cursor::Like(like)) => Ok(Some(like)),
        Some(_) => Err(other_list()),
    }
}
