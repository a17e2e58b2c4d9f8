//! Expiring links: a picture of one's own for a while, for whoever has the address. How they are made, followed and ended.

use super::{
    Caller, Site, originals, pictures,
    pins::Span,
    plans,
    secrets::{hashed, token},
    thumbnails,
};
use crate::{
    model::{
        accounts::PASSWORD_LONGEST,
        errors::{Problem, grouped},
        expiring_links::{
            ExpiringLink, LINKS_MOST, LINKS_PAGE_SIZE, LinkEnd, LinkSize, LinkedPin, MyLinks, NewExpiringLink,
            SharedPicture, SharedState, Sharing,
        },
        ids::{ExpiringLinkId, PictureId, PinId, UserId},
        page::{Cursor, Page, other_list},
        pictures::FULL,
        plans::{Plan, Wish},
    },
    store::db::{
        self,
        expiring_links::{self, Image, NewLink},
        pictures::Served,
        pin_writes::lock_titles,
    },
};
use std::net::IpAddr;
use time::OffsetDateTime;
use uuid::Uuid;

/// What the links of one's own pin can be, and what the pin is called.
///
/// # Errors
/// As [`make`], but for the fields.
pub async fn sharing(caller: &Caller, pin: PinId) -> Result<(String, Sharing), Problem> {
    let (image, _, sharing) = own(caller, pin.uuid()).await?;
    Ok((image.title, sharing))
}

/// Makes a link, and gives its address with its entry in the list. The address cannot be had again.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the picture is not there or not theirs to see; [`Problem::NotAllowed`]
/// where it is another's; [`Problem::Plan`] where the plan does not give it; [`Problem::Invalid`] with each field that needs
/// another look; [`Problem::Already`] where there are as many as there can be.
pub async fn make(caller: &Caller, wish: NewExpiringLink) -> Result<(String, ExpiringLink), Problem> {
    let site = &caller.site;
    let (image, plan, sharing) = own(caller, wish.image).await?;
    let seconds = wish.checked(sharing.bounds)?;
    if let Some(wish) = wish.size.wish() {
        plans::allows(site, &plan, wish).await?;
    }
    let me = image.owner;
    site.limits.share(me).await?;
    let password_hash = match wish.password.clone() {
        Some(password) => Some(site.passwords.hash(password).await?),
        None => None,
    };
    let (id, token) = (ExpiringLinkId::from_uuid(Uuid::now_v7()), token());
    db::again(|| async {
        // Looked for anew: the pin may show another picture meanwhile.
        let Image { pin, picture, .. } = site.db.image(me, wish.image).await?.ok_or(Problem::NotFound)?;
        let link = NewLink {
            id,
            token_hash: &hashed(&token),
            owner: me,
            pin,
            picture,
            size: wish.size,
            password_hash: password_hash.as_deref(),
            max_views: wish.max_views,
            seconds,
        };
        insert(site, &link).await
    })
    .await?;
    Ok((site.address(&format!("/l/{token}")), one(site, me, id).await?))
}

/// Writes a link down, if there is room for one more.
async fn insert(site: &Site, link: &NewLink<'_>) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    // Whoever changes the owner's pins holds the same lock first.
    lock_titles(&mut tx, link.owner).await?;
    if !expiring_links::insert(&mut tx, link, LINKS_MOST as i64).await? {
        return Err(Problem::Already {
            detail: format!(
                "You can have at most {} active links. Please revoke one that you no longer need.",
                grouped(LINKS_MOST as u64)
            ),
        });
    }
    db::commit(tx).await
}

/// A picture of one's own, with the plan by which links to it are made.
async fn own(caller: &Caller, id: Uuid) -> Result<(Image, Plan, Sharing), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    let image = site.db.image(me, id).await?.ok_or(Problem::NotFound)?;
    if image.owner != me {
        return Err(Problem::NotAllowed);
    }
    let plan = plans::of(site, me).await?;
    match Sharing::by_plan(&plan.terms) {
        Some(sharing) => Ok((image, plan, sharing)),
        None => Err(plans::refused(site, &plan, Wish::Links).await),
    }
}

/// A stretch of one's own links, the newest first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn list(site: &Site, me: UserId, span: Span) -> Result<Page<ExpiringLink>, Problem> {
    let plan = plans::of(site, me).await?;
    listed(site, me, &plan, span).await
}

/// A page of one's own links and, where one's plan has none, words about that.
///
/// # Errors
/// As [`list`].
pub async fn mine(site: &Site, me: UserId, cursor: Option<Cursor>) -> Result<MyLinks, Problem> {
    let plan = plans::of(site, me).await?;
    let page = listed(site, me, &plan, Span { cursor, size: LINKS_PAGE_SIZE }).await?;
    let lacking = match plans::allows(site, &plan, Wish::Links).await {
        Err(Problem::Plan { detail }) => Some(detail),
        allowed => allowed.map(|()| None)?,
    };
    Ok(MyLinks { page, lacking })
}

async fn listed(site: &Site, me: UserId, plan: &Plan, span: Span) -> Result<Page<ExpiringLink>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::ExpiringLink(link)) => Some(link),
        Some(_) => return Err(other_list()),
    };
    let links = site.db.own_expiring_links(me, after, span.size + 1).await?;
    let links = links.into_iter().map(|link| by_plan(link, plan)).collect();
    Ok(Page::from_one_more(links, span.size, |link| Cursor::ExpiringLink(link.id)))
}

/// One of one's own links.
///
/// # Errors
/// [`Problem::NotFound`] where one has no such link.
pub async fn one(site: &Site, me: UserId, id: ExpiringLinkId) -> Result<ExpiringLink, Problem> {
    let link = site.db.own_expiring_link(me, id).await?.ok_or(Problem::NotFound)?;
    Ok(by_plan(link, &plans::of(site, me).await?))
}

/// Takes a link back. It works no more at once, on every server.
///
/// # Errors
/// [`Problem::NotFound`] where one has no such link.
pub async fn revoke(site: &Site, me: UserId, id: ExpiringLinkId) -> Result<(), Problem> {
    if site.db.revoke_expiring_link(me, id).await? { Ok(()) } else { Err(Problem::NotFound) }
}

/// The same link, which its owner's plan may end as well.
fn by_plan(link: ExpiringLink, plan: &Plan) -> ExpiringLink {
    let end = link.end.or_else(|| LinkEnd::by_plan(&plan.terms, link.size));
    ExpiringLink { end, ..link }
}

/// A link that somebody follows, and that still works.
#[derive(Debug)]
pub struct Followed {
    token_hash: [u8; 32],
    id: ExpiringLinkId,
    owner: UserId,
    pin: PinId,
    picture: PictureId,
    size: LinkSize,
    password_hash: Option<String>,
    expires_at: OffsetDateTime,
    /// What the picture is called.
    pub title: String,
}

impl Followed {
    /// Whether a password is asked for.
    pub fn is_locked(&self) -> bool {
        self.password_hash.is_some()
    }
}

/// The link with this token. Nothing is counted yet.
///
/// # Errors
/// [`Problem::NotFound`] where there is none; [`Problem::StaleLink`] where it works no more, saying why.
pub async fn follow(site: &Site, token: &str) -> Result<Followed, Problem> {
    look(site, hashed(token)).await?.map_err(stale)
}

/// What whoever follows a link in a browser is shown. Nothing is counted yet.
///
/// # Errors
/// [`Problem::NotFound`] where there is none; [`Problem::Busy`] where the file that it leads to is not made yet.
pub async fn state(site: &Site, token: &str) -> Result<SharedState, Problem> {
    let link = match look(site, hashed(token)).await? {
        Err(end) => return Ok(SharedState::Ended(end)),
        Ok(link) if link.is_locked() => return Ok(SharedState::Locked),
        Ok(link) => link,
    };
    let format = file(site, &link).await?.format;
    let Followed { owner, pin, size, expires_at, .. } = link;
    // It may have gone a moment ago: whoever asks again hears so.
    let card = site.db.cards(Some(owner), &[pin]).await?.pop().ok_or(Problem::Busy)?;
    Ok(SharedState::Open(Box::new(SharedPicture { card, size, format, expires_at })))
}

async fn look(site: &Site, token_hash: [u8; 32]) -> Result<Result<Followed, LinkEnd>, Problem> {
    let found = site.db.expiring_link(&token_hash).await?.ok_or(Problem::NotFound)?;
    if let Some(end) = found.link.end {
        return Ok(Err(end));
    }
    let Some(owner) = found.owner else { return Ok(Err(LinkEnd::AccountGone)) };
    let (Some(picture), Some(pin)) = (found.picture, found.link.pin) else { return Ok(Err(LinkEnd::PictureDeleted)) };
    let plan = match plans::of(site, owner).await {
        // It went a moment ago.
        Err(Problem::NotFound) => return Ok(Err(LinkEnd::AccountGone)),
        plan => plan?,
    };
    let (id, size, expires_at) = (found.link.id, found.link.size, found.link.expires_at);
    let password_hash = found.password_hash;
    Ok(match LinkEnd::by_plan(&plan.terms, size) {
        Some(end) => Err(end),
        None => {
            let LinkedPin { id: pin, title, .. } = pin;
            Ok(Followed { token_hash, id, owner, pin, picture, size, password_hash, expires_at, title })
        }
    })
}

fn stale(end: LinkEnd) -> Problem {
    Problem::StaleLink { detail: end.words().to_owned() }
}

/// Tries a password at a link.
///
/// # Errors
/// [`Problem::Forbidden`] where it is not the right one; [`Problem::TooMany`].
pub async fn unlock(site: &Site, from: IpAddr, link: &Followed, password: String) -> Result<(), Problem> {
    let Some(phc) = link.password_hash.clone() else { return Ok(()) };
    site.limits.unlock(from, link.id).await?;
    if password.len() <= PASSWORD_LONGEST && site.passwords.verify(password, Some(phc)).await?.is_right() {
        return Ok(());
    }
    Err(Problem::Forbidden { detail: "This password is wrong.".to_owned() })
}

/// The file that a link leads to.
///
/// # Errors
/// [`Problem::Busy`] where it is not made yet.
pub async fn file(site: &Site, link: &Followed) -> Result<Served, Problem> {
    let viewer = Some(link.owner);
    let file = match link.size {
        LinkSize::Full => pictures::quality(site, viewer, link.picture, FULL).await,
        LinkSize::Height(height) => thumbnails::thumbnail(site, viewer, link.picture, height).await,
        LinkSize::Original => originals::by_link(site, link.owner, link.picture).await.map(|download| download.file),
    };
    match file {
        // The work on it is not done. Or it went a moment ago: whoever asks again hears so.
        Err(Problem::NotFound | Problem::Plan { .. }) => Err(Problem::Busy),
        file => file,
    }
}

/// Counts a view, once its file is at hand.
///
/// # Errors
/// [`Problem::StaleLink`] where the link has come to its end meanwhile.
pub async fn count(site: &Site, link: &Followed) -> Result<(), Problem> {
    if site.db.count_view(link.id).await? {
        return Ok(());
    }
    Err(look(site, link.token_hash).await?.err().map_or(Problem::Busy, stale))
}

/// Forgets links some time after their end.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn forget_ended(site: &Site) -> Result<(), Problem> {
    site.db.forget_ended_links().await
}
