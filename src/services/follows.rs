//! Follows: begun, ended, and looked at.

use super::{
    Caller, Site,
    notices::{self, News},
    pins::Span,
};
use crate::{
    model::{
        errors::Problem,
        follows::{Following, PersonCard},
        ids::{FollowId, UserId},
        page::{Cursor, Page, other_list},
    },
    store::db::{self, Tx, blocks, follows},
};
use uuid::Uuid;

/// Has the caller follow a member, or follow them no more. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] where it is the caller;
/// [`Problem::NotAllowed`] where one of the two has blocked the other just now, or the caller sees them as a moderator alone.
pub async fn set(caller: &Caller, username: &str, following: bool) -> Result<Following, Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    let member = site.db.seen_member(Some(me), username).await?.ok_or(Problem::NotFound)?;
    if member == me {
        return Err(not_oneself());
    }
    let (following, told) = db::again(|| write(site, me, member, following)).await?;
    notices::announce(site, &told);
    Ok(following)
}

/// Writes it down. Gives whose news has changed as well.
async fn write(site: &Site, me: UserId, member: UserId, following: bool) -> Result<(Following, Vec<UserId>), Problem> {
    let mut tx = site.db.begin().await?;
    let told = if following { begin(&mut tx, me, member).await? } else { end(&mut tx, me, member).await? };
    let follower_count = follows::count(&mut tx, member).await?;
    db::commit(tx).await?;
    Ok((Following { following, follower_count }, told))
}

/// Follows a member, and tells them, unless the two are parted by a block. Whether they are is asked once the follow is counted, which locks
/// both accounts: a block that was under way has come by then, and one that comes later ends the follow.
async fn begin(tx: &mut Tx, me: UserId, member: UserId) -> Result<Vec<UserId>, Problem> {
    if !follows::insert(tx, me, member, FollowId::from_uuid(Uuid::now_v7())).await? {
        return Ok(Vec::new());
    }
    if blocks::between(tx, me, member).await? {
        return Err(Problem::NotAllowed);
    }
    notices::tell(tx, News::Follow { followed: member, actor: me }).await
}

/// Follows a member no longer. The accounts are locked before the follow, as by a block, which ends it as well.
async fn end(tx: &mut Tx, me: UserId, member: UserId) -> Result<Vec<UserId>, Problem> {
    blocks::lock_pair(tx, me, member).await?;
    if !follows::delete(tx, me, member).await? {
        return Ok(Vec::new());
    }
    notices::untell(tx, News::Follow { followed: member, actor: me }).await
}

/// Who follows a member, the latest first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for the cursor of another list.
pub async fn followers(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    span: Span,
) -> Result<Page<PersonCard>, Problem> {
    let member = site.db.seen_member(viewer, username).await?.ok_or(Problem::NotFound)?;
    page(site, viewer, shown(site, member, site.db.followers(member, after(span)?, span.size + 1).await?).await?, span)
        .await
}

/// Whom a member follows, the latest first.
///
/// # Errors
/// As [`followers`].
pub async fn following(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    span: Span,
) -> Result<Page<PersonCard>, Problem> {
    let member = site.db.seen_member(viewer, username).await?.ok_or(Problem::NotFound)?;
    page(
        site,
        viewer,
        shown(site, member, site.db.followed_by(member, after(span)?, span.size + 1).await?).await?,
        span,
    )
    .await
}

/// A list of this member's, which is empty where they are suspended.
async fn shown<T>(site: &Site, member: UserId, list: Vec<T>) -> Result<Vec<T>, Problem> {
    Ok(if site.db.suspension(member).await?.is_some() { Vec::new() } else { list })
}

/// The problem with following oneself.
fn not_oneself() -> Problem {
    Problem::field("name", "You cannot follow yourself.")
}

fn after(span: Span) -> Result<Option<FollowId>, Problem> {
    match span.cursor {
        None => Ok(None),
        Some(Cursor::Follow(follow)) => Ok(Some(follow)),
        Some(_) => Err(other_list()),
    }
}

async fn page(
    site: &Site,
    viewer: Option<UserId>,
    follows: Vec<(FollowId, UserId)>,
    span: Span,
) -> Result<Page<PersonCard>, Problem> {
    let page = Page::from_one_more(follows, span.size, |(follow, _)| Cursor::Follow(*follow));
    let members: Vec<_> = page.items.iter().map(|(_, member)| *member).collect();
    Ok(Page { items: site.db.people(viewer, &members).await?, next: page.next })
}
