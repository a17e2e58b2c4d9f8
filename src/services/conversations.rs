//! Direct conversations of two or a few members: begun, listed, left. The same members find the same one again, and a block between
//! any two of them keeps one from being begun.

use super::{Caller, Site, notices, pins::Span};
use crate::{
    model::{
        channels::{CONVERSATION_MOST, CONVERSATIONS_PAGE_SIZE, Conversation},
        errors::Problem,
        ids::{ChannelId, UserId},
        page::{Cursor, Page, other_list},
    },
    store::db::{self, Tx, channels, conversations},
};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Span {
    /// A page of direct conversations.
    pub fn of_conversations(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: CONVERSATIONS_PAGE_SIZE }
    }
}

/// Finds the conversation of the caller with the members of these user names, and nobody else, or begins it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] at `members` where there is none of such a name, or nobody but the caller, or too
/// many; [`Problem::Forbidden`] where one of them has blocked another; [`Problem::TooMany`].
pub async fn begin(caller: &Caller, names: &[String]) -> Result<ChannelId, Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    let names = tidied(names)?;
    db::again(|| find_or_begin(site, me, &names)).await
}

/// User names in small letters, each once.
fn tidied(names: &[String]) -> Result<Vec<String>, Problem> {
    let name = |name: &String| name.trim().trim_start_matches('@').to_lowercase();
    let names: BTreeSet<_> = names.iter().map(name).filter(|name| !name.is_empty()).collect();
    if names.len() > CONVERSATION_MOST {
        return Err(too_many());
    }
    Ok(names.into_iter().collect())
}

async fn find_or_begin(site: &Site, me: UserId, names: &[String]) -> Result<ChannelId, Problem> {
    let mut tx = site.db.begin().await?;
    let found = conversations::lock_members(&mut tx, me, names).await?;
    let members: Vec<_> = found.iter().map(|(member, _)| *member).collect();
    let is_missing = |name: &&String| !found.iter().any(|(_, known)| known.to_lowercase() == **name);
    if let Some(missing) = names.iter().find(is_missing) {
        return Err(Problem::field("members", format!("There is no member called “{missing}”.")));
    }
    if !members.contains(&me) {
        return Err(Problem::NotSignedIn);
    }
    if members.len() < 2 {
        return Err(Problem::field("members", "Please choose at least one other member."));
    }
    if members.len() > CONVERSATION_MOST {
        return Err(too_many());
    }
    refuse_blocked(&mut tx, me, &found).await?;
    if let Some(conversation) = conversations::find(&mut tx, &members).await? {
        return Ok(conversation);
    }
    site.limits.conversation(me).await?;
    let id = ChannelId::from_uuid(Uuid::now_v7());
    conversations::insert(&mut tx, id, &members).await?;
    db::commit(tx).await?;
    Ok(id)
}

async fn refuse_blocked(tx: &mut Tx, me: UserId, members: &[(UserId, String)]) -> Result<(), Problem> {
    let ids: Vec<_> = members.iter().map(|(member, _)| *member).collect();
    let Some((one, other)) = conversations::blocked_pair(tx, me, &ids).await? else { return Ok(()) };
    let theirs = |id: UserId| members.iter().find(|(member, _)| *member == id).map(|(_, name)| name.as_str());
    // Nobody hears who else has blocked whom.
    let detail = match (one == me, other == me) {
        (true, _) => format!("You have blocked @{}. Unblock them first.", theirs(other).unwrap_or_default()),
        (_, true) => format!("You cannot write to @{}.", theirs(one).unwrap_or_default()),
        _ => "These members cannot be in the same conversation.".to_owned(),
    };
    Err(Problem::Forbidden { detail })
}

fn too_many() -> Problem {
    let others = CONVERSATION_MOST - 1;
    Problem::field("members", format!("A conversation can have at most {others} other members."))
}

/// The caller's conversations, the one with the latest message first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] for the cursor of another list.
pub async fn list(caller: &Caller, span: Span) -> Result<Page<Conversation>, Problem> {
    let me = caller.member()?;
    let after = match span.cursor {
        None => None,
        Some(Cursor::Conversation(at, conversation)) => Some((notices::moment(at), conversation)),
        Some(_) => return Err(other_list()),
    };
    let found = caller.site.db.conversations(me, after, span.size + 1).await?;
    let Page { items, next } = Page::from_one_more(found, span.size, |(at, conversation)| {
        Cursor::Conversation(notices::microseconds(*at), conversation.id)
    });
    Ok(Page { items: items.into_iter().map(|(_, conversation)| conversation).collect(), next })
}

/// In how many conversations the caller has something unread, as far as they are counted.
///
/// # Errors
/// [`Problem::NotSignedIn`].
pub async fn unread(caller: &Caller) -> Result<u32, Problem> {
    caller.site.db.unread_conversations(caller.member()?).await
}

/// Leaves a conversation of more than two members, or one that nobody else is left in. What the caller wrote stays.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs; [`Problem::Forbidden`] where there are two.
pub async fn leave(caller: &Caller, conversation: ChannelId) -> Result<(), Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    db::again(async || {
        let mut tx = site.db.begin().await?;
        let members = conversations::lock(&mut tx, me, conversation).await?.ok_or(Problem::NotFound)?;
        if members == 2 {
            let detail = "A conversation of two members cannot be left. To hear nothing more, block the other member.";
            return Err(Problem::Forbidden { detail: detail.to_owned() });
        }
        conversations::leave(&mut tx, conversation, me).await?;
        if members == 1 {
            channels::mark_deleted(&mut tx, conversation).await?;
            site.queue.purge_communities(&mut tx).await?;
        }
        db::commit(tx).await
    })
    .await?;
    // Sockets that show it look again whether it is theirs to read.
    notices::announce(site, &[me]);
    Ok(())
}
