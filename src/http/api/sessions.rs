//! Where one is signed in: browsers and programs.

use super::{
    credentials::{Keeper, Reader},
    params::FromPath,
};
use crate::{
    http::AppState,
    model::{errors::Problem, ids::SessionId, settings::SignedIn},
    services::sessions,
};
use axum::{Json, http::StatusCode};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A place where one is signed in.
#[derive(Serialize, ToSchema)]
struct Session {
    id: SessionId,
    /// Which browser or program, as far as can be told.
    #[schema(example = "Firefox on Linux")]
    device: String,
    /// Whether it is a program that signed in through the API.
    program: bool,
    /// When somebody signed in there.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it was last used, to ten minutes.
    #[serde(with = "time::serde::rfc3339")]
    seen_at: OffsetDateTime,
    /// Whether it is the one that asks.
    current: bool,
}

impl From<SignedIn> for Session {
    fn from(SignedIn { id, device, program, since, seen, current }: SignedIn) -> Self {
        Self { id, device, program, created_at: since, seen_at: seen, current }
    }
}

/// Everywhere one is signed in.
#[derive(Serialize, ToSchema)]
struct Sessions {
    /// The one that asks first, then the latest used.
    items: Vec<Session>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_sessions, delete_other_sessions)).routes(routes!(delete_session))
}

/// Where one is signed in
#[utoipa::path(
    get,
    path = "/me/sessions",
    tag = "me",
    responses((status = 200, description = "Browsers and programs", body = Sessions)),
    security(("bearer" = ["read"]))
)]
async fn list_sessions(Reader(member): Reader) -> Result<Json<Sessions>, Problem> {
    let sessions = sessions::list(member.site(), member.me, member.caller().session).await?;
    Ok(Json(Sessions { items: sessions.into_iter().map(Session::from).collect() }))
}

/// Sign out one session
#[utoipa::path(
    delete,
    path = "/me/sessions/{id}",
    tag = "me",
    params(("id" = SessionId, Path, description = "The session")),
    responses((status = 204, description = "Signed out there")),
    security(("bearer" = ["account"]))
)]
async fn delete_session(Keeper(member): Keeper, FromPath(id): FromPath<SessionId>) -> Result<StatusCode, Problem> {
    sessions::end(member.site(), member.me, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere but here
///
/// An access token that one made belongs to no session: through it, this signs out everywhere.
#[utoipa::path(
    delete,
    path = "/me/sessions",
    tag = "me",
    responses((status = 204, description = "Signed out everywhere else")),
    security(("bearer" = ["account"]))
)]
async fn delete_other_sessions(Keeper(member): Keeper) -> Result<StatusCode, Problem> {
    sessions::end_others(member.site(), member.me, member.caller().session).await?;
    Ok(StatusCode::NO_CONTENT)
}
