//! Blocks: of two members, one of whom has blocked the other, neither sees, follows, mentions or writes to the other, anywhere on the
//! site. What that hides is decided in the database; here a block is set and ended.

use super::{Caller, Site, notices, pins::Span};
use crate::{
    model::{
        blocks::{BLOCKS_MOST, BlockedMember},
        errors::Problem,
        follows::PEOPLE_PAGE_SIZE,
        ids::UserId,
        page::{Cursor, Page, other_list},
    },
    store::db::{self, blocks},
};

impl Span {
    /// A page of blocked members.
    pub fn of_blocks(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: PEOPLE_PAGE_SIZE }
    }
}

/// Has the caller block a member, or ends that. A block ends follows both ways, for good, and takes back the notifications of each
/// about the other. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] where it is the caller, and
/// where they have blocked [`BLOCKS_MOST`] already.
pub async fn set(caller: &Caller, username: &str, blocked: bool) -> Result<(), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    // Whoever has blocked the caller can be blocked as well.
    let (member, _) = site.db.by_username(username).await?.ok_or(Problem::NotFound)?;
    if member == me {
        return Err(Problem::field("name", "You cannot block yourself."));
    }
    let changed =
        db::again(|| async { if blocked { block(site, me, member).await } else { unblock(site, me, member).await } });
    if changed.await? {
        // Their sockets read anew whose messages reach them, and their bells count anew.
        notices::announce(site, &[me, member]);
    }
    Ok(())
}

async fn block(site: &Site, me: UserId, member: UserId) -> Result<bool, Problem> {
    let mut tx = site.db.begin().await?;
    blocks::lock_pair(&mut tx, me, member).await?;
    blocks::lock_conversations(&mut tx, me, member).await?;
    if !blocks::insert(&mut tx, me, member).await? {
        return Ok(false);
    }
    if blocks::count(&mut tx, me).await? > BLOCKS_MOST {
        let detail = format!("You can block at most {BLOCKS_MOST} members. Please unblock someone first.");
        return Err(Problem::field("name", detail));
    }
    blocks::part(&mut tx, me, member).await?;
    db::commit(tx).await?;
    Ok(true)
}

async fn unblock(site: &Site, me: UserId, member: UserId) -> Result<bool, Problem> {
    let mut tx = site.db.begin().await?;
    let ended = blocks::delete(&mut tx, me, member).await?;
    db::commit(tx).await?;
    Ok(ended)
}

/// Whom the caller has blocked, the latest first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] for the cursor of another list.
pub async fn list(caller: &Caller, span: Span) -> Result<Page<BlockedMember>, Problem> {
    let me = caller.member()?;
    let after = match span.cursor {
        None => None,
        Some(Cursor::Block(at, user)) => Some((notices::moment(at), user)),
        Some(_) => return Err(other_list()),
    };
    let found = caller.site.db.blocks_of(me, after, span.size + 1).await?;
    let Page { items, next } = Page::from_one_more(found, span.size, |(user, member)| {
        Cursor::Block(notices::microseconds(member.blocked_at), *user)
    });
    Ok(Page { items: items.into_iter().map(|(_, member)| member).collect(), next })
}

/// Whether one of two members has blocked the other.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn between(site: &Site, one: UserId, other: UserId) -> Result<bool, Problem> {
    Ok(site.db.blocked(one).await?.contains(&other))
}
