//! Members, for admins.

use super::super::{
    bodies::FromJson,
    credentials::Administrator,
    members::Person,
    params::{FromPath, FromQuery},
    pin_edits::said,
    pins::{default_limit, limit},
    schemas::MembersCursor,
    texts::{Email, Reason, SearchText, Username},
};
use crate::{
    http::AppState,
    model::{
        accounts::Role,
        errors::Problem,
        ids::PlanId,
        links::{LinkPurpose, MadeLink},
        members::{self as model, MemberFilter, MemberSort},
        moderation::{About, Measure},
        page::Cursor,
    },
    services::{Site, members, moderation, pins::Span, plans},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The reason that a member reads when a program lifts their suspension.
const LET_BACK_IN: &str = "An admin lifted your suspension.";

/// Filters for members.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MemberSearch {
    /// Only members whose user name, display name or e-mail address contains this text.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only members with this plan.
    #[param(value_type = PlanId, inline, required = false)]
    plan: Option<PlanId>,
    /// Only members with this role.
    #[param(value_type = Role, inline, required = false)]
    role: Option<Role>,
    /// True for suspended members only, false for all others only.
    #[param(value_type = bool, inline, required = false)]
    suspended: Option<bool>,
    /// The order of the list.
    #[serde(default)]
    #[param(inline)]
    sort: MemberSort,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page, in the same order. Omit it for the first page.
    #[param(value_type = MembersCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A suspension.
#[derive(Serialize, ToSchema)]
struct Suspension {
    /// The reason that was given to the member.
    reason: String,
    /// When the member was suspended.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
}

/// A member, with details for admins.
#[derive(Serialize, ToSchema)]
struct Member {
    #[serde(flatten)]
    person: Person,
    /// The e-mail address.
    #[schema(example = "ana@example.com")]
    email: String,
    /// Whether the e-mail address is confirmed.
    verified: bool,
    role: Role,
    plan: MembersPlan,
    /// Storage used by the original files of the member, in bytes.
    used_bytes: u64,
    /// The storage limit, in bytes. Null if unlimited.
    #[schema(required)]
    quota_bytes: Option<u64>,
    /// When the account was created.
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// Number of pins, including private ones.
    pin_count: u32,
    /// Null if the member is not suspended.
    #[schema(required)]
    suspended: Option<Suspension>,
}

/// The plan of a member.
#[derive(Serialize, ToSchema)]
struct MembersPlan {
    id: PlanId,
    /// The name of the plan.
    #[schema(example = "Basic")]
    name: String,
}

impl Member {
    fn of(site: &Site, member: model::Member) -> Self {
        let model::Member {
            person,
            email,
            verified,
            role,
            plan,
            plan_name,
            used,
            quota,
            pins,
            joined_at,
            suspended,
            ..
        } = member;
        Self {
            person: Person::of(site, person),
            email,
            verified,
            role,
            plan: MembersPlan { id: plan, name: plan_name },
            used_bytes: used,
            quota_bytes: quota,
            joined_at,
            pin_count: pins,
            suspended: suspended.map(|model::Suspended { since, reason }| Suspension { reason, since }),
        }
    }
}

/// A page of members.
#[derive(Serialize, ToSchema)]
struct Members {
    /// The members on this page, in order.
    items: Vec<Member>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<MembersCursor>, inline, required)]
    next: Option<Cursor>,
}

/// Changes to a member. Omitted fields stay as they are, and so do null fields, except `suspended`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberEdit {
    /// The new plan.
    plan: Option<PlanId>,
    role: Option<Role>,
    /// Set it to suspend the member, or to null to lift the suspension. Nothing changes if the member is in that state already.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SuspensionWish>)]
    suspended: Option<Option<SuspensionWish>>,
}

/// The details of a suspension.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SuspensionWish {
    /// The reason, which the member can read.
    reason: Reason,
}

/// The purpose of a one-time link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkWish {
    purpose: LinkPurpose,
}

/// The recipient of an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationWish {
    /// The e-mail address that the invitation is for. If null or omitted, anyone can use the invitation.
    email: Option<Email>,
}

/// A one-time link.
#[derive(Serialize, ToSchema)]
struct Link {
    /// The full URL. It is shown only once.
    #[schema(format = "uri")]
    url: String,
    /// When the link expires.
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
        .routes(routes!(get_member, update_member, delete_member))
        .routes(routes!(create_member_link))
        .routes(routes!(create_invitation))
}

/// List members
#[utoipa::path(
    get,
    path = "/admin/users",
    tag = "admin",
    params(MemberSearch),
    responses(
        (status = 200, description = "A page of members.", body = Members),
        (status = 404, description = "You are not an admin."),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_members(
    Administrator { admin, asks }: Administrator,
    FromQuery(search): FromQuery<MemberSearch>,
) -> Result<Json<Members>, Problem> {
    let MemberSearch { q, plan, role, suspended, sort, limit: size, cursor } = search;
    let filter = MemberFilter { q: q.map(|text| text.0).unwrap_or_default(), plan, role, suspended };
    let page = members::list(asks.site(), admin, &filter, sort, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|member| Member::of(asks.site(), member)).collect();
    Ok(Json(Members { items, next: page.next }))
}

/// Get a member with details for admins
#[utoipa::path(
    get,
    path = "/admin/users/{name}",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses((status = 200, description = "The member.", body = Member)),
    security(("bearer" = ["admin"]))
)]
async fn get_member(
    Administrator { admin, asks }: Administrator,
    FromPath(name): FromPath<Username>,
) -> Result<Json<Member>, Problem> {
    let member = members::one(asks.site(), admin, &name.0).await?;
    Ok(Json(Member::of(asks.site(), member)))
}

/// Update a member’s plan, role or suspension
///
/// Changes are made one by one, in the order plan, role, suspended. If one is refused, those after it are not made.
#[utoipa::path(
    patch,
    path = "/admin/users/{name}",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    request_body = MemberEdit,
    responses(
        (status = 200, description = "The updated member.", body = Member),
        (status = 403, description = "The site would be left without an admin, or the token lacks the required scope.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn update_member(
    Administrator { admin, asks }: Administrator,
    FromPath(name): FromPath<Username>,
    FromJson(MemberEdit { plan, role, suspended }): FromJson<MemberEdit>,
) -> Result<Json<Member>, Problem> {
    let site = asks.site();
    let known = members::one(site, admin, &name.0).await?;
    if let Some(plan) = plan {
        plans::give(site, admin, &name.0, plan).await?;
    }
    if let Some(role) = role {
        members::give_role(site, admin, &name.0, role).await?;
    }
    let measure = match suspended {
        Some(Some(SuspensionWish { reason })) if known.suspended.is_none() => Some((Measure::SuspendMember, reason.0)),
        Some(None) if known.suspended.is_some() => Some((Measure::RestoreMember, LET_BACK_IN.to_owned())),
        _ => None,
    };
    if let Some((measure, reason)) = measure {
        let about = About::Member(known.person.username);
        moderation::act(site, asks.caller.moderator()?, &about, measure, &reason).await?;
    }
    Ok(Json(Member::of(site, members::one(site, admin, &name.0).await?)))
}

/// Delete a member’s account and everything in it
#[utoipa::path(
    delete,
    path = "/admin/users/{name}",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses(
        (status = 204, description = "The account was deleted."),
        (
            status = 403,
            description = "The account is your own, the site would be left without an admin, or the token lacks the required scope."
        )
    ),
    security(("bearer" = ["admin"]))
)]
async fn delete_member(
    Administrator { admin, asks }: Administrator,
    FromPath(name): FromPath<Username>,
) -> Result<StatusCode, Problem> {
    members::delete(asks.site(), admin, &name.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Create a one-time link for a member
///
/// Give the link to the member yourself: it is not sent by e-mail.
#[utoipa::path(
    post,
    path = "/admin/users/{name}/links",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    request_body = LinkWish,
    responses((status = 201, description = "The new link.", body = Link)),
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

/// Create an invitation
///
/// One account can be created with it.
#[utoipa::path(
    post,
    path = "/admin/invitations",
    tag = "admin",
    request_body = InvitationWish,
    responses(
        (status = 201, description = "The new invitation.", body = Link),
        (status = 404, description = "You are not an admin.")
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
