//! Invitations: links that let people into a community.

use super::{
    super::{
        bodies::FromJson,
        credentials::{ApiCaller, Reader, Writer},
        members::Person,
        params::{FromPath, FromPathOf, FromQuery},
        pins::{default_limit, limit},
        schemas::InvitationCursor,
        texts::Secret,
    },
    Community, WholeCommunity,
};
use crate::{
    http::AppState,
    model::{
        communities as model,
        errors::Problem,
        ids::{CommunityId, InvitationId},
        page::Cursor,
    },
    services::{Site, communities::invitations, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// An invitation, without its URL.
#[derive(Serialize, ToSchema)]
struct CommunityInvitation {
    id: InvitationId,
    /// Who created it. Null if that account was deleted.
    #[schema(required)]
    created_by: Option<Person>,
    /// How many people it lets in. Null for no limit.
    #[schema(required, minimum = 1)]
    max_uses: Option<u32>,
    /// How many people it has let in.
    uses: u32,
    /// When it expires. Null if it does not.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    expires_at: Option<OffsetDateTime>,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl CommunityInvitation {
    fn of(site: &Site, invitation: model::CommunityInvitation) -> Self {
        let model::CommunityInvitation { id, created_by, max_uses, uses, expires_at, created_at } = invitation;
        let created_by = created_by.map(|person| Person::of(site, person));
        Self { id, created_by, max_uses, uses, expires_at, created_at }
    }
}

/// A page of invitations.
#[derive(Serialize, ToSchema)]
struct CommunityInvitationPage {
    /// The invitations on this page, newest first.
    items: Vec<CommunityInvitation>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<InvitationCursor>, required)]
    next: Option<Cursor>,
}

/// The page of the list of invitations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InvitationsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = InvitationCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A request to create an invitation.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCommunityInvitation {
    /// How many people it lets in. Null or omitted for no limit.
    #[schema(minimum = 1, maximum = 100000)]
    max_uses: Option<u32>,
    /// How long it works, in seconds. Null or omitted for no end.
    #[schema(minimum = 60, maximum = 31536000, example = 604800)]
    expires_in: Option<u32>,
}

/// A new invitation.
#[derive(Serialize, ToSchema)]
struct MadeCommunityInvitation {
    id: InvitationId,
    /// The URL. It is shown only once.
    #[schema(
        format = "uri",
        example = "https://example.com/invite/5f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d25f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d2"
    )]
    url: String,
}

/// An invitation of a community, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OneInvitation {
    /// The ID of the community.
    id: CommunityId,
    /// The ID of the invitation.
    invitation: InvitationId,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_community_invitations, create_community_invitation))
        .routes(routes!(revoke_community_invitation))
        .routes(routes!(get_invitation, accept_invitation))
}

/// List the invitations of a community that work, newest first
///
/// Only for the owner and the moderators, and for admins with a token that has the scope `admin`.
#[utoipa::path(
    get,
    path = "/communities/{id}/invitations",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community."), InvitationsWanted),
    responses(
        (status = 200, description = "A page of invitations.", body = CommunityInvitationPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_community_invitations(
    Reader(member): Reader,
    FromPath(id): FromPath<CommunityId>,
    FromQuery(InvitationsWanted { limit: size, cursor }): FromQuery<InvitationsWanted>,
) -> Result<Json<CommunityInvitationPage>, Problem> {
    let page = invitations::list(&member.acting(), id, Span { cursor, size }).await?;
    let site = member.site();
    let items = page.items.into_iter().map(|invitation| CommunityInvitation::of(site, invitation)).collect();
    Ok(Json(CommunityInvitationPage { items, next: page.next }))
}

/// Create an invitation
///
/// Anyone with the URL can join the community, even if it is private. Only the owner and the moderators can, or an admin
/// with a token that has the scope `admin`.
#[utoipa::path(
    post,
    path = "/communities/{id}/invitations",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    request_body = NewCommunityInvitation,
    responses(
        (status = 201, description = "The new invitation.", body = MadeCommunityInvitation),
        (status = 409, description = "The community has reached its limit of invitations.")
    ),
    security(("bearer" = ["write"]))
)]
async fn create_community_invitation(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
    FromJson(new): FromJson<NewCommunityInvitation>,
) -> Result<(StatusCode, Json<MadeCommunityInvitation>), Problem> {
    let (url, id) = invitations::create(&member.acting(), id, new.max_uses, new.expires_in).await?;
    Ok((StatusCode::CREATED, Json(MadeCommunityInvitation { id, url })))
}

/// Revoke an invitation
///
/// It stops working at once. Those who joined by it stay.
#[utoipa::path(
    delete,
    path = "/communities/{id}/invitations/{invitation}",
    tag = "communities",
    params(OneInvitation),
    responses((status = 204, description = "The invitation was revoked.")),
    security(("bearer" = ["write"]))
)]
async fn revoke_community_invitation(
    Writer(member): Writer,
    FromPathOf(OneInvitation { id, invitation }): FromPathOf<OneInvitation>,
) -> Result<StatusCode, Problem> {
    invitations::revoke(&member.acting(), id, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get the community that an invitation leads to
///
/// The token is the last part of the invitation’s URL.
#[utoipa::path(
    get,
    path = "/invitations/{token}",
    tag = "communities",
    params(("token" = Secret, Path, description = "The token of the invitation.")),
    responses(
        (status = 200, description = "The community.", body = Community),
        (status = 410, description = "The invitation no longer works.")
    ),
    security((), ("bearer" = []))
)]
async fn get_invitation(asks: ApiCaller, FromPath(token): FromPath<Secret>) -> Result<Json<Community>, Problem> {
    let card = invitations::look(&asks.looking(), &token.0).await?;
    Ok(Json(Community::of(asks.site(), card)))
}

/// Accept an invitation
///
/// If you are a member already, nothing changes.
#[utoipa::path(
    post,
    path = "/invitations/{token}",
    tag = "communities",
    params(("token" = Secret, Path, description = "The token of the invitation.")),
    responses(
        (status = 200, description = "The community that you are a member of.", body = WholeCommunity),
        (status = 410, description = "The invitation no longer works.")
    ),
    security(("bearer" = ["write"]))
)]
async fn accept_invitation(
    Writer(member): Writer,
    FromPath(token): FromPath<Secret>,
) -> Result<Json<WholeCommunity>, Problem> {
    let caller = member.acting();
    let community = invitations::accept(&caller, &token.0).await?;
    Ok(Json(WholeCommunity::named(&caller, community).await?))
}
