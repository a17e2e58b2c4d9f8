//! Reports to the moderators and admins.

use super::{
    bodies::FromJson,
    credentials::Writer,
    shapes::{Group, OneOf, Shapes},
    texts::Reason,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{ChannelId, CommentId, CommunityId, PinId, ReportId},
        moderation as model,
        reports::Subject,
    },
    services::reports,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A message, by its channel and its number there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MessageToReport {
    channel: ChannelId,
    /// The number of the message.
    seq: i64,
}

/// The pin, comment or message to report, and the reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportWish {
    #[schema(nullable = false)]
    pin_id: Option<PinId>,
    #[schema(nullable = false)]
    comment_id: Option<CommentId>,
    #[schema(nullable = false)]
    message: Option<MessageToReport>,
    reason: Reason,
}

impl Shapes for ReportWish {
    const CHOICES: &'static [&'static [Group]] = &[&[&["pin_id"], &["comment_id"], &["message"]]];
}

type ReportShapes = OneOf<ReportWish>;

/// A message that was reported.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportedMessage {
    channel: ChannelId,
    /// The number of the message.
    #[schema(minimum = 1)]
    seq: i64,
    /// Number of pictures that are attached to it.
    pin_count: u32,
    /// When the message was sent.
    #[serde(with = "time::serde::rfc3339")]
    sent_at: OffsetDateTime,
    /// Where it was sent. Null for a direct conversation.
    #[schema(required)]
    place: Option<MessagePlace>,
}

/// The community and the channel of a message.
#[derive(Serialize, ToSchema)]
struct MessagePlace {
    community: CommunityId,
    #[schema(example = "Birds of the north")]
    community_name: String,
    #[schema(example = "general")]
    channel_name: String,
}

impl ReportedMessage {
    /// The message, and its text.
    pub(super) fn of(message: model::ReportedMessage) -> (Self, String) {
        let model::ReportedMessage { channel, seq, body, pictures, sent_at, place, .. } = message;
        let place = place.map(|place| MessagePlace {
            community: place.community,
            community_name: place.community_name,
            channel_name: place.channel_name,
        });
        (Self { channel, seq, pin_count: pictures, sent_at, place }, body)
    }
}

/// A new report.
#[derive(Serialize, ToSchema)]
struct MadeReport {
    id: ReportId,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create_report))
}

/// Report a pin, comment or message
///
/// A moderator or admin will review it. A message in a community is also reviewed by those who look after the community, who
/// do not see who reported it. You cannot report your own: 403.
#[utoipa::path(
    post,
    path = "/reports",
    tag = "comments",
    request_body = ReportShapes,
    responses(
        (status = 201, description = "The report was sent.", body = MadeReport),
        (status = 404, description = "Not found, or not visible to you."),
        (status = 409, description = "You have already reported this.")
    ),
    security(("bearer" = ["write"]))
)]
async fn create_report(
    Writer(member): Writer,
    FromJson(body): FromJson<Value>,
) -> Result<(StatusCode, Json<MadeReport>), Problem> {
    let ReportWish { pin_id, comment_id, message, reason } = ReportShapes::read(body)?;
    let message = message.map(|MessageToReport { channel, seq }| Subject::Message(channel, seq));
    let subject = pin_id.map(Subject::Pin).or(comment_id.map(Subject::Comment)).or(message).ok_or(Problem::Internal)?;
    let id = reports::report(member.caller(), subject, &reason.0).await?;
    Ok((StatusCode::CREATED, Json(MadeReport { id })))
}
