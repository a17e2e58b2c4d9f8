//! Direct conversations of two or a few members.

use super::{
    bodies::FromJson,
    channels::WholeChannel,
    credentials::{Reader, Writer},
    members::Person,
    params::{FromPath, FromQuery},
    pins::{default_limit, limit},
    schemas::ConversationCursor,
    several::Several,
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        channels::{self as model, CONVERSATION_MOST},
        errors::Problem,
        ids::ChannelId,
        page::Cursor,
    },
    services::{Site, conversations, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The other members, by user name.
type Others = Several<Username, 1, { CONVERSATION_MOST - 1 }>;

/// A direct conversation.
#[derive(Serialize, ToSchema)]
struct Conversation {
    id: ChannelId,
    /// The other members.
    members: Vec<Person>,
    /// The beginning of the last message. Empty if there is none, or if it was deleted.
    last: String,
    /// When the last message was sent. Null if there is none.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    last_at: Option<OffsetDateTime>,
    /// Whether there are messages that you have not read.
    unread: bool,
}

impl Conversation {
    fn of(site: &Site, conversation: model::Conversation) -> Self {
        let model::Conversation { id, members, last, last_at, unread } = conversation;
        let members = members.into_iter().map(|person| Person::of(site, person)).collect();
        Self { id, members, last, last_at, unread }
    }
}

/// A page of direct conversations.
#[derive(Serialize, ToSchema)]
struct ConversationPage {
    /// The conversations on this page, the one with the latest message first.
    items: Vec<Conversation>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<ConversationCursor>, inline, required)]
    next: Option<Cursor>,
    /// Number of all conversations with unread messages. 100 means 100 or more.
    #[schema(maximum = 100)]
    unread: u32,
}

/// The page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConversationsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = ConversationCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A new direct conversation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConversation {
    // What is inline is described by its type, as in `selections`.
    #[schema(inline)]
    members: Others,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_conversations, begin_conversation)).routes(routes!(leave_conversation))
}

/// List your direct conversations, the one with the latest message first
///
/// Conversations with only members that you have blocked, or that have blocked you, are omitted.
#[utoipa::path(
    get,
    path = "/conversations",
    tag = "conversations",
    params(ConversationsWanted),
    responses(
        (status = 200, description = "A page of conversations.", body = ConversationPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_conversations(
    Reader(member): Reader,
    FromQuery(ConversationsWanted { limit: size, cursor }): FromQuery<ConversationsWanted>,
) -> Result<Json<ConversationPage>, Problem> {
    let page = conversations::list(member.caller(), Span { cursor, size }).await?;
    let unread = conversations::unread(member.caller()).await?;
    let items = page.items.into_iter().map(|conversation| Conversation::of(member.site(), conversation)).collect();
    Ok(Json(ConversationPage { items, next: page.next, unread }))
}

/// Begin a direct conversation
///
/// If you have a conversation with the same members already, that one is returned. If one of the members has blocked
/// another, the answer is 403. Read and write its messages as in any channel.
#[utoipa::path(
    post,
    path = "/conversations",
    tag = "conversations",
    request_body = NewConversation,
    responses((status = 200, description = "The conversation.", body = WholeChannel)),
    security(("bearer" = ["write"]))
)]
async fn begin_conversation(
    Writer(member): Writer,
    FromJson(new): FromJson<NewConversation>,
) -> Result<Json<WholeChannel>, Problem> {
    let names: Vec<_> = new.members.0.into_iter().map(|name| name.0).collect();
    let id = conversations::begin(member.caller(), &names).await?;
    Ok(Json(WholeChannel::named(member.caller(), id).await?))
}

/// Leave a direct conversation
///
/// Your messages stay. A conversation of two members cannot be left.
#[utoipa::path(
    delete,
    path = "/conversations/{id}",
    tag = "conversations",
    params(("id" = ChannelId, Path, description = "The ID of the conversation.")),
    responses((status = 204, description = "You have left the conversation.")),
    security(("bearer" = ["write"]))
)]
async fn leave_conversation(Writer(member): Writer, FromPath(id): FromPath<ChannelId>) -> Result<StatusCode, Problem> {
    conversations::leave(member.caller(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
