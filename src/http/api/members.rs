//! Members, as everyone can see them.

use super::{
    credentials::ApiCaller,
    params::{FromPath, FromQuery},
    pins::{MemberPins, PinPage},
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        accounts::{self, Face, Profile},
        errors::Problem,
        ids::UserId,
    },
    services::{self, Site},
};
use axum::Json;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A member, in brief.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Person {
    /// The user name, as it appears in URLs.
    #[schema(example = "ana_1")]
    username: String,
    /// The display name.
    #[schema(example = "Ana")]
    display_name: String,
    /// The avatar, a square picture as WebP. Null if there is none, or if it has not been processed yet. In messages and
    /// over the WebSocket it is relative to the site.
    #[schema(format = "uri-reference", required)]
    avatar_url: Option<String>,
}

impl Person {
    /// Builds the API's view of a member, with full URLs.
    pub(super) fn of(site: &Site, person: accounts::Person) -> Self {
        let accounts::Person { username, display_name, avatar } = person;
        Self { username, display_name, avatar_url: avatar.map(|face| site.address(&face.address())) }
    }
}

/// The same with an avatar relative to the site, for what is sent to many at once.
impl From<accounts::Person> for Person {
    fn from(accounts::Person { username, display_name, avatar }: accounts::Person) -> Self {
        Self { username, display_name, avatar_url: avatar.map(Face::address) }
    }
}

/// A member.
#[derive(Serialize, ToSchema)]
pub(super) struct User {
    #[serde(flatten)]
    person: Person,
    /// The bio. Empty if there is none.
    bio: String,
    /// When the account was created.
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// Number of the member’s pins that lists show to you.
    pin_count: u32,
    /// Number of pins that the member likes and lists show to you, counted up to 1,001.
    #[schema(maximum = 1001)]
    like_count: u32,
    /// Number of followers.
    follower_count: u32,
    /// Number of members that this member follows.
    following_count: u32,
    /// Whether you follow this member.
    followed: bool,
    /// Whether the member is suspended. Nothing of theirs is shown then.
    suspended: bool,
}

impl User {
    /// The member of this name, as the viewer sees them.
    ///
    /// # Errors
    /// [`Problem::NotFound`] if there is no such member.
    pub(super) async fn named(site: &Site, viewer: Option<UserId>, username: &str) -> Result<Self, Problem> {
        let profile = services::accounts::profile(site, viewer, username).await?;
        let Profile { person, bio, joined_at, pins, likes, followers, following, followed, suspended } = profile;
        Ok(Self {
            person: Person::of(site, person),
            bio,
            joined_at,
            pin_count: pins,
            like_count: likes,
            follower_count: followers,
            following_count: following,
            followed,
            suspended,
        })
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_user)).routes(routes!(list_user_pins))
}

/// Get a member
#[utoipa::path(
    get,
    path = "/users/{name}",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses((status = 200, description = "The member.", body = User)),
    security((), ("bearer" = []))
)]
async fn get_user(asks: ApiCaller, FromPath(name): FromPath<Username>) -> Result<Json<User>, Problem> {
    Ok(Json(User::named(asks.site(), asks.viewer(), &name.0).await?))
}

/// List a member’s pins, newest first
///
/// Includes your own unlisted and private pins if your token has the scope `read`.
#[utoipa::path(
    get,
    path = "/users/{name}/pins",
    tag = "users",
    params(("name" = Username, Path, description = "The member’s user name."), MemberPins),
    responses(
        (status = 200, description = "A page of pins.", body = PinPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_user_pins(
    asks: ApiCaller,
    FromPath(name): FromPath<Username>,
    FromQuery(wanted): FromQuery<MemberPins>,
) -> Result<Json<PinPage>, Problem> {
    let tag = wanted.tag.as_ref().map(|tag| tag.0.as_str());
    let page = services::feeds::of_member(asks.site(), asks.viewer(), &name.0, tag, wanted.span()).await?;
    Ok(Json(PinPage::of(asks.site(), page)))
}
