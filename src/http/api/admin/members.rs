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

/// What somebody is told who is let back in by a program.
const LET_BACK_IN: &str = "An admin has let you back in.";

/// Which members are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MemberSearch {
    /// Only those whose user name, display name or e-mail holds this.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only those with this plan.
    #[param(value_type = PlanId, inline, required = false)]
    plan: Option<PlanId>,
    /// Only those with this role.
    #[param(value_type = Role, inline, required = false)]
    role: Option<Role>,
    /// Only those who are suspended, or only those who are not.
    #[param(value_type = bool, inline, required = false)]
    suspended: Option<bool>,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    sort: MemberSort,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before, in the same order; left out for the first.
    #[param(value_type = MembersCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// Why, and since when, somebody is kept out.
#[derive(Serialize, ToSchema)]
struct Suspension {
    /// As they are told.
    reason: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
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
    plan: MembersPlan,
    /// How much their files take, in bytes, as they were uploaded.
    used_bytes: u64,
    /// How much they may take, in bytes; null for no end.
    #[schema(required)]
    quota_bytes: Option<u64>,
    /// Since when they are a member.
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// How many pins they have, private ones included.
    pin_count: u32,
    /// Null where they are not kept out.
    #[schema(required)]
    suspended: Option<Suspension>,
}

/// The plan that a member has.
#[derive(Serialize, ToSchema)]
struct MembersPlan {
    id: PlanId,
    /// What it is called.
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
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<MembersCursor>, inline, required)]
    next: Option<Cursor>,
}

/// What is to be changed. What is left out stays as it is, and so does what is null, but for `suspended`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberEdit {
    /// The plan that they get.
    plan: Option<PlanId>,
    role: Option<Role>,
    /// Keeps them out, and what is theirs out of sight; null lets them back in. What they are already is left as it is.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SuspensionWish>)]
    suspended: Option<Option<SuspensionWish>>,
}

/// Why somebody is to be kept out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SuspensionWish {
    /// As they are told.
    reason: Reason,
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
        .routes(routes!(get_member, update_member, delete_member))
        .routes(routes!(create_member_link))
        .routes(routes!(create_invitation))
}

/// Members
#[utoipa::path(
    get,
    path = "/admin/users",
    tag = "admin",
    params(MemberSearch),
    responses(
        (status = 200, description = "A page of members", body = Members),
        (status = 404, description = "Whoever asks is no admin"),
        (status = 422, description = "The cursor is of another list")
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

/// A member, as admins see them
#[utoipa::path(
    get,
    path = "/admin/users/{name}",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    responses((status = 200, description = "The member", body = Member)),
    security(("bearer" = ["admin"]))
)]
async fn get_member(
    Administrator { admin, asks }: Administrator,
    FromPath(name): FromPath<Username>,
) -> Result<Json<Member>, Problem> {
    let member = members::one(asks.site(), admin, &name.0).await?;
    Ok(Json(Member::of(asks.site(), member)))
}

/// Change what a member has, or may do
///
/// What is named is done in this order, each by itself: plan, role, suspended. The first that is refused ends it.
#[utoipa::path(
    patch,
    path = "/admin/users/{name}",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    request_body = MemberEdit,
    responses(
        (status = 200, description = "The member, changed", body = Member),
        (status = 403, description = "It would leave the site without an admin, or the token does not hold the scope")
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

/// Delete a member’s account, with everything in it
#[utoipa::path(
    delete,
    path = "/admin/users/{name}",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "It is one’s own, or it would leave the site without an admin, or the token does not hold the scope")
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
