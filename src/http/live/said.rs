//! What is said over a socket, in both directions.

use super::frames::{Opcode, frame};
use crate::{
    http::api::{members::Person, messages::Message},
    model::{
        channels::{ChannelPosition, ReadMark},
        ids::{ChannelId, ClientKey, CommunityId, EpochId, PinId},
    },
    services::live::{ChannelChanges, Frame},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{iter, mem};

/// A frame of a replay ends with the message that brings it to so many bytes: whoever receives slowly gets through it one by one.
const REPLAY_BYTES: usize = 16 * 1024;

/// What a message has beside its texts, in bytes.
const FIELDS_USUAL: usize = 400;

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said<'a> {
    /// So many notifications and direct conversations are unread: at the beginning, and whenever that has changed.
    Notices { unread: u32, conversations: u32 },
    /// A channel is shown from this number on.
    Subscribed { channel: ChannelId, epoch: EpochId, seq: i64 },
    /// Too much was missed: the channel is to be read anew.
    Reset { channel: ChannelId, epoch: EpochId, seq: i64 },
    /// A channel went on.
    Changes { channel: ChannelId, epoch: EpochId, after: i64, seq: i64, messages: Vec<Message> },
    /// A message was sent, and has this number.
    Sent { channel: ChannelId, key: ClientKey, seq: i64 },
    /// A message was not sent.
    Refused {
        channel: ChannelId,
        key: ClientKey,
        detail: String,
        /// In how many seconds it can be tried again; nothing where that is of no use.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// A member is typing.
    Typing { channel: ChannelId, person: Person },
    /// A channel has a message of this number.
    Unread { channel: ChannelId, seq: i64 },
    /// The member has read a channel up to this number; what is left there.
    Read { channel: ChannelId, seq: i64, unread: bool, mentions: u32 },
    /// So many have a channel open, these among them.
    Here { channel: ChannelId, count: u32, people: Vec<Person> },
    /// A channel is no longer theirs to read.
    Closed { channel: ChannelId },
    /// Messages were lost on the way, as they were not received fast enough: the channel is to be subscribed to again.
    Resync { channel: ChannelId },
    /// What was said was not understood. Nothing else comes of it.
    Error { detail: &'a str },
    /// There is nothing to say, but somebody is there who would.
    Alive,
}

impl Said<'_> {
    /// As a socket sends it.
    pub(super) fn frame(&self) -> Bytes {
        // These are all texts, numbers and lists.
        frame(Opcode::Text, &serde_json::to_vec(self).unwrap_or_default())
    }

    pub(super) fn subscribed(channel: ChannelId, ChannelPosition { epoch, seq }: ChannelPosition) -> Self {
        Self::Subscribed { channel, epoch, seq }
    }

    pub(super) fn reset(channel: ChannelId, ChannelPosition { epoch, seq }: ChannelPosition) -> Self {
        Self::Reset { channel, epoch, seq }
    }

    pub(super) fn changes(changes: &ChannelChanges) -> Self {
        Self::Changes {
            channel: changes.head.channel,
            epoch: changes.head.position.epoch,
            after: changes.after,
            seq: changes.last_told,
            messages: changes.messages.iter().map(|loaded| loaded.message.clone().into()).collect(),
        }
    }

    /// What somebody lacks of a channel, in as many parts as keep each of them short.
    pub(super) fn replay(changes: ChannelChanges) -> impl Iterator<Item = Said<'static>> + Send {
        let ChannelChanges { head, mut after, last_told, messages } = changes;
        let mut messages = messages.into_iter().map(|loaded| loaded.message);
        let mut done = false;
        iter::from_fn(move || {
            if done {
                return None;
            }
            let (mut part, mut bytes) = (Vec::new(), 0);
            while bytes < REPLAY_BYTES {
                let Some(message) = messages.next() else { break };
                bytes += message.body.len() + message.html.len() + FIELDS_USUAL;
                part.push(message);
            }
            done = messages.len() == 0;
            let seq = if done { last_told } else { part.last().map_or(after, |message| message.changed_seq) };
            Some(Said::Changes {
                channel: head.channel,
                epoch: head.position.epoch,
                after: mem::replace(&mut after, seq),
                seq,
                messages: part.into_iter().map(Message::from).collect(),
            })
        })
    }
}

/// Writes a frame as sockets send it: once, for all of them.
pub fn encode(frame: &Frame<'_>) -> Bytes {
    let said = match frame {
        Frame::Changes(changes) => Said::changes(changes),
        Frame::Reset { channel, position } => Said::reset(*channel, *position),
        Frame::Typing { channel, person } => Said::Typing { channel: *channel, person: (*person).clone().into() },
        Frame::Unread { channel, seq } => Said::Unread { channel: *channel, seq: *seq },
        Frame::Read(mark) => {
            let ReadMark { channel, seq, unread, mentions } = **mark;
            Said::Read { channel, seq, unread, mentions }
        }
        Frame::Here(presence) => Said::Here {
            channel: presence.channel,
            count: presence.count,
            people: presence.people.iter().map(|(_, person)| person.clone().into()).collect(),
        },
        Frame::Closed { channel } => Said::Closed { channel: *channel },
    };
    said.frame()
}

/// What the client may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Asked {
    /// Shows a channel from now on, after what it has already.
    Subscribe { channel: ChannelId, epoch: Option<EpochId>, seq: Option<i64> },
    /// Shows it no longer.
    Unsubscribe { channel: ChannelId },
    /// Hears of new messages in all channels of a community.
    Watch { community: CommunityId },
    /// Sends a message.
    Send {
        channel: ChannelId,
        key: ClientKey,
        #[serde(default)]
        body: String,
        reply_to: Option<i64>,
        #[serde(default)]
        pins: Vec<PinId>,
    },
    /// Is typing.
    Typing { channel: ChannelId },
    /// Has read a channel up to this message.
    Read { channel: ChannelId, seq: i64 },
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn clients_are_understood() {
        let id = ChannelId::from_uuid(Uuid::from_u128(7));
        for text in [
            format!(r#"{{"type":"subscribe","channel":"{id}"}}"#),
            format!(r#"{{"type":"subscribe","channel":"{id}","epoch":"{id}","seq":12}}"#),
            format!(r#"{{"type":"unsubscribe","channel":"{id}"}}"#),
            format!(r#"{{"type":"watch","community":"{id}"}}"#),
            format!(
                r#"{{"type":"send","channel":"{id}","key":"{id}","body":"Hi","later":"unknown fields are passed over"}}"#
            ),
            format!(r#"{{"type":"typing","channel":"{id}"}}"#),
            format!(r#"{{"type":"read","channel":"{id}","seq":3}}"#),
        ] {
            assert!(serde_json::from_str::<Asked>(&text).is_ok(), "{text}");
        }
        for text in ["", "{}", r#"{"type":"dance"}"#, r#"{"type":"typing","channel":"x"}"#, "[1]"] {
            assert!(serde_json::from_str::<Asked>(text).is_err(), "{text}");
        }
    }
}
