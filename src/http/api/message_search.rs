//! Search of messages.

use super::{
    credentials::ApiCaller,
    messages::{Message, attached},
    params::FromQuery,
    pins::{Pin, limit},
    schemas::MessageCursor,
    texts::{Username, Words},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{ChannelId, CommunityId},
        message_search::{FOUND_PAGE, MessageQuery},
        page::Cursor,
    },
    services::{messages, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A message that was found, and where.
#[derive(Serialize, ToSchema)]
struct FoundMessage {
    #[serde(flatten)]
    message: Message,
    /// The name of the channel. Empty for a direct conversation.
    #[schema(example = "general")]
    channel_name: String,
    /// The community. Null for a direct conversation.
    #[schema(required)]
    community: Option<CommunityId>,
    /// The name of the community. Null for a direct conversation.
    #[schema(required)]
    community_name: Option<String>,
}

/// A page of messages that were found.
#[derive(Serialize, ToSchema)]
struct FoundMessages {
    /// The messages on this page, latest first. There can be fewer than `limit`, or none, although there is a next page.
    items: Vec<FoundMessage>,
    /// The attached pins.
    pins: Vec<Pin>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<MessageCursor>, required)]
    next: Option<Cursor>,
}

/// What to search for: at least one of `q`, `author`, `has_picture`, `since` and `until`.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MessageSearch {
    /// Only messages with all of these words.
    #[param(value_type = Words, inline, required = false)]
    q: Option<Words>,
    /// Only messages by this member.
    #[param(value_type = Username, required = false)]
    author: Option<Username>,
    /// Only messages in this channel.
    #[param(value_type = ChannelId, required = false)]
    channel: Option<ChannelId>,
    /// Only messages in this community.
    #[param(value_type = CommunityId, required = false)]
    community: Option<CommunityId>,
    /// Only messages with a picture.
    #[serde(default)]
    #[param(default = false)]
    has_picture: bool,
    /// Only messages that were sent at this time or later.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = String, format = DateTime, required = false)]
    since: Option<OffsetDateTime>,
    /// Only messages that were sent before this time.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = String, format = DateTime, required = false)]
    until: Option<OffsetDateTime>,
    /// Maximum number of items per page.
    #[serde(default = "default_found", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_found)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = MessageCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

fn default_found() -> usize {
    FOUND_PAGE
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(search_messages))
}

/// Search for messages, latest first
///
/// Searches the channels that you can read. Without `channel` and `community`, it searches the communities that you
/// belong to and your direct conversations, which needs a token that has the scope `read`.
#[utoipa::path(
    get,
    path = "/messages/search",
    tag = "channels",
    params(MessageSearch),
    responses(
        (status = 200, description = "A page of messages.", body = FoundMessages),
        (status = 404, description = "The channel or the community was not found, or is not visible to you."),
        (status = 422, description = "Nothing to search for, or the cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn search_messages(
    asks: ApiCaller,
    FromQuery(search): FromQuery<MessageSearch>,
) -> Result<Json<FoundMessages>, Problem> {
    let caller = asks.looking();
    let MessageSearch { q, author, channel, community, has_picture, since, until, limit: size, cursor } = search;
    let query = MessageQuery {
        words: q.map_or_else(String::new, |q| q.0),
        author: author.map(|name| name.0),
        channel,
        community,
        has_picture,
        since,
        until,
    };
    let page = messages::search(&caller, &query, Span { cursor, size }).await?;
    let pins = attached(&caller.site, page.items.iter().map(|found| &found.message));
    let items = page.items.into_iter().map(|found| {
        let (community, community_name) = found.community.unzip();
        FoundMessage { message: found.message.into(), channel_name: found.channel, community, community_name }
    });
    Ok(Json(FoundMessages { items: items.collect(), pins, next: page.next }))
}
