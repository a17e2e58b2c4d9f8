//! Sessions: a row behind an HttpOnly cookie, and who is signed in.

use super::{AppState, address};
use crate::{
    model::{
        errors::Problem,
        ids::{SessionId, UserId},
    },
    services::{Caller, Site, accounts, credentials::Recognised, sessions::AGENT_LONGEST},
    store::db::{
        Db,
        sessions::{EPOCH_KEY, NAME_KEY, USER_KEY},
    },
};
use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap,
        header::{COOKIE, USER_AGENT},
        request::Parts,
    },
};
use time::{Duration, OffsetDateTime};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, cookie::SameSite, session::Id};
use uuid::Uuid;

/// How long somebody stays signed in after they were last here; no longer than 90 days in all, as the store has it.
const LIFE: Duration = Duration::days(30);

/// How often "last here" is written down, and the cookie renewed.
const TOUCH: Duration = Duration::minutes(10);

const SEEN_KEY: &str = "seen";
const AGENT_KEY: &str = "agent";

/// The layer that finds a request's session. It asks the database only once somebody asks it.
pub fn layer(db: Db, secure: bool) -> SessionManagerLayer<Db> {
    SessionManagerLayer::new(db)
        .with_name(cookie_name(secure))
        .with_secure(secure)
        .with_http_only(true)
        // Links from elsewhere arrive signed in; forms from elsewhere do not.
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(LIFE))
}

/// What the cookie is called. The prefix makes browsers insist that it is of this host and came through HTTPS.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

/// Who is signed in by the cookie of a request, and the session's name. It counts for nothing that one was here.
///
/// # Errors
/// [`Problem::Internal`] where the store fails.
pub async fn of_cookie(site: &Site, headers: &HeaderMap) -> Result<Option<(UserId, SessionId)>, Problem> {
    let name = cookie_name(site.address("/").starts_with("https:"));
    let Some(id) = cookie(headers, name).and_then(|id| id.parse::<Id>().ok()) else { return Ok(None) };
    let record = site.db().load(&id).await.map_err(|error| failed(tower_sessions::session::Error::Store(error)))?;
    let Some(record) = record else { return Ok(None) };
    let text = |key| record.data.get(key).and_then(|value| value.as_str());
    let user = text(USER_KEY).and_then(|user| user.parse().ok());
    Ok(user.zip(text(NAME_KEY).and_then(|name| name.parse().ok())))
}

/// What a cookie of this name holds.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Signs an account in, under a new session id.
///
/// # Errors
/// [`Problem::Internal`] where the store fails.
pub async fn sign_in(session: &Session, recognised: Recognised, headers: &HeaderMap) -> Result<(), Problem> {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let agent: String = agent.chars().take(AGENT_LONGEST).collect();
    session.cycle_id().await.map_err(failed)?;
    session.insert(NAME_KEY, SessionId::from_uuid(Uuid::now_v7())).await.map_err(failed)?;
    session.insert(USER_KEY, recognised.user).await.map_err(failed)?;
    session.insert(EPOCH_KEY, recognised.epoch).await.map_err(failed)?;
    session.insert(AGENT_KEY, agent).await.map_err(failed)?;
    session.insert(SEEN_KEY, OffsetDateTime::now_utc().unix_timestamp()).await.map_err(failed)
}

/// Goes on under a new session id, so that whoever has copied the old one is left behind. Where the session is ended before that,
/// after the epoch that its owner has just begun, nothing comes of it.
///
/// # Errors
/// [`Problem::Internal`] where the store fails.
pub async fn renew(session: &Session, epoch: i32) -> Result<(), Problem> {
    session.insert(EPOCH_KEY, epoch).await.map_err(failed)?;
    session.cycle_id().await.map_err(failed)
}

/// Signs out: the session is gone from the table, and its cookie with it.
///
/// # Errors
/// [`Problem::Internal`] where the store fails.
pub async fn sign_out(session: &Session) -> Result<(), Problem> {
    session.flush().await.map_err(failed)
}

/// Who is signed in, and renews the session where it is due.
async fn signed_in(session: &Session) -> Result<Option<UserId>, Problem> {
    let Some(user) = session.get::<UserId>(USER_KEY).await.map_err(failed)? else { return Ok(None) };
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let seen = session.get::<i64>(SEEN_KEY).await.map_err(failed)?.unwrap_or_default();
    if now - seen > TOUCH.whole_seconds() {
        session.insert(SEEN_KEY, now).await.map_err(failed)?;
    }
    Ok(Some(user))
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let site = state.site.clone();
        let from = address::client(parts, state);
        let session = parts.extensions.get::<Session>().cloned().ok_or(Problem::Internal)?;
        let me = match signed_in(&session).await? {
            Some(user) => accounts::me(&site, user).await?,
            None => None,
        };
        let session = session.get::<SessionId>(NAME_KEY).await.map_err(failed)?;
        Ok(Self { site, me, session, token: None, from })
    }
}

fn failed(error: tower_sessions::session::Error) -> Problem {
    use tower_sessions::{session::Error::Store, session_store::Error::Backend};
    tracing::error!(%error, "the session store could not do as asked");
    // The database behind it, which may be there again in a moment.
    if matches!(error, Store(Backend(_))) { Problem::Busy } else { Problem::Internal }
}
