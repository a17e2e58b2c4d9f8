//! Messages of channels: sending, editing and deleting them, reacting to them, and pinning them.

use super::{Done, FormPage, back_or, context, named, wanted};
use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, ClientKey, PinId},
        messages::{NewMessage, message_address},
    },
    services::{Caller, messages},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The answer where a message was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    /// Where to go on: an address of this site.
    pub location: String,
    /// The message's number.
    pub seq: i64,
}

/// Sends a message. One that is sent again under the same `key` is not sent twice. `reply_to` is the number of the message that it answers,
/// where it does; `pins` are ids with spaces or commas between. Goes `back`, or to the message in its channel.
///
/// # Errors
/// As [`messages::send`]; [`Problem::Invalid`] at `key`, `reply_to` and `pins` where they cannot be read.
#[server(prefix = "/fn", endpoint = "send_message")]
pub async fn send_message(
    #[server(default)] channel: String,
    #[server(default)] key: String,
    #[server(default)] body: String,
    #[server(default)] reply_to: String,
    #[server(default)] pins: String,
    back: Option<String>,
) -> Result<SentMessage, Problem> {
    let caller = context::<Caller>()?;
    let (channel, page) = channel_page(&caller, &channel).await?;
    let message =
        NewMessage { channel, key: key_of(&key)?, body, reply_to: said(&reply_to, "reply_to")?, pins: pins_of(&pins)? };
    let seq = messages::send(&caller, message).await?.seq;
    Ok(SentMessage { location: back_or(back.as_deref(), message_address(&page, seq)), seq })
}

/// Changes the text of a message. Goes `back`, or to the message in its channel.
///
/// # Errors
/// As [`messages::edit`].
#[server(prefix = "/fn", endpoint = "edit_message")]
pub async fn edit_message(
    #[server(default)] channel: String,
    #[server(default)] seq: String,
    #[server(default)] body: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (channel, page) = channel_page(&caller, &channel).await?;
    let seq = named(&seq)?;
    messages::edit(&caller, channel, seq, &body).await?;
    Ok(Done { location: back_or(back.as_deref(), message_address(&page, seq)) })
}

/// Deletes a message. Goes `back`, or to its channel.
///
/// # Errors
/// As [`messages::delete`].
#[server(prefix = "/fn", endpoint = "delete_message")]
pub async fn delete_message(
    #[server(default)] channel: String,
    #[server(default)] seq: String,
    #[server(default)] reason: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (channel, page) = channel_page(&caller, &channel).await?;
    messages::delete(&caller, channel, named(&seq)?, &reason).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// Reacts to a message with an emoji, or takes that back: `want` is “react” or “unreact”. Goes `back`, or to the message in its channel.
///
/// # Errors
/// As [`messages::react`]; [`Problem::Invalid`] at `want`.
#[server(prefix = "/fn", endpoint = "react")]
pub async fn react(
    #[server(default)] channel: String,
    #[server(default)] seq: String,
    #[server(default)] emoji: String,
    #[server(default)] want: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (channel, page) = channel_page(&caller, &channel).await?;
    let seq = named(&seq)?;
    messages::react(&caller, channel, seq, &emoji, wanted(&want, "react", "unreact")?).await?;
    Ok(Done { location: back_or(back.as_deref(), message_address(&page, seq)) })
}

/// Pins a message in its channel, or unpins it: `want` is “pin” or “unpin”. Goes `back`, or to the message in its channel.
///
/// # Errors
/// As [`messages::pin`]; [`Problem::Invalid`] at `want`.
#[server(prefix = "/fn", endpoint = "pin_message")]
pub async fn pin_message(
    #[server(default)] channel: String,
    #[server(default)] seq: String,
    #[server(default)] want: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (channel, page) = channel_page(&caller, &channel).await?;
    let seq = named(&seq)?;
    messages::pin(&caller, channel, seq, wanted(&want, "pin", "unpin")?).await?;
    Ok(Done { location: back_or(back.as_deref(), message_address(&page, seq)) })
}

/// The channel that a form is about, and its page, which has the form.
async fn channel_page(caller: &Caller, channel: &str) -> Result<(ChannelId, String), Problem> {
    let channel = named(channel)?;
    let page = messages::page_of(caller, channel).await;
    if page.is_err() {
        // Whoever is signed out may be somebody who reads it.
        caller.member()?;
    }
    let page = page?;
    FormPage::set(&page);
    Ok((channel, page))
}

/// The key of a message; one that nobody knows where none is said.
fn key_of(key: &str) -> Result<ClientKey, Problem> {
    Ok(said(key, "key")?.unwrap_or_else(|| ClientKey::from_uuid(Uuid::new_v4())))
}

fn pins_of(pins: &str) -> Result<Vec<PinId>, Problem> {
    let ids = pins.split([' ', ',']).filter(|id| !id.is_empty()).map(str::parse).collect::<Result<Vec<_>, _>>();
    ids.map_err(|_| Problem::field("pins", "One of the pictures was not found."))
}

/// What a field says; `None` where it is empty.
fn said<T: std::str::FromStr>(text: &str, field: &str) -> Result<Option<T>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Problem::field(field, "This cannot be understood."))
}
