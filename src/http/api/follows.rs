//! Follows: begun, ended, and looked at.

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

/// How a member is followed.
#[derive(Serialize, ToSchema)]
struct Follow {
    /// Whether whoever asks follows them.
    following: bool,
    /// How many do.
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
    /// Whether whoever asks follows them.
    followed: bool,
}

/// A page of members.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonPage {
    /// The members on this page, in order.
    items: Vec<ListedPerson>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

impl ListedPerson {
    /// A member, as programs get them.
    pub(super) fn of(site: &Site, PersonCard { person, followed }: PersonCard) -> Self {
        Self { person: Person::of(site, person), followed }
    }
}

impl PersonPage {
    /// A page, as programs get it.
    pub(super) fn of(site: &Site, page: Page<PersonCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| ListedPerson::of(site, card)).collect(), next: page.next }
    }
}

/// Which follows are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FollowsWanted {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
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
/// Twice is the same as once.
#[utoipa::path(
    put,
    path = "/users/{name}/follow",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name")),
    responses(
        (status = 200, description = "How they are followed now", body = Follow),
        (status = 422, description = "It is whoever asks")
    ),
    security(("bearer" = ["write"]))
)]
async fn follow_user(Writer(member): Writer, FromPath(name): FromPath<Username>) -> Result<Json<Follow>, Problem> {
    Ok(Json(follows::set(member.caller(), &name.0, true).await?.into()))
}

/// Follow a member no more
///
/// Twice is the same as once.
#[utoipa::path(
    delete,
    path = "/users/{name}/follow",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name")),
    responses(
        (status = 200, description = "How they are followed now", body = Follow),
        (status = 422, description = "It is whoever asks")
    ),
    security(("bearer" = ["write"]))
)]
async fn unfollow_user(Writer(member): Writer, FromPath(name): FromPath<Username>) -> Result<Json<Follow>, Problem> {
    Ok(Json(follows::set(member.caller(), &name.0, false).await?.into()))
}

/// Who follows a member, the latest first
#[utoipa::path(
    get,
    path = "/users/{name}/followers",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name"), FollowsWanted),
    responses(
        (status = 200, description = "A page of members", body = PersonPage),
        (status = 422, description = "The cursor is of another list")
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

/// Whom a member follows, the latest first
#[utoipa::path(
    get,
    path = "/users/{name}/following",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name"), FollowsWanted),
    responses(
        (status = 200, description = "A page of members", body = PersonPage),
        (status = 422, description = "The cursor is of another list")
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
