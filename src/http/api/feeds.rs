//! The feed of pins from followed members, and suggestions of members to follow.

use super::{
    credentials::Reader,
    members::Person,
    params::FromQuery,
    pins::{Pin, PinPage, default_limit, limit},
};
use crate::{
    http::AppState,
    model::{errors::Problem, feeds, page::Cursor},
    services::{self, Site, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The page of the feed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FeedWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = Cursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A member to follow.
#[derive(Serialize, ToSchema)]
struct Suggestion {
    /// The member.
    user: Person,
    /// Number of followers.
    follower_count: u32,
    /// The member’s newest pins, up to three.
    pins: Vec<Pin>,
}

impl Suggestion {
    fn of(site: &Site, suggestion: feeds::Suggestion) -> Self {
        let feeds::Suggestion { person, followers, pins } = suggestion;
        let pins = pins.into_iter().map(|card| Pin::of(site, card)).collect();
        Self { user: Person::of(site, person), follower_count: followers, pins }
    }
}

/// Members to follow.
#[derive(Serialize, ToSchema)]
struct Suggestions {
    /// The suggestions, up to twelve.
    items: Vec<Suggestion>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_feed)).routes(routes!(list_suggestions))
}

/// List the pins of members you follow, newest first
#[utoipa::path(
    get,
    path = "/feed",
    tag = "pins",
    params(FeedWanted),
    responses(
        (status = 200, description = "A page of pins.", body = PinPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn get_feed(Reader(member): Reader, FromQuery(wanted): FromQuery<FeedWanted>) -> Result<Json<PinPage>, Problem> {
    let span = Span { cursor: wanted.cursor, size: wanted.limit };
    let page = services::feeds::following(member.site(), member.me, span).await?;
    Ok(Json(PinPage::of(member.site(), page)))
}

/// List members to follow
///
/// Suggests members with pins whom you do not follow yet: first those with the most liked pins of the last seven days,
/// then those with the most followers.
#[utoipa::path(
    get,
    path = "/me/suggestions",
    tag = "me",
    responses((status = 200, description = "The suggestions.", body = Suggestions)),
    security(("bearer" = ["read"]))
)]
async fn list_suggestions(Reader(member): Reader) -> Result<Json<Suggestions>, Problem> {
    let found = services::feeds::suggestions(member.site(), member.me).await?;
    let items = found.into_iter().map(|suggestion| Suggestion::of(member.site(), suggestion)).collect();
    Ok(Json(Suggestions { items }))
}
