//! The audit log.

use super::super::{
    credentials::Administrator,
    params::FromQuery,
    pins::{default_limit, limit},
    schemas::AuditCursor,
    texts::SearchText,
};
use crate::{
    http::AppState,
    model::{
        audit::{self as model, Act, AuditFilter},
        errors::Problem,
        ids::AuditId,
        page::Cursor,
    },
    services::{audit, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Filters for the audit log.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditSearch {
    /// Only entries with this action.
    #[param(value_type = Act, inline, required = false)]
    act: Option<Act>,
    /// Only entries of the admin or moderator with this user name.
    #[param(value_type = SearchText, inline, required = false)]
    actor: Option<SearchText>,
    /// Only entries whose `about` or `detail` contains this text.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = AuditCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// An action of an admin or a moderator.
#[derive(Serialize, ToSchema)]
struct AuditEntry {
    id: AuditId,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The user name at the time, or “the command line”.
    #[schema(example = "ana_1")]
    actor: String,
    act: Act,
    /// The member or thing that the action was about.
    #[schema(example = "@bob")]
    about: String,
    /// The reason, or what changed. Empty if there is nothing to add.
    detail: String,
}

impl From<model::Entry> for AuditEntry {
    fn from(model::Entry { id, actor, act, about, detail, at }: model::Entry) -> Self {
        Self { id, at, actor, act, about, detail }
    }
}

/// A page of the audit log.
#[derive(Serialize, ToSchema)]
struct AuditLog {
    /// The entries on this page, newest first.
    items: Vec<AuditEntry>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<AuditCursor>, inline, required)]
    next: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// List audit log entries
///
/// Entries cannot be changed or deleted.
#[utoipa::path(
    get,
    path = "/admin/audit",
    tag = "admin",
    params(AuditSearch),
    responses(
        (status = 200, description = "A page of the audit log.", body = AuditLog),
        (status = 404, description = "You are not an admin."),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_audit(
    Administrator { admin, asks }: Administrator,
    FromQuery(AuditSearch { act, actor, q, limit: size, cursor }): FromQuery<AuditSearch>,
) -> Result<Json<AuditLog>, Problem> {
    let text = |text: Option<SearchText>| text.map(|text| text.0).unwrap_or_default();
    let filter = AuditFilter { act, actor: text(actor), q: text(q) };
    let page = audit::list(asks.site(), admin, &filter, Span { cursor, size }).await?;
    Ok(Json(AuditLog { items: page.items.into_iter().map(AuditEntry::from).collect(), next: page.next }))
}
