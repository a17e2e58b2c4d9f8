//! The log of a community: who did what to look after it.

use super::super::{
    credentials::Reader,
    members::Person,
    params::{FromPath, FromQuery},
    pins::{default_limit, limit},
    schemas::CommunityLogCursor,
};
use crate::{
    http::AppState,
    model::{
        communities as model,
        errors::Problem,
        ids::{CommunityId, CommunityLogId},
        page::Cursor,
    },
    services::{communities::log, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// An entry in the log of a community.
#[derive(Serialize, ToSchema)]
struct CommunityLogEntry {
    id: CommunityLogId,
    /// Who did it. Null if that account was deleted, or if it happened by itself.
    #[schema(required)]
    actor: Option<Person>,
    /// What was done, in words that follow the actor’s name.
    #[schema(example = "banned @bob")]
    act: String,
    /// The reason. Empty if none was given.
    reason: String,
    /// When it was done.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

/// A page of the log of a community.
#[derive(Serialize, ToSchema)]
struct CommunityLogPage {
    /// The entries on this page, latest first.
    items: Vec<CommunityLogEntry>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<CommunityLogCursor>, required)]
    next: Option<Cursor>,
}

/// The page of the log.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommunityLogWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = CommunityLogCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_community_log))
}

/// List the log of a community, latest first
///
/// Only for the owner and the moderators, and for admins with a token that has the scope `admin`.
#[utoipa::path(
    get,
    path = "/communities/{id}/log",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community."), CommunityLogWanted),
    responses(
        (status = 200, description = "A page of the log.", body = CommunityLogPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_community_log(
    Reader(member): Reader,
    FromPath(id): FromPath<CommunityId>,
    FromQuery(CommunityLogWanted { limit: size, cursor }): FromQuery<CommunityLogWanted>,
) -> Result<Json<CommunityLogPage>, Problem> {
    let page = log::list(&member.acting(), id, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|entry| {
        let model::CommunityLogEntry { id, actor, act, reason, created_at } = entry;
        let actor = actor.map(|person| Person::of(member.site(), person));
        CommunityLogEntry { id, actor, act, reason, created_at }
    });
    Ok(Json(CommunityLogPage { items: items.collect(), next: page.next }))
}
