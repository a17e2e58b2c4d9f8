//! Messages of channels, and the rules of their texts.

use super::{
    accounts::Person,
    channels::ChannelPosition,
    errors::{Problem, grouped},
    ids::{ChannelId, ClientKey, PinId},
    pins::PinCard,
    prose::mentioned,
    text::{is_visible, tidy_lines},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The longest message, in characters.
pub const MESSAGE_LONGEST: usize = 4000;

/// How many members a message can mention.
pub const MESSAGE_MENTIONS_MOST: usize = 20;

/// How many pins can be attached to a message.
pub const MESSAGE_PINS_MOST: usize = 10;

/// How many messages a page of the history has at most.
pub const MESSAGES_PAGE_MOST: usize = 200;

/// How many messages a channel's page opens with.
pub const MESSAGES_PAGE: usize = 50;

/// How many different reactions a message can have.
pub const REACTIONS_MOST: i64 = 20;

/// How many of those who reacted a message names.
pub const REACTORS_NAMED: usize = 50;

/// How many messages can be pinned in a channel.
pub const PINNED_MOST: i64 = 50;

/// A client that lacks more changes than this gets the newest page instead.
pub const REPLAY_MOST: i64 = 500;

/// A message, as everyone sees it who may read its channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub channel: ChannelId,
    /// The number it was given when it was sent: its name within the channel.
    pub seq: i64,
    /// The number of the last change that it has seen.
    pub changed_seq: i64,
    pub author: Person,
    /// By what its sender names it: in the sender's own tabs it takes the place of the one that was shown at once.
    pub key: ClientKey,
    /// Markdown; empty where it was deleted.
    pub body: String,
    /// The body as it is shown: safe.
    pub html: String,
    /// The user names of those it mentions.
    pub mentions: Vec<String>,
    pub reply_to: Option<Quoted>,
    /// Those that the viewer may see. In what is sent to many at once: ids alone, see [`Attached`].
    pub pins: Vec<Attached>,
    pub reactions: Vec<Reaction>,
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
    pub deleted: bool,
    pub pinned: bool,
}

/// The beginning of a message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    pub seq: i64,
    /// None where it was deleted.
    pub author: Option<Person>,
    pub excerpt: String,
}

/// A pin that is attached to a message: by id alone where many get the same, as each of them may see others. Whoever shows it asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    pub id: PinId,
    /// As the viewer sees it; none where they may not, or where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<PinCard>,
}

/// One kind of reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub emoji: String,
    pub count: u32,
    /// The user names of those who reacted so, up to [`REACTORS_NAMED`].
    pub by: Vec<String>,
}

/// A message that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    pub channel: ChannelId,
    pub key: ClientKey,
    pub body: String,
    pub reply_to: Option<i64>,
    pub pins: Vec<PinId>,
}

/// A page of a channel's history, the oldest first, and how far the channel had come when it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub position: ChannelPosition,
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether there are newer ones.
    pub newer: bool,
}

/// Which part of a channel's history is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryFrom {
    Newest,
    /// Those before this number.
    Before(i64),
    /// Those after this number.
    After(i64),
    /// This one, with those around it.
    Around(i64),
    /// The first that was sent at this time or later, with those around it.
    At(OffsetDateTime),
}

/// What has changed in a channel after a number: each message that has, as it is now, in the order of its last change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    pub position: ChannelPosition,
    pub messages: Vec<Message>,
}

/// Where a message is seen among those around it, on the page of its channel.
pub fn message_address(channel: &str, seq: i64) -> String {
    format!("{channel}?at={seq}#m-{seq}")
}

/// The text of a message as it is kept. It may be empty where pins are attached.
///
/// # Errors
/// [`Problem::Invalid`] at `body`.
pub fn tidy_message(body: &str, with_pins: bool) -> Result<String, Problem> {
    let body = tidy_lines(body);
    if !is_visible(&body) && !with_pins {
        return Err(Problem::field("body", "Please write something."));
    }
    if body.chars().count() > MESSAGE_LONGEST {
        let most = grouped(MESSAGE_LONGEST as u64);
        return Err(Problem::field("body", format!("A message can have up to {most} characters.")));
    }
    if mentioned(&body).len() > MESSAGE_MENTIONS_MOST {
        return Err(Problem::field("body", format!("A message can mention up to {MESSAGE_MENTIONS_MOST} members.")));
    }
    Ok(body)
}
