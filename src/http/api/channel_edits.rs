//! Creating, changing, ordering and deleting the channels of a community.

use super::{
    bodies::FromJson,
    channels::WholeChannel,
    credentials::Writer,
    params::FromPath,
    texts::{ChannelName, ChannelTopic},
};
use crate::{
    http::AppState,
    model::{
        channels::{ChannelFields, ChannelKind},
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    services::channels,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Messages, or pictures in a grid.
#[derive(Deserialize, Default, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NewChannelKind {
    #[default]
    Talk,
    Gallery,
}

/// A new channel.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewChannel {
    /// The default is `talk`.
    kind: Option<NewChannelKind>,
    /// The name. It must differ from the names of the community’s other channels, ignoring case.
    name: ChannelName,
    topic: Option<ChannelTopic>,
    /// Number of seconds that members have to wait between two messages.
    #[schema(maximum = 21600)]
    slow_mode: Option<u32>,
    /// Whether only the owner and the moderators can write.
    read_only: Option<bool>,
}

/// Changes to a channel. Omitted and null fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChannelEdit {
    /// The name. It must differ from the names of the community’s other channels, ignoring case.
    name: Option<ChannelName>,
    topic: Option<ChannelTopic>,
    /// Number of seconds that members have to wait between two messages. 0 if they do not have to.
    #[schema(maximum = 21600)]
    slow_mode: Option<u32>,
    /// Whether only the owner and the moderators can write.
    read_only: Option<bool>,
}

/// The place of a channel.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChannelPlace {
    /// The place among the community’s channels, from 0. A number beyond the last one means the last one.
    #[schema(minimum = 0, maximum = 1000)]
    #[serde(deserialize_with = "place")]
    index: u32,
}

/// There are far fewer channels in a community.
fn place<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let index = u32::deserialize(deserializer)?;
    if index <= 1000 { Ok(index) } else { Err(D::Error::custom("must be at most 1000")) }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_channel))
        .routes(routes!(update_channel, delete_channel))
        .routes(routes!(move_channel))
}

/// Create a channel, after the others
///
/// Only the owner and the moderators of the community can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    post,
    path = "/communities/{id}/channels",
    tag = "channels",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    request_body = NewChannel,
    responses((status = 201, description = "The new channel.", body = WholeChannel)),
    security(("bearer" = ["write"]))
)]
async fn create_channel(
    Writer(member): Writer,
    FromPath(community): FromPath<CommunityId>,
    FromJson(channel): FromJson<NewChannel>,
) -> Result<(StatusCode, Json<WholeChannel>), Problem> {
    let kind = match channel.kind.unwrap_or_default() {
        NewChannelKind::Talk => ChannelKind::Talk,
        NewChannelKind::Gallery => ChannelKind::Gallery,
    };
    let fields = ChannelFields {
        name: Some(channel.name.0),
        topic: channel.topic.map(|topic| topic.0),
        slow_mode: channel.slow_mode,
        read_only: channel.read_only,
    };
    let caller = member.acting();
    let id = channels::create(&caller, community, kind, fields).await?;
    Ok((StatusCode::CREATED, Json(WholeChannel::named(&caller, id).await?)))
}

/// Update a channel
///
/// Only the owner and the moderators of the community can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    patch,
    path = "/channels/{id}",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    request_body = ChannelEdit,
    responses((status = 200, description = "The updated channel.", body = WholeChannel)),
    security(("bearer" = ["write"]))
)]
async fn update_channel(
    Writer(member): Writer,
    FromPath(id): FromPath<ChannelId>,
    FromJson(edit): FromJson<ChannelEdit>,
) -> Result<Json<WholeChannel>, Problem> {
    let fields = ChannelFields {
        name: edit.name.map(|name| name.0),
        topic: edit.topic.map(|topic| topic.0),
        slow_mode: edit.slow_mode,
        read_only: edit.read_only,
    };
    let caller = member.acting();
    channels::edit(&caller, id, fields).await?;
    Ok(Json(WholeChannel::named(&caller, id).await?))
}

/// Delete a channel
///
/// All messages in it are deleted. Only the owner and the moderators of the community can, or an admin with a token
/// that has the scope `admin`.
#[utoipa::path(
    delete,
    path = "/channels/{id}",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    responses((status = 204, description = "The channel was deleted.")),
    security(("bearer" = ["write"]))
)]
async fn delete_channel(Writer(member): Writer, FromPath(id): FromPath<ChannelId>) -> Result<StatusCode, Problem> {
    channels::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Move a channel among the others of its community
///
/// Only the owner and the moderators of the community can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    put,
    path = "/channels/{id}/position",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    request_body = ChannelPlace,
    responses((status = 204, description = "The channel is at this place.")),
    security(("bearer" = ["write"]))
)]
async fn move_channel(
    Writer(member): Writer,
    FromPath(id): FromPath<ChannelId>,
    FromJson(place): FromJson<ChannelPlace>,
) -> Result<StatusCode, Problem> {
    channels::place(&member.acting(), id, place.index).await?;
    Ok(StatusCode::NO_CONTENT)
}
