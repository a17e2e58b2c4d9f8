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

/// Which entries are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditSearch {
    /// Only those of this act.
    #[param(value_type = Act, inline, required = false)]
    act: Option<Act>,
    /// Only those of whoever had this user name.
    #[param(value_type = SearchText, inline, required = false)]
    actor: Option<SearchText>,
    /// Only those whose words hold this.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = AuditCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// Something that an admin or a moderator did.
#[derive(Serialize, ToSchema)]
struct AuditEntry {
    id: AuditId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Who, by the user name they had; or “the command line”.
    #[schema(example = "ana_1")]
    actor: String,
    act: Act,
    /// Whom or what it was about.
    #[schema(example = "@bob")]
    about: String,
    /// Why, or from what to what; empty where there is no more to say.
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
    /// The entries on this page, the latest first.
    items: Vec<AuditEntry>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<AuditCursor>, inline, required)]
    next: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// What admins and moderators did
///
/// Nothing can change it.
#[utoipa::path(
    get,
    path = "/admin/audit",
    tag = "admin",
    params(AuditSearch),
    responses(
        (status = 200, description = "A page of the log", body = AuditLog),
        (status = 404, description = "Whoever asks is no admin"),
        (status = 422, description = "The cursor is of another list")
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
