//! The members of a community: listing them, giving roles, time-outs, removals and bans.

use super::super::{
    bodies::FromJson,
    credentials::{ApiCaller, Reader, Writer},
    members::Person,
    params::{FromPath, FromPathOf, FromQuery},
    pins::{default_limit, limit},
    schemas::{CommunityBanCursor, CommunityMemberCursor},
    texts::{CommunityReason, SearchText, Username},
};
use crate::{
    http::AppState,
    model::{
        communities::{self as model, CommunityRole},
        errors::Problem,
        ids::CommunityId,
        page::Cursor,
    },
    services::{Site, communities::members, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Deserializer, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A member of a community.
#[derive(Serialize, ToSchema)]
struct CommunityMember {
    #[serde(flatten)]
    person: Person,
    role: CommunityRole,
    /// When the member joined.
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// Until when the member cannot write. Null if they can, or if you cannot manage the community.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    timed_out_until: Option<OffsetDateTime>,
}

impl CommunityMember {
    fn of(site: &Site, member: model::CommunityMember) -> Self {
        let model::CommunityMember { person, role, joined_at, timed_out_until } = member;
        Self { person: Person::of(site, person), role, joined_at, timed_out_until }
    }
}

/// A page of members of a community.
#[derive(Serialize, ToSchema)]
struct CommunityMemberPage {
    /// The members on this page, latest first.
    items: Vec<CommunityMember>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<CommunityMemberCursor>, required)]
    next: Option<Cursor>,
}

/// Filters for members of a community.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommunityMembersWanted {
    /// Only members whose user name, or a word of whose display name, begins with this text.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = CommunityMemberCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A member of a community, or of the site, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OneMember {
    /// The ID of the community.
    id: CommunityId,
    /// The member’s user name.
    name: Username,
}

/// Changes to a member. Omitted fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommunityMemberEdit {
    /// The new role. If it is `owner`, the current owner becomes a moderator.
    #[schema(nullable = false)]
    role: Option<CommunityRole>,
    /// Until when the member cannot write, at most a year from now. Null ends a time-out.
    #[serde(default, deserialize_with = "time_said")]
    #[schema(value_type = Option<OffsetDateTime>)]
    timed_out_until: Option<Option<OffsetDateTime>>,
    /// The reason for the time-out. The member sees it.
    #[schema(nullable = false)]
    reason: Option<CommunityReason>,
}

/// Distinguishes null from an omitted field.
fn time_said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<OffsetDateTime>>, D::Error> {
    time::serde::rfc3339::option::deserialize(deserializer).map(Some)
}

/// Why something is done to a member, who sees it where they can see the community.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommunityMeasure {
    #[schema(nullable = false)]
    reason: Option<CommunityReason>,
}

fn reason(body: Option<FromJson<CommunityMeasure>>) -> String {
    body.and_then(|FromJson(body)| body.reason).map_or_else(String::new, |reason| reason.0)
}

/// A ban.
#[derive(Serialize, ToSchema)]
struct CommunityBan {
    #[serde(flatten)]
    person: Person,
    /// Who banned them. Null if that account was deleted.
    #[schema(required)]
    banned_by: Option<Person>,
    /// The reason. Empty if none was given.
    reason: String,
    /// When they were banned.
    #[serde(with = "time::serde::rfc3339")]
    banned_at: OffsetDateTime,
}

/// A page of bans.
#[derive(Serialize, ToSchema)]
struct CommunityBanPage {
    /// The bans on this page, latest first.
    items: Vec<CommunityBan>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<CommunityBanCursor>, required)]
    next: Option<Cursor>,
}

/// The page of the list of bans.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommunityBansWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = CommunityBanCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_community_members))
        .routes(routes!(update_community_member, remove_community_member))
        .routes(routes!(list_community_bans))
        .routes(routes!(ban_from_community, lift_community_ban))
}

/// List the members of a community, latest first
///
/// Only members can list the members of a private community, with a token that has the scope `read`.
#[utoipa::path(
    get,
    path = "/communities/{id}/members",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community."), CommunityMembersWanted),
    responses(
        (status = 200, description = "A page of members.", body = CommunityMemberPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_community_members(
    asks: ApiCaller,
    FromPath(id): FromPath<CommunityId>,
    FromQuery(CommunityMembersWanted { q, limit: size, cursor }): FromQuery<CommunityMembersWanted>,
) -> Result<Json<CommunityMemberPage>, Problem> {
    let words = q.map_or_else(String::new, |text| text.0);
    let page = members::list(&asks.looking(), id, &words, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|member| CommunityMember::of(asks.site(), member)).collect();
    Ok(Json(CommunityMemberPage { items, next: page.next }))
}

/// Change the role of a member, or time them out
///
/// Only the owner can change roles; moderators can give up their own. The owner and the moderators can time out members;
/// only the owner can time out moderators. An admin with a token that has the scope `admin` can do all of it.
#[utoipa::path(
    patch,
    path = "/communities/{id}/members/{name}",
    tag = "communities",
    params(OneMember),
    request_body = CommunityMemberEdit,
    responses((status = 204, description = "The member was changed.")),
    security(("bearer" = ["write"]))
)]
async fn update_community_member(
    Writer(member): Writer,
    FromPathOf(OneMember { id, name }): FromPathOf<OneMember>,
    FromJson(edit): FromJson<CommunityMemberEdit>,
) -> Result<StatusCode, Problem> {
    let caller = member.acting();
    if let Some(role) = edit.role {
        members::set_role(&caller, id, &name.0, role).await?;
    }
    if let Some(until) = edit.timed_out_until {
        let reason = edit.reason.map_or_else(String::new, |reason| reason.0);
        members::time_out(&caller, id, &name.0, until, &reason).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a member from a community
///
/// They can join again if the community is public. Only the owner and the moderators can, or an admin with a token that
/// has the scope `admin`; only the owner can remove moderators.
#[utoipa::path(
    delete,
    path = "/communities/{id}/members/{name}",
    tag = "communities",
    params(OneMember),
    request_body = Option<CommunityMeasure>,
    responses((status = 204, description = "The member was removed.")),
    security(("bearer" = ["write"]))
)]
async fn remove_community_member(
    Writer(member): Writer,
    FromPathOf(OneMember { id, name }): FromPathOf<OneMember>,
    body: Option<FromJson<CommunityMeasure>>,
) -> Result<StatusCode, Problem> {
    members::remove(&member.acting(), id, &name.0, &reason(body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the bans of a community, latest first
///
/// Only for the owner and the moderators, and for admins with a token that has the scope `admin`.
#[utoipa::path(
    get,
    path = "/communities/{id}/bans",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community."), CommunityBansWanted),
    responses(
        (status = 200, description = "A page of bans.", body = CommunityBanPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_community_bans(
    Reader(member): Reader,
    FromPath(id): FromPath<CommunityId>,
    FromQuery(CommunityBansWanted { limit: size, cursor }): FromQuery<CommunityBansWanted>,
) -> Result<Json<CommunityBanPage>, Problem> {
    let page = members::bans(&member.acting(), id, Span { cursor, size }).await?;
    let site = member.site();
    let items = page.items.into_iter().map(|ban| {
        let model::CommunityBan { person, banned_by, reason, banned_at } = ban;
        let banned_by = banned_by.map(|person| Person::of(site, person));
        CommunityBan { person: Person::of(site, person), banned_by, reason, banned_at }
    });
    Ok(Json(CommunityBanPage { items: items.collect(), next: page.next }))
}

/// Ban a member of the site from a community
///
/// They are removed, can no longer see the community, and cannot join it. Banning again replaces the reason. Only the
/// owner and the moderators can, or an admin with a token that has the scope `admin`; only the owner can ban moderators.
#[utoipa::path(
    put,
    path = "/communities/{id}/bans/{name}",
    tag = "communities",
    params(OneMember),
    request_body = Option<CommunityMeasure>,
    responses((status = 204, description = "They are banned.")),
    security(("bearer" = ["write"]))
)]
async fn ban_from_community(
    Writer(member): Writer,
    FromPathOf(OneMember { id, name }): FromPathOf<OneMember>,
    body: Option<FromJson<CommunityMeasure>>,
) -> Result<StatusCode, Problem> {
    members::ban(&member.acting(), id, &name.0, &reason(body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lift a ban
///
/// Has no effect if they are not banned.
#[utoipa::path(
    delete,
    path = "/communities/{id}/bans/{name}",
    tag = "communities",
    params(OneMember),
    responses((status = 204, description = "They are not banned.")),
    security(("bearer" = ["write"]))
)]
async fn lift_community_ban(
    Writer(member): Writer,
    FromPathOf(OneMember { id, name }): FromPathOf<OneMember>,
) -> Result<StatusCode, Problem> {
    members::unban(&member.acting(), id, &name.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
