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
        ids::{CommentId, PinId, ReportId},
        reports::Subject,
    },
    services::reports,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The pin or comment to report, and the reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportWish {
    #[schema(nullable = false)]
    pin_id: Option<PinId>,
    #[schema(nullable = false)]
    comment_id: Option<CommentId>,
    reason: Reason,
}

impl Shapes for ReportWish {
    const CHOICES: &'static [&'static [Group]] = &[&[&["pin_id"], &["comment_id"]]];
}

type ReportShapes = OneOf<ReportWish>;

/// A new report.
#[derive(Serialize, ToSchema)]
struct MadeReport {
    id: ReportId,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create_report))
}

/// Report a pin or comment
///
/// A moderator or admin will review it. You cannot report your own: 403.
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
    let ReportWish { pin_id, comment_id, reason } = ReportShapes::read(body)?;
    let subject = pin_id.map(Subject::Pin).or(comment_id.map(Subject::Comment)).ok_or(Problem::Internal)?;
    let id = reports::report(member.caller(), subject, &reason.0).await?;
    Ok((StatusCode::CREATED, Json(MadeReport { id })))
}
