//! Follows: starting, ending and listing them.

use super::{
    credentials::{ApiCaller, Writer},
    members::Person,
    params::{FromPath, FromQuery},
    pins::{default_limit, limit},
    schemas::{AnyCursor, FollowCursor},
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        follows::{Following, PersonCard},
        page::{Cursor, Page},
    },
    services::{Site, follows, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Whether you follow a member, and the member’s number of followers.
#[derive(Serialize, ToSchema)]
struct Follow {
    /// Whether you follow this member.
    following: bool,
    /// Number of followers.
    follower_count: u32,
}

impl From<Following> for Follow {
    fn from(Following { following, follower_count }: Following) -> Self {
        Self { following, follower_count }
    }
}

/// A member in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedPerson {
    #[serde(flatten)]
    person: Person,
    /// Whether you follow this member.
    followed: bool,
}

/// A page of members.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonPage {
    /// The members on this page, in order.
    items: Vec<ListedPerson>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

impl ListedPerson {
    /// Builds the API's view of a member.
    pub(super) fn of(site: &Site, PersonCard { person, followed }: PersonCard) -> Self {
        Self { person: Person::of(site, person), followed }
    }
}

impl PersonPage {
    /// Builds the API's view of a page.
    pub(super) fn of(site: &Site, page: Page<PersonCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| ListedPerson::of(site, card)).collect(), next: page.next }
    }
}

/// The page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FollowsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = FollowCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

impl FollowsWanted {
    fn span(&self) -> Span {
        Span { cursor: self.cursor, size: self.limit }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(follow_user, unfollow_user))
        .routes(routes!(list_followers))
        .routes(routes!(list_following))
}

/// Follow a member
///
/// Following a member again has no effect.
#[utoipa::path(
    put,
    path = "/users/{name}/follow",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses(
        (status = 200, description = "Whether you follow the member now, and the number of followers.", body = Follow),
        (status = 422, description = "You cannot follow yourself.")
    ),
    security(("bearer" = ["write"]))
)]
async fn follow_user(Writer(member): Writer, FromPath(name): FromPath<Username>) -> Result<Json<Follow>, Problem> {
    Ok(Json(follows::set(member.caller(), &name.0, true).await?.into()))
}

/// Unfollow a member
///
/// Has no effect if you do not follow the member.
#[utoipa::path(
    delete,
    path = "/users/{name}/follow",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses(
        (status = 200, description = "Whether you follow the member now, and the number of followers.", body = Follow),
        (status = 422, description = "You cannot follow yourself.")
    ),
    security(("bearer" = ["write"]))
)]
async fn unfollow_user(Writer(member): Writer, FromPath(name): FromPath<Username>) -> Result<Json<Follow>, Problem> {
    Ok(Json(follows::set(member.caller(), &name.0, false).await?.into()))
}

/// List a member’s followers, latest first
#[utoipa::path(
    get,
    path = "/users/{name}/followers",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name."), FollowsWanted),
    responses(
        (status = 200, description = "A page of members.", body = PersonPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_followers(
    asks: ApiCaller,
    FromPath(name): FromPath<Username>,
    FromQuery(wanted): FromQuery<FollowsWanted>,
) -> Result<Json<PersonPage>, Problem> {
    let page = follows::followers(asks.site(), asks.viewer(), &name.0, wanted.span()).await?;
    Ok(Json(PersonPage::of(asks.site(), page)))
}

/// List the members that a member follows, latest first
#[utoipa::path(
    get,
    path = "/users/{name}/following",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name."), FollowsWanted),
    responses(
        (status = 200, description = "A page of members.", body = PersonPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_following(
    asks: ApiCaller,
    FromPath(name): FromPath<Username>,
    FromQuery(wanted): FromQuery<FollowsWanted>,
) -> Result<Json<PersonPage>, Problem> {
    let page = follows::following(asks.site(), asks.viewer(), &name.0, wanted.span()).await?;
    Ok(Json(PersonPage::of(asks.site(), page)))
}
