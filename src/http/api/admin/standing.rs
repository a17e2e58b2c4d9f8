//! Warnings and suspensions of members: for moderators and admins.

use super::{
    super::{bodies::FromJson, credentials::Moderating, params::FromPath, texts::Username},
    moderation::{Grounds, done},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        moderation::{About, Measure},
    },
};
use axum::http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(warn_member)).routes(routes!(suspend_member, restore_member))
}

/// Warn a member
///
/// The member sees the warning in their notifications.
#[utoipa::path(
    post,
    path = "/admin/users/{name}/warnings",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The member was warned."),
        (status = 403, description = "It is yourself, or moderators may not act on this member."),
        (status = 404, description = "No such member.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn warn_member(
    asks: Moderating,
    FromPath(name): FromPath<Username>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Member(name.0), Measure::WarnMember, Some(reason)).await
}

/// Suspend a member
///
/// The member is signed out everywhere at once and cannot sign in. Nothing of theirs is shown.
#[utoipa::path(
    put,
    path = "/admin/users/{name}/suspension",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The member is suspended."),
        (status = 403, description = "It is yourself or the last admin, or moderators may not act on this member."),
        (status = 404, description = "No such member."),
        (status = 409, description = "The member is already suspended.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn suspend_member(
    asks: Moderating,
    FromPath(name): FromPath<Username>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Member(name.0), Measure::SuspendMember, Some(reason)).await
}

/// Lift a member’s suspension
#[utoipa::path(
    delete,
    path = "/admin/users/{name}/suspension",
    tag = "admin",
    params(("name" = Username, Path, description = "The member’s user name.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The member can sign in again."),
        (status = 403, description = "Moderators may not act on this member."),
        (status = 404, description = "No such member."),
        (status = 409, description = "The member is not suspended.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn restore_member(
    asks: Moderating,
    FromPath(name): FromPath<Username>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Member(name.0), Measure::RestoreMember, Some(reason)).await
}
