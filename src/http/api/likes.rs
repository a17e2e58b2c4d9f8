//! Likes: given, taken back, and looked at.

use super::{
    credentials::{ApiCaller, Writer},
    follows::PersonPage,
    params::{FromPath, FromQuery},
    pins::{PinPage, default_limit, limit},
    schemas::LikeCursor,
    texts::Username,
};
use crate::{
    http::AppState,
    model::{errors::Problem, ids::PinId, likes::Liking, page::Cursor},
    services::{likes, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How a pin is liked.
#[derive(Serialize, ToSchema)]
struct Like {
    /// Whether whoever asks likes it.
    liked: bool,
    /// How many members do.
    like_count: u32,
}

impl From<Liking> for Like {
    fn from(Liking { liked, like_count }: Liking) -> Self {
        Self { liked, like_count }
    }
}

/// Which likes are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LikesWanted {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = LikeCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

impl LikesWanted {
    fn span(&self) -> Span {
        Span { cursor: self.cursor, size: self.limit }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(like_pin, unlike_pin))
        .routes(routes!(list_likers))
        .routes(routes!(list_liked_pins))
}

/// Like a pin
///
/// Twice is the same as once. A pin that one may not see is not there: 404.
#[utoipa::path(
    put,
    path = "/pins/{id}/like",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    responses((status = 200, description = "How it is liked now", body = Like)),
    security(("bearer" = ["write"]))
)]
async fn like_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<Json<Like>, Problem> {
    Ok(Json(likes::set(member.caller(), id, true).await?.into()))
}

/// Like a pin no more
///
/// Twice is the same as once. A pin that one may not see is not there: 404.
#[utoipa::path(
    delete,
    path = "/pins/{id}/like",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    responses((status = 200, description = "How it is liked now", body = Like)),
    security(("bearer" = ["write"]))
)]
async fn unlike_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<Json<Like>, Problem> {
    Ok(Json(likes::set(member.caller(), id, false).await?.into()))
}

/// Who likes a pin, the latest first
#[utoipa::path(
    get,
    path = "/pins/{id}/likes",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin"), LikesWanted),
    responses(
        (status = 200, description = "A page of members", body = PersonPage),
        (status = 422, description = "The cursor is of another list")
    ),
    security((), ("bearer" = []))
)]
async fn list_likers(
    asks: ApiCaller,
    FromPath(id): FromPath<PinId>,
    FromQuery(wanted): FromQuery<LikesWanted>,
) -> Result<Json<PersonPage>, Problem> {
    let page = likes::likers(asks.site(), asks.viewer(), id, wanted.span()).await?;
    Ok(Json(PersonPage::of(asks.site(), page)))
}

/// The pins that a member likes, the latest like first
///
/// Those of them that lists show to whoever asks.
#[utoipa::path(
    get,
    path = "/users/{name}/likes",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name"), LikesWanted),
    responses(
        (status = 200, description = "A page of pins", body = PinPage),
        (status = 422, description = "The cursor is of another list")
    ),
    security((), ("bearer" = []))
)]
async fn list_liked_pins(
    asks: ApiCaller,
    FromPath(name): FromPath<Username>,
    FromQuery(wanted): FromQuery<LikesWanted>,
) -> Result<Json<PinPage>, Problem> {
    let page = likes::liked_pins(asks.site(), asks.viewer(), &name.0, wanted.span()).await?;
    Ok(Json(PinPage::of(asks.site(), page)))
}
