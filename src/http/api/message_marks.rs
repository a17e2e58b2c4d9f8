//! Reactions to messages, and messages that are pinned in their channel.

use super::{
    credentials::{ApiCaller, Writer},
    messages::{Message, OneMessage, attached},
    params::{FromPath, FromPathOf},
    pins::Pin,
};
use crate::{
    http::AppState,
    model::{errors::Problem, ids::ChannelId},
    services::messages,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The pinned messages of a channel.
#[derive(Serialize, ToSchema)]
struct PinnedMessages {
    /// The messages, the latest pinned first.
    items: Vec<Message>,
    /// The attached pins.
    pins: Vec<Pin>,
}

/// A reaction of the caller, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OneReaction {
    /// The ID of the channel.
    id: ChannelId,
    /// The number of the message.
    seq: i64,
    /// An emoji, percent-encoded.
    #[param(example = "👍")]
    emoji: String,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(add_reaction, remove_reaction))
        .routes(routes!(pin_message, unpin_message))
        .routes(routes!(list_pinned_messages))
}

/// React to a message
///
/// Reacting twice with the same emoji is the same as once. A message can have up to 20 different reactions.
#[utoipa::path(
    put,
    path = "/channels/{id}/messages/{seq}/reactions/{emoji}",
    tag = "channels",
    params(OneReaction),
    responses(
        (status = 204, description = "You have reacted with it."),
        (status = 422, description = "This is no emoji, or the message has enough reactions.")
    ),
    security(("bearer" = ["write"]))
)]
async fn add_reaction(
    Writer(member): Writer,
    FromPathOf(OneReaction { id, seq, emoji }): FromPathOf<OneReaction>,
) -> Result<StatusCode, Problem> {
    messages::react(&member.acting(), id, seq, &emoji, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take back a reaction
#[utoipa::path(
    delete,
    path = "/channels/{id}/messages/{seq}/reactions/{emoji}",
    tag = "channels",
    params(OneReaction),
    responses(
        (status = 204, description = "You have not reacted with it."),
        (status = 422, description = "This is no emoji.")
    ),
    security(("bearer" = ["write"]))
)]
async fn remove_reaction(
    Writer(member): Writer,
    FromPathOf(OneReaction { id, seq, emoji }): FromPathOf<OneReaction>,
) -> Result<StatusCode, Problem> {
    messages::react(&member.acting(), id, seq, &emoji, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pin a message in its channel
///
/// Only the owner and the moderators of the community can, or an admin with a token that has the scope `admin`; in a
/// direct conversation, everyone in it can. Others get 403, as does everyone if 50 messages are pinned.
#[utoipa::path(
    put,
    path = "/channels/{id}/messages/{seq}/pin",
    tag = "channels",
    params(OneMessage),
    responses((status = 204, description = "The message is pinned.")),
    security(("bearer" = ["write"]))
)]
async fn pin_message(
    Writer(member): Writer,
    FromPathOf(OneMessage { id, seq }): FromPathOf<OneMessage>,
) -> Result<StatusCode, Problem> {
    messages::pin(&member.acting(), id, seq, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unpin a message
///
/// The same members can as pin messages.
#[utoipa::path(
    delete,
    path = "/channels/{id}/messages/{seq}/pin",
    tag = "channels",
    params(OneMessage),
    responses((status = 204, description = "The message is not pinned.")),
    security(("bearer" = ["write"]))
)]
async fn unpin_message(
    Writer(member): Writer,
    FromPathOf(OneMessage { id, seq }): FromPathOf<OneMessage>,
) -> Result<StatusCode, Problem> {
    messages::pin(&member.acting(), id, seq, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the pinned messages of a channel, the latest pinned first
#[utoipa::path(
    get,
    path = "/channels/{id}/pinned",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    responses((status = 200, description = "All pinned messages.", body = PinnedMessages)),
    security((), ("bearer" = []))
)]
async fn list_pinned_messages(
    asks: ApiCaller,
    FromPath(id): FromPath<ChannelId>,
) -> Result<Json<PinnedMessages>, Problem> {
    let caller = asks.looking();
    let found = messages::pinned(&caller, id).await?;
    let pins = attached(&caller.site, found.iter());
    Ok(Json(PinnedMessages { items: found.into_iter().map(Message::from).collect(), pins }))
}
