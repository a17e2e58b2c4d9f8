//! What only admins may do. For other members there is nothing here.

use super::{
    bodies::FromJson,
    credentials::Administrator,
    members::Person,
    params::{FromPath, FromQuery},
    texts::{Email, SearchText, Username},
};
use crate::{
    http::AppState,
    model::{
        accounts::Role,
        errors::Problem,
        links::{LinkPurpose, MadeLink},
        settings,
    },
    services::{Site, members},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Which members are looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MemberSearch {
    /// What their user name, display name or e-mail holds. Everybody where left out.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
}

/// A member as admins see them.
#[derive(Serialize, ToSchema)]
struct Member {
    #[serde(flatten)]
    person: Person,
    /// Where mail reaches them.
    #[schema(example = "ana@example.com")]
    email: String,
    /// Whether they have shown that the address is theirs.
    verified: bool,
    role: Role,
    /// Since when they are a member.
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// How many pins they have, private ones included.
    pin_count: u32,
}

impl Member {
    fn of(site: &Site, member: settings::Member) -> Self {
        let settings::Member { person, email, verified, role, joined_at, pins } = member;
        Self { person: Person::of(site, person), email, verified, role, joined_at, pin_count: pins }
    }
}

/// Members that were found.
#[derive(Serialize, ToSchema)]
struct Members {
    /// The newest first, up to fifty.
    items: Vec<Member>,
}

/// A wish for a link made by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkWish {
    purpose: LinkPurpose,
}

/// Who is to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationWish {
    /// Nobody in particular where null or left out.
    email: Option<Email>,
}

/// A link made by hand.
#[derive(Serialize, ToSchema)]
struct Link {
    /// Its whole address. It cannot be had again.
    #[schema(format = "uri")]
    url: String,
    /// Until when it works.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
}

impl From<MadeLink> for Link {
    fn from(MadeLink { url, expires_at }: MadeLink) -> Self {
        Self { url, expires_at }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_members))
        .routes(routes!(create_member_link))
        .routes(routes!(create_invitation))
}

/// Look for members
#[utoipa::path(
    get,
    path = "/admin/users",
    tag = "admin",
    params(MemberSearch),
    responses(
        (status = 200, description = "Members", body = Members),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_members(
    Administrator { admin, asks }: Administrator,
    FromQuery(MemberSearch { q }): FromQuery<MemberSearch>,
) -> Result<Json<Members>, Problem> {
    let text = q.as_ref().map_or("", |text| &text.0);
    let found = members::search(asks.site(), admin, text).await?;
    Ok(Json(Members { items: found.into_iter().map(|member| Member::of(asks.site(), member)).collect() }))
}

/// Make a link for a member by hand, to hand it over in person
#[utoipa::path(
    post,
    path = "/admin/users/{name}/links",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    request_body = LinkWish,
    responses((status = 201, description = "The link", body = Link)),
    security(("bearer" = ["admin"]))
)]
async fn create_member_link(
    Administrator { admin, asks }: Administrator,
    FromPath(name): FromPath<Username>,
    FromJson(LinkWish { purpose }): FromJson<LinkWish>,
) -> Result<(StatusCode, Json<Link>), Problem> {
    let link = members::make_link(asks.site(), admin, &name.0, purpose).await?;
    Ok((StatusCode::CREATED, Json(link.into())))
}

/// Make an invitation by hand
///
/// One account can be opened by it.
#[utoipa::path(
    post,
    path = "/admin/invitations",
    tag = "admin",
    request_body = InvitationWish,
    responses(
        (status = 201, description = "The invitation", body = Link),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn create_invitation(
    Administrator { admin, asks }: Administrator,
    FromJson(InvitationWish { email }): FromJson<InvitationWish>,
) -> Result<(StatusCode, Json<Link>), Problem> {
    let link = members::invite(asks.site(), admin, email.as_ref().map(|email| email.0.as_str())).await?;
    Ok((StatusCode::CREATED, Json(link.into())))
}
