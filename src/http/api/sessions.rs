//! Sessions: the browsers and programs where the caller is signed in.

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

/// A session: a browser or program where you are signed in.
#[derive(Serialize, ToSchema)]
struct Session {
    id: SessionId,
    /// The browser or program, as far as it is known.
    #[schema(example = "Firefox on Linux")]
    device: String,
    /// Whether it is a program that signed in through the API.
    program: bool,
    /// When you signed in.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When the session was last used, to within ten minutes.
    #[serde(with = "time::serde::rfc3339")]
    seen_at: OffsetDateTime,
    /// Whether it is the session that makes the request.
    current: bool,
}

impl From<SignedIn> for Session {
    fn from(SignedIn { id, device, program, since, seen, current }: SignedIn) -> Self {
        Self { id, device, program, created_at: since, seen_at: seen, current }
    }
}

/// Your sessions.
#[derive(Serialize, ToSchema)]
struct Sessions {
    /// The current session first, then the most recently used.
    items: Vec<Session>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_sessions, delete_other_sessions)).routes(routes!(delete_session))
}

/// List your sessions
#[utoipa::path(
    get,
    path = "/me/sessions",
    tag = "me",
    responses((status = 200, description = "Your sessions.", body = Sessions)),
    security(("bearer" = ["read"]))
)]
async fn list_sessions(Reader(member): Reader) -> Result<Json<Sessions>, Problem> {
    let sessions = sessions::list(member.site(), member.me, member.caller().session).await?;
    Ok(Json(Sessions { items: sessions.into_iter().map(Session::from).collect() }))
}

/// Sign out of a session
#[utoipa::path(
    delete,
    path = "/me/sessions/{id}",
    tag = "me",
    params(("id" = SessionId, Path, description = "The ID of the session.")),
    responses((status = 204, description = "The session was signed out.")),
    security(("bearer" = ["account"]))
)]
async fn delete_session(Keeper(member): Keeper, FromPath(id): FromPath<SessionId>) -> Result<StatusCode, Problem> {
    sessions::end(member.site(), member.me, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out of all other sessions
///
/// A personal access token does not belong to a session: with one, this signs out all sessions.
#[utoipa::path(
    delete,
    path = "/me/sessions",
    tag = "me",
    responses((status = 204, description = "All other sessions were signed out.")),
    security(("bearer" = ["account"]))
)]
async fn delete_other_sessions(Keeper(member): Keeper) -> Result<StatusCode, Problem> {
    sessions::end_others(member.site(), member.me, member.caller().session).await?;
    Ok(StatusCode::NO_CONTENT)
}
