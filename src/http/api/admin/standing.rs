//! Members warned, suspended and let in again: for moderators and admins.

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
/// They read it among their notifications.
#[utoipa::path(
    post,
    path = "/admin/users/{name}/warnings",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    request_body = Grounds,
    responses(
        (status = 204, description = "They are told"),
        (status = 403, description = "It is oneself, or not a moderator’s to judge"),
        (status = 404, description = "There is no such member")
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
/// They are signed out everywhere, at once, and cannot sign in; nothing of theirs is shown.
#[utoipa::path(
    put,
    path = "/admin/users/{name}/suspension",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    request_body = Grounds,
    responses(
        (status = 204, description = "They are suspended"),
        (status = 403, description = "It is oneself, the last admin, or not a moderator’s to judge"),
        (status = 404, description = "There is no such member"),
        (status = 409, description = "They are suspended already")
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

/// Let a member in again
#[utoipa::path(
    delete,
    path = "/admin/users/{name}/suspension",
    tag = "admin",
    params(("name" = Username, Path, description = "Their user name")),
    request_body = Grounds,
    responses(
        (status = 204, description = "They can sign in again"),
        (status = 403, description = "It is not a moderator’s to judge"),
        (status = 404, description = "There is no such member"),
        (status = 409, description = "They are not suspended")
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
