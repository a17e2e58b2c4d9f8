//! Likes: adding, removing and listing them.

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

/// Whether you like a pin, and the pin’s number of likes.
#[derive(Serialize, ToSchema)]
struct Like {
    /// Whether you like this pin.
    liked: bool,
    /// Number of likes.
    like_count: u32,
}

impl From<Liking> for Like {
    fn from(Liking { liked, like_count }: Liking) -> Self {
        Self { liked, like_count }
    }
}

/// The page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LikesWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
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
/// Liking a pin again has no effect.
#[utoipa::path(
    put,
    path = "/pins/{id}/like",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    responses((status = 200, description = "Whether you like the pin now, and the number of likes.", body = Like)),
    security(("bearer" = ["write"]))
)]
async fn like_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<Json<Like>, Problem> {
    Ok(Json(likes::set(member.caller(), id, true).await?.into()))
}

/// Unlike a pin
///
/// Has no effect if you do not like the pin.
#[utoipa::path(
    delete,
    path = "/pins/{id}/like",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    responses((status = 200, description = "Whether you like the pin now, and the number of likes.", body = Like)),
    security(("bearer" = ["write"]))
)]
async fn unlike_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<Json<Like>, Problem> {
    Ok(Json(likes::set(member.caller(), id, false).await?.into()))
}

/// List the members who like a pin, latest first
#[utoipa::path(
    get,
    path = "/pins/{id}/likes",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin."), LikesWanted),
    responses(
        (status = 200, description = "A page of members.", body = PersonPage),
        (status = 422, description = "The cursor belongs to another list.")
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

/// List the pins that a member likes, latest like first
///
/// Lists only pins that you can see.
#[utoipa::path(
    get,
    path = "/users/{name}/likes",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name."), LikesWanted),
    responses(
        (status = 200, description = "A page of pins.", body = PinPage),
        (status = 422, description = "The cursor belongs to another list.")
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
