//! Reports about the messages of a community, for those who look after it.

use super::super::{
    credentials::{Reader, Writer},
    members::Person,
    params::{FromPath, FromPathOf, FromQuery},
    pins::{default_limit, limit},
    reports::ReportedMessage,
    schemas::CommunityReportCursor,
};
use crate::{
    http::AppState,
    model::{
        community_reports as model,
        errors::Problem,
        ids::{CommunityId, ReportId},
        page::Cursor,
    },
    services::{Site, communities::reports, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A reported message of a community.
#[derive(Serialize, ToSchema)]
struct CommunityReport {
    id: ReportId,
    message: ReportedMessage,
    /// The text of the message, in Markdown. Empty if it is pictures alone.
    text: String,
    author: Person,
    /// Number of open reports.
    #[schema(minimum = 1)]
    open_count: u32,
    /// The latest reports, up to ten. Who sent them is known to the moderators of the site alone.
    reasons: Vec<ReportReason>,
}

/// Why a message was reported.
#[derive(Serialize, ToSchema)]
struct ReportReason {
    reason: String,
    /// When it was reported.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl CommunityReport {
    fn of(site: &Site, report: model::CommunityReport) -> Self {
        let model::CommunityReport { id, message, author, open, reasons, .. } = report;
        let (message, text) = ReportedMessage::of(message);
        let reason = |model::ReportReason { reason, at }| ReportReason { reason, created_at: at };
        let reasons = reasons.into_iter().map(reason).collect();
        Self { id, message, text, author: Person::of(site, author), open_count: open, reasons }
    }
}

/// A page of the reported messages of a community.
#[derive(Serialize, ToSchema)]
struct CommunityReportPage {
    /// The reported messages on this page, those that wait longest first.
    items: Vec<CommunityReport>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<CommunityReportCursor>, required)]
    next: Option<Cursor>,
}

/// The page of the reports.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommunityReportsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = CommunityReportCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A reported message of a community, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OneReport {
    /// The ID of the community.
    id: CommunityId,
    /// The ID of the report.
    report: ReportId,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_community_reports)).routes(routes!(dismiss_community_reports))
}

/// List the reported messages of a community
///
/// Each message appears once, with its open reports. Deleting the message resolves them. Only for the owner and the
/// moderators, and for admins with a token that has the scope `admin`.
#[utoipa::path(
    get,
    path = "/communities/{id}/reports",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community."), CommunityReportsWanted),
    responses(
        (status = 200, description = "A page of reported messages.", body = CommunityReportPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_community_reports(
    Reader(member): Reader,
    FromPath(id): FromPath<CommunityId>,
    FromQuery(CommunityReportsWanted { limit: size, cursor }): FromQuery<CommunityReportsWanted>,
) -> Result<Json<CommunityReportPage>, Problem> {
    let page = reports::list(&member.acting(), id, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|report| CommunityReport::of(member.site(), report)).collect();
    Ok(Json(CommunityReportPage { items, next: page.next }))
}

/// Dismiss the reports about a message
///
/// They are resolved for the moderators of the site as well. Only the owner and the moderators can, or an admin with a token
/// that has the scope `admin`. You cannot dismiss reports about your own message: 403.
#[utoipa::path(
    delete,
    path = "/communities/{id}/reports/{report}",
    tag = "communities",
    params(OneReport),
    responses(
        (status = 204, description = "The reports are resolved."),
        (status = 409, description = "The reports have already been handled.")
    ),
    security(("bearer" = ["write"]))
)]
async fn dismiss_community_reports(
    Writer(member): Writer,
    FromPathOf(OneReport { id, report }): FromPathOf<OneReport>,
) -> Result<StatusCode, Problem> {
    reports::dismiss(&member.acting(), id, report).await?;
    Ok(StatusCode::NO_CONTENT)
}
