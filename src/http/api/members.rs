//! Members as everyone may see them.

use super::{
    credentials::ApiCaller,
    params::{FromPath, FromQuery},
    pins::{MemberPins, PinPage},
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        accounts::{self, Profile},
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

/// A member, in short.
#[derive(Serialize, ToSchema)]
pub(super) struct Person {
    /// Their name in addresses.
    #[schema(example = "ana_1")]
    username: String,
    /// What they call themselves.
    #[schema(example = "Ana")]
    display_name: String,
    /// A picture for a circle beside the name, WebP; null where there is none, or none yet.
    #[schema(format = "uri", required)]
    avatar_url: Option<String>,
}

impl Person {
    /// A person, with whole addresses.
    pub(super) fn of(site: &Site, person: accounts::Person) -> Self {
        let accounts::Person { username, display_name, avatar } = person;
        Self { username, display_name, avatar_url: avatar.map(|face| site.address(&face.address())) }
    }
}

/// A member.
#[derive(Serialize, ToSchema)]
pub(super) struct User {
    #[serde(flatten)]
    person: Person,
    /// What they say of themselves; empty where nothing.
    bio: String,
    /// Since when they are a member.
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// How many of their pins lists show to whoever asks.
    pin_count: u32,
    /// How many pins they like, of those that lists show to whoever asks. Of 1,001 or more: 1,001.
    #[schema(maximum = 1001)]
    like_count: u32,
    /// How many follow them.
    follower_count: u32,
    /// How many they follow.
    following_count: u32,
    /// Whether whoever asks follows them.
    followed: bool,
    /// Whether they are suspended: nothing of theirs is shown then.
    suspended: bool,
}

impl User {
    /// The member of this name, as this viewer sees them.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such member.
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

/// A member
#[utoipa::path(
    get,
    path = "/users/{name}",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name")),
    responses((status = 200, description = "The member", body = User)),
    security((), ("bearer" = []))
)]
async fn get_user(asks: ApiCaller, FromPath(name): FromPath<Username>) -> Result<Json<User>, Problem> {
    Ok(Json(User::named(asks.site(), asks.viewer(), &name.0).await?))
}

/// A member's pins, newest first
///
/// One's own that are unlisted or private are among them where the token may read.
#[utoipa::path(
    get,
    path = "/users/{name}/pins",
    tag = "users",
    params(("name" = Username, Path, description = "Their user name"), MemberPins),
    responses(
        (status = 200, description = "A page of pins", body = PinPage),
        (status = 422, description = "The cursor is of another list")
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
