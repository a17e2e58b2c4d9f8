//! Messages of channels and direct conversations: listed, sent, edited and deleted.

use super::{
    bodies::FromJson,
    credentials::{ApiCaller, Writer},
    members::Person,
    params::{FromPath, FromPathOf, FromQuery},
    pins::Pin,
    several::Several,
    texts::{CommunityReason, MessageText},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{ChannelId, ClientKey, EpochId, PinId},
        messages::{self as model, HistoryFrom, MESSAGE_PINS_MOST, MESSAGES_PAGE, MESSAGES_PAGE_MOST, NewMessage},
    },
    services::{Caller, Site, messages},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize, de};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// A message in a channel or a direct conversation.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Message {
    channel: ChannelId,
    /// The number of the message, which identifies it in its channel.
    #[schema(minimum = 1)]
    seq: i64,
    /// The number of its last change: an edit, a reaction, being pinned, or its deletion.
    #[schema(minimum = 1)]
    changed_seq: i64,
    author: Person,
    key: ClientKey,
    /// The text, in Markdown. Empty if the message was deleted.
    #[schema(example = "What a *view*!")]
    body: String,
    /// The text as safe HTML.
    #[schema(example = "<p>What a <em>view</em>!</p>")]
    html: String,
    /// The user names of the members that the message mentions.
    #[schema(example = json!(["ana"]))]
    mentions: Vec<String>,
    /// The message that this one replies to. Null if it does not.
    #[schema(required)]
    reply_to: Option<Quoted>,
    /// The attached pins. Over the WebSocket also those that you cannot see.
    pins: Vec<PinId>,
    /// The reactions, the first one first.
    reactions: Vec<Reaction>,
    /// When the message was sent.
    #[serde(with = "time::serde::rfc3339")]
    sent_at: OffsetDateTime,
    /// When the message was last edited. Null if it never was.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    edited_at: Option<OffsetDateTime>,
    /// Whether it was deleted. Only among changes over the WebSocket: lists omit deleted messages.
    deleted: bool,
    /// Whether it is pinned in its channel.
    pinned: bool,
}

/// The start of a message that another one replies to.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Quoted {
    /// The number of the message.
    #[schema(minimum = 1)]
    seq: i64,
    /// Null if the message was deleted, or if you cannot see it.
    #[schema(required)]
    author: Option<Person>,
    /// How it begins. Empty if it was deleted, or if you cannot see it.
    excerpt: String,
}

/// A reaction to a message.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Reaction {
    #[schema(example = "👍")]
    emoji: String,
    /// Number of members who reacted with it.
    #[schema(minimum = 1)]
    count: u32,
    /// The user names of the first 50 of them.
    #[schema(example = json!(["ana"]))]
    by: Vec<String>,
}

impl From<model::Message> for Message {
    fn from(message: model::Message) -> Self {
        Self {
            channel: message.channel,
            seq: message.seq,
            changed_seq: message.changed_seq,
            author: message.author.into(),
            key: message.key,
            body: message.body,
            html: message.html,
            mentions: message.mentions,
            reply_to: message.reply_to.map(|model::Quoted { seq, author, excerpt }| Quoted {
                seq,
                author: author.map(Person::from),
                excerpt,
            }),
            pins: message.pins.into_iter().map(|pin| pin.id).collect(),
            reactions: message
                .reactions
                .into_iter()
                .map(|model::Reaction { emoji, count, by }| Reaction { emoji, count, by })
                .collect(),
            sent_at: message.sent_at,
            edited_at: message.edited_at,
            deleted: message.deleted,
            pinned: message.pinned,
        }
    }
}

impl Message {
    /// The message, as the caller may see it.
    async fn named(caller: &Caller, channel: ChannelId, seq: i64) -> Result<Self, Problem> {
        Ok(messages::one(caller, channel, seq).await?.into())
    }
}

/// The pins that are attached to messages, each once.
pub(super) fn attached<'a>(site: &Site, messages: impl Iterator<Item = &'a model::Message>) -> Vec<Pin> {
    let mut cards: Vec<_> = messages.flat_map(|message| &message.pins).filter_map(|pin| pin.card.clone()).collect();
    cards.sort_by_key(|card| card.id);
    cards.dedup_by_key(|card| card.id);
    cards.into_iter().map(|card| Pin::of(site, card)).collect()
}

/// A page of a channel’s messages.
#[derive(Serialize, ToSchema)]
struct Messages {
    /// The numbering of the channel’s changes. If it is another one than before, load the channel anew.
    epoch: EpochId,
    /// The number of the channel’s last change when this page was read. Pass it on to the WebSocket.
    #[schema(minimum = 0)]
    seq: i64,
    /// The messages, oldest first.
    items: Vec<Message>,
    /// The attached pins.
    pins: Vec<Pin>,
    /// Whether there are older messages.
    older: bool,
    /// Whether there are newer messages.
    newer: bool,
}

impl Messages {
    fn of(site: &Site, history: model::History) -> Self {
        let model::History { position, messages, older, newer } = history;
        let pins = attached(site, messages.iter());
        let items = messages.into_iter().map(Message::from).collect();
        Self { epoch: position.epoch, seq: position.seq, items, pins, older, newer }
    }
}

/// The page of the history. Without one of `before`, `after`, `around` and `at`, it is the newest one.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MessagesWanted {
    /// Only messages before the one with this number.
    #[param(required = false)]
    before: Option<i64>,
    /// Only messages after the one with this number.
    #[param(required = false)]
    after: Option<i64>,
    /// The message with this number and those around it.
    #[param(required = false)]
    around: Option<i64>,
    /// The first message that was sent at this time or later, and those around it. The newest page if there is none.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = String, format = DateTime, required = false)]
    at: Option<OffsetDateTime>,
    /// Maximum number of messages.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 200, default = default_limit)]
    limit: usize,
}

fn default_limit() -> usize {
    MESSAGES_PAGE
}

fn limit<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let limit = usize::deserialize(deserializer)?;
    let wrong = || de::Error::custom(format_args!("limit must be a number from 1 to {MESSAGES_PAGE_MOST}"));
    if (1..=MESSAGES_PAGE_MOST).contains(&limit) { Ok(limit) } else { Err(wrong()) }
}

impl MessagesWanted {
    fn start(&self) -> Result<HistoryFrom, Problem> {
        match (self.before, self.after, self.around, self.at) {
            (None, None, None, None) => Ok(HistoryFrom::Newest),
            (Some(seq), None, None, None) => Ok(HistoryFrom::Before(seq)),
            (None, Some(seq), None, None) => Ok(HistoryFrom::After(seq)),
            (None, None, Some(seq), None) => Ok(HistoryFrom::Around(seq)),
            (None, None, None, Some(at)) => Ok(HistoryFrom::At(at)),
            _ => {
                let words = "Only one of “before”, “after”, “around” and “at” is possible.";
                Err(Problem::field("before", words))
            }
        }
    }
}

/// A message, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OneMessage {
    /// The ID of the channel.
    pub(super) id: ChannelId,
    /// The number of the message.
    pub(super) seq: i64,
}

/// Pins to attach to a message.
type AttachedPins = Several<PinId, 0, MESSAGE_PINS_MOST>;

/// A message to send. It needs a text or pins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewText {
    /// If omitted, the message has a key that nobody knows.
    #[schema(nullable = false)]
    key: Option<ClientKey>,
    body: Option<MessageText>,
    /// The number of the message that this one replies to.
    reply_to: Option<i64>,
    /// Pins to attach, which you must be able to see.
    #[schema(inline)]
    pins: Option<AttachedPins>,
}

/// The new text of a message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MessageEdit {
    body: MessageText,
}

/// Why a message of another member is deleted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MessageRemoval {
    /// The reason, for the log of the community and for the author, who is notified if there is one.
    #[schema(nullable = false)]
    reason: Option<CommunityReason>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_messages, send_message)).routes(routes!(
        get_message,
        update_message,
        delete_message
    ))
}

/// List the messages of a channel, a page at a time
///
/// Everyone can read the channels of public communities. Others need a token that has the scope `read`.
#[utoipa::path(
    get,
    path = "/channels/{id}/messages",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel."), MessagesWanted),
    responses(
        (status = 200, description = "A page of messages.", body = Messages),
        (status = 422, description = "More than one place to start from was given.")
    ),
    security((), ("bearer" = []))
)]
async fn list_messages(
    asks: ApiCaller,
    FromPath(id): FromPath<ChannelId>,
    FromQuery(wanted): FromQuery<MessagesWanted>,
) -> Result<Json<Messages>, Problem> {
    let caller = asks.looking();
    let history = messages::history(&caller, id, wanted.start()?, wanted.limit).await?;
    Ok(Json(Messages::of(&caller.site, history)))
}

/// Send a message
///
/// Mentioned members who can read the channel are notified. In slow mode, the answer can be 429.
#[utoipa::path(
    post,
    path = "/channels/{id}/messages",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    request_body = NewText,
    responses((status = 201, description = "The message.", body = Message)),
    security(("bearer" = ["write"]))
)]
async fn send_message(
    Writer(member): Writer,
    FromPath(channel): FromPath<ChannelId>,
    FromJson(NewText { key, body, reply_to, pins }): FromJson<NewText>,
) -> Result<(StatusCode, Json<Message>), Problem> {
    let caller = member.acting();
    let key = key.unwrap_or_else(|| ClientKey::from_uuid(Uuid::new_v4()));
    let body = body.map_or_else(String::new, |body| body.0);
    let pins = pins.map_or_else(Vec::new, |pins| pins.0);
    let sent = messages::send(&caller, NewMessage { channel, key, body, reply_to, pins }).await?;
    Ok((StatusCode::CREATED, Json(Message::named(&caller, channel, sent.seq).await?)))
}

/// Get a message
#[utoipa::path(
    get,
    path = "/channels/{id}/messages/{seq}",
    tag = "channels",
    params(OneMessage),
    responses((status = 200, description = "The message.", body = Message)),
    security((), ("bearer" = []))
)]
async fn get_message(
    asks: ApiCaller,
    FromPathOf(OneMessage { id, seq }): FromPathOf<OneMessage>,
) -> Result<Json<Message>, Problem> {
    Ok(Json(Message::named(&asks.looking(), id, seq).await?))
}

/// Edit a message
///
/// Only the author can edit a message; others get 403.
#[utoipa::path(
    patch,
    path = "/channels/{id}/messages/{seq}",
    tag = "channels",
    params(OneMessage),
    request_body = MessageEdit,
    responses((status = 200, description = "The updated message.", body = Message)),
    security(("bearer" = ["write"]))
)]
async fn update_message(
    Writer(member): Writer,
    FromPathOf(OneMessage { id, seq }): FromPathOf<OneMessage>,
    FromJson(MessageEdit { body }): FromJson<MessageEdit>,
) -> Result<Json<Message>, Problem> {
    let caller = member.acting();
    messages::edit(&caller, id, seq, &body.0).await?;
    Ok(Json(Message::named(&caller, id, seq).await?))
}

/// Delete a message
///
/// You can delete your own messages. The owner and the moderators of a community can delete any message there, as can an
/// admin with a token that has the scope `admin`. Others get 403. Pictures that were uploaded for the message are
/// deleted with it.
#[utoipa::path(
    delete,
    path = "/channels/{id}/messages/{seq}",
    tag = "channels",
    params(OneMessage),
    request_body = Option<MessageRemoval>,
    responses((status = 204, description = "The message was deleted.")),
    security(("bearer" = ["write"]))
)]
async fn delete_message(
    Writer(member): Writer,
    FromPathOf(OneMessage { id, seq }): FromPathOf<OneMessage>,
    body: Option<FromJson<MessageRemoval>>,
) -> Result<StatusCode, Problem> {
    let reason = body.and_then(|FromJson(body)| body.reason).map_or_else(String::new, |reason| reason.0);
    messages::delete(&member.acting(), id, seq, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
