//! Messages of channels: read, sent, changed, looked for. Whoever may read a channel reads its messages, but for those of members with whom
//! they have a block. Each change has a number in its channel, taken in the transaction that makes it; after its commit, those who show
//! the channel hear of it.

mod edits;
mod markdown;
mod outbox;
mod search;

pub(super) use edits::take_away;
pub use edits::{delete, edit, pin, react};
pub use markdown::{Rendered, render};
pub(super) use outbox::Outbox;
pub use outbox::{Pending, Sent, begin, send};
pub use search::search;

use super::Caller;
use crate::{
    model::{
        accounts::Person,
        channels::ChannelPosition,
        errors::Problem,
        ids::ChannelId,
        messages::{History, HistoryFrom, MESSAGES_PAGE_MOST, Message},
    },
    store::db::messages::{Loaded, Stretch},
};
use std::collections::HashMap;

/// How many members are offered for the beginning of a name.
const OFFERED_MOST: i64 = 8;

/// The longest beginning of a name that is looked for, in characters: that of a user name.
const BEGIN_LONGEST: usize = 30;

/// A page of a channel's history, of `limit` messages at most, and how far the channel had come by then.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not there or not theirs to read.
pub async fn history(caller: &Caller, channel: ChannelId, from: HistoryFrom, limit: usize) -> Result<History, Problem> {
    let db = &caller.site.db;
    // Read first: what has changed after it comes as a change once more.
    let position = readable(caller, channel).await?;
    let limit = limit.clamp(1, MESSAGES_PAGE_MOST);
    let around = |seq| (seq, (limit / 2, limit - limit / 2));
    let newest = (i64::MAX, (limit, 0));
    let (seq, sizes) = match from {
        HistoryFrom::Newest => newest,
        HistoryFrom::Before(seq) => (seq, (limit, 0)),
        HistoryFrom::After(seq) => (seq.saturating_add(1), (0, limit)),
        HistoryFrom::Around(seq) => around(seq),
        HistoryFrom::At(at) => db.first_message_at(channel, at).await?.map_or(newest, around),
    };
    let Stretch { messages, older, newer } = db.history(caller.viewer(), channel, seq, sizes).await?;
    Ok(History { position, messages: with_cards(caller, messages).await?, older, newer })
}

/// One message.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there, was deleted, or is not theirs to read.
pub async fn one(caller: &Caller, channel: ChannelId, seq: i64) -> Result<Message, Problem> {
    let found = caller.site.db.messages_by(caller.viewer(), &[(channel, seq)]).await?;
    with_cards(caller, found).await?.pop().ok_or(Problem::NotFound)
}

/// The messages that are pinned in a channel, the latest pinned first.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not there or not theirs to read.
pub async fn pinned(caller: &Caller, channel: ChannelId) -> Result<Vec<Message>, Problem> {
    readable(caller, channel).await?;
    let found = caller.site.db.pinned_messages(caller.viewer(), channel).await?;
    with_cards(caller, found).await
}

/// Whom a member may mean who types `@` and the beginning of a name in a channel: those who wrote there last, then other members of the
/// community; those who take part in a direct conversation. Up to eight.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the channel is not there or not theirs to read.
pub async fn mentionable(caller: &Caller, channel: ChannelId, begin: &str) -> Result<Vec<Person>, Problem> {
    let me = caller.member()?;
    readable(caller, channel).await?;
    let begin = begin.to_lowercase();
    let plain = begin.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !plain || begin.len() > BEGIN_LONGEST {
        return Ok(Vec::new());
    }
    caller.site.db.mentionable_in(me, channel, &begin, OFFERED_MOST).await
}

/// The page of a channel: an address of this site.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not there or not theirs to read.
pub async fn page_of(caller: &Caller, channel: ChannelId) -> Result<String, Problem> {
    readable(caller, channel).await?;
    let names = caller.site.db.channel_names(&[channel]).await?;
    let (_, community) = names.get(&channel).ok_or(Problem::NotFound)?;
    Ok(match community {
        Some((community, _)) => format!("/c/{community}/{channel}"),
        None => format!("/messages/{channel}"),
    })
}

/// How far a channel has come that whoever asks may read.
async fn readable(caller: &Caller, channel: ChannelId) -> Result<ChannelPosition, Problem> {
    caller.site.db.channel_position(caller.viewer(), channel).await?.ok_or(Problem::NotFound)
}

/// Messages with those of their pins that whoever asks may see.
async fn with_cards(caller: &Caller, loaded: Vec<Loaded>) -> Result<Vec<Message>, Problem> {
    let mut messages: Vec<_> = loaded.into_iter().map(|loaded| loaded.message).collect();
    let mut pins: Vec<_> = messages.iter().flat_map(|message| message.pins.iter().map(|pin| pin.id)).collect();
    if pins.is_empty() {
        return Ok(messages);
    }
    pins.sort_unstable();
    pins.dedup();
    let cards = caller.site.db.cards(caller.viewer(), &pins).await?;
    let cards: HashMap<_, _> = cards.into_iter().map(|card| (card.id, card)).collect();
    for message in &mut messages {
        for pin in &mut message.pins {
            pin.card = cards.get(&pin.id).cloned();
        }
        message.pins.retain(|pin| pin.card.is_some());
    }
    Ok(messages)
}
