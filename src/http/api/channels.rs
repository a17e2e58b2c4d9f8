//! Channels, as each viewer may see them, and what you have read in them.

use super::{
    bodies::FromJson,
    credentials::{ApiCaller, Writer},
    members::Person,
    params::FromPath,
};
use crate::{
    http::AppState,
    model::{
        channels::{ChannelCard, ChannelDetail, ChannelKind},
        errors::Problem,
        ids::{ChannelId, CommunityId, EpochId},
    },
    services::{Caller, channels, communities},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A channel of a community.
#[derive(Serialize, ToSchema)]
pub(super) struct Channel {
    id: ChannelId,
    kind: ChannelKind,
    #[schema(example = "general")]
    name: String,
    /// Whether you are a member and there are messages that you have not read.
    unread: bool,
    /// Number of unread messages that mention you. 100 means 100 or more.
    #[schema(maximum = 100)]
    mentions: u32,
}

impl From<ChannelCard> for Channel {
    fn from(ChannelCard { id, kind, name, unread, mentions }: ChannelCard) -> Self {
        Self { id, kind, name, unread, mentions }
    }
}

/// The channels of a community.
#[derive(Serialize, ToSchema)]
struct Channels {
    /// All channels, in order.
    items: Vec<Channel>,
}

/// A channel of a community or a direct conversation, with all details.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeChannel {
    id: ChannelId,
    /// Null for a direct conversation.
    #[schema(required)]
    community: Option<CommunityId>,
    kind: ChannelKind,
    /// The name. Of a direct conversation, the names of the other members.
    #[schema(example = "general")]
    name: String,
    /// The topic. Empty if there is none.
    topic: String,
    /// Number of seconds that members have to wait between two messages. 0 if they do not have to.
    #[schema(maximum = 21600)]
    slow_mode: u32,
    /// Whether only the owner and the moderators of the community can write.
    read_only: bool,
    /// Whether you can write here now.
    writable: bool,
    /// Whether you can change the channel, and remove and pin the messages of others.
    manageable: bool,
    /// The other members of a direct conversation. Empty for a channel of a community.
    members: Vec<Person>,
    /// The numbering of the channel’s changes. If it is another one than before, load the channel anew.
    epoch: EpochId,
    /// The number of the last change.
    #[schema(minimum = 0)]
    seq: i64,
    /// The number of the last message that you have read. 0 if there is none.
    #[schema(minimum = 0)]
    read: i64,
}

impl WholeChannel {
    /// The channel, as the caller may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] if it does not exist or is not visible to the caller.
    pub(super) async fn named(caller: &Caller, id: ChannelId) -> Result<Self, Problem> {
        let channel = channels::detail(caller, id).await?;
        let ChannelDetail { id, community, kind, name, topic, slow_mode, read_only, writable, manageable, .. } =
            channel;
        let members = channel.members.into_iter().map(|person| Person::of(&caller.site, person)).collect();
        let (epoch, seq, read) = (channel.position.epoch, channel.position.seq, channel.read);
        Ok(Self {
            id,
            community,
            kind,
            name,
            topic,
            slow_mode,
            read_only,
            writable,
            manageable,
            members,
            epoch,
            seq,
            read,
        })
    }
}

/// How far you have read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChannelRead {
    /// The number of the last message that you have read.
    #[schema(minimum = 0)]
    #[serde(deserialize_with = "number")]
    seq: i64,
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    i64::try_from(u64::deserialize(deserializer)?).map_err(D::Error::custom)
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_channels)).routes(routes!(get_channel)).routes(routes!(mark_channel_read))
}

/// List the channels of a community, in order
///
/// Only members can list the channels of a private community, with a token that has the scope `read`.
#[utoipa::path(
    get,
    path = "/communities/{id}/channels",
    tag = "channels",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 200, description = "All channels.", body = Channels)),
    security((), ("bearer" = []))
)]
async fn list_channels(asks: ApiCaller, FromPath(id): FromPath<CommunityId>) -> Result<Json<Channels>, Problem> {
    let channels = communities::detail(&asks.looking(), id).await?.channels;
    Ok(Json(Channels { items: channels.into_iter().map(Channel::from).collect() }))
}

/// Get a channel or a direct conversation
///
/// Only members can get a channel of a private community or a direct conversation, with a token that has the scope
/// `read`.
#[utoipa::path(
    get,
    path = "/channels/{id}",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    responses((status = 200, description = "The channel.", body = WholeChannel)),
    security((), ("bearer" = []))
)]
async fn get_channel(asks: ApiCaller, FromPath(id): FromPath<ChannelId>) -> Result<Json<WholeChannel>, Problem> {
    Ok(Json(WholeChannel::named(&asks.looking(), id).await?))
}

/// Mark messages as read
///
/// Marks all messages up to a number. Marking fewer than before has no effect, and neither has marking a channel of a
/// community that you are not a member of.
#[utoipa::path(
    put,
    path = "/channels/{id}/read",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel.")),
    request_body = ChannelRead,
    responses((status = 204, description = "The messages are marked as read.")),
    security(("bearer" = ["write"]))
)]
async fn mark_channel_read(
    Writer(member): Writer,
    FromPath(id): FromPath<ChannelId>,
    FromJson(read): FromJson<ChannelRead>,
) -> Result<StatusCode, Problem> {
    channels::mark_read(member.caller(), id, read.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}
