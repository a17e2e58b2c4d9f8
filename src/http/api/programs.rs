//! Signing in with a password: a short-lived access token, and a refresh token that works once.

use super::{
    bodies::FromJson,
    credentials::ApiCaller,
    members::User,
    texts::{Login, Password, Secret},
};
use crate::{
    http::AppState,
    model::{errors::Problem, ids::UserId},
    services::{
        Site, accounts,
        programs::{self, ACCESS_LIFE, Tokens},
    },
};
use axum::{
    Json,
    http::{HeaderMap, StatusCode, header::USER_AGENT},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The credentials to sign in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: Login,
    password: Password,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefreshToken {
    refresh_token: Secret,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    user: User,
    /// The access token, to be sent with each request as `Authorization: Bearer …`. It has all scopes.
    access_token: String,
    token_type: TokenType,
    /// How many seconds the access token is valid.
    #[schema(example = 900)]
    expires_in: i64,
    /// The token to get the next pair of tokens with. It works once, within 30 days. Sign in again 90 days after the last sign-in.
    refresh_token: String,
}

/// The type of an access token (RFC 6750).
#[derive(Serialize, ToSchema)]
enum TokenType {
    Bearer,
}

impl SignedIn {
    /// The response for a session with these tokens.
    ///
    /// # Errors
    /// [`Problem::InvalidToken`] if the account was deleted in the meantime.
    pub(super) async fn of(site: &Site, user: UserId, tokens: Tokens) -> Result<Self, Problem> {
        let me = accounts::me(site, user).await?.ok_or(Problem::InvalidToken)?;
        Ok(Self {
            user: User::named(site, Some(user), &me.person.username).await?,
            access_token: tokens.access,
            token_type: TokenType::Bearer,
            expires_in: ACCESS_LIFE.whole_seconds(),
            refresh_token: tokens.refresh,
        })
    }
}

/// The name of the program, from the User-Agent header.
pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default()
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_session))
        .routes(routes!(refresh_session))
        .routes(routes!(revoke_session))
}

/// Sign in
#[utoipa::path(
    post,
    path = "/token",
    tag = "tokens",
    request_body = SignIn,
    responses((status = 200, description = "The tokens of the new session.", body = SignedIn)),
    security(())
)]
async fn create_session(
    asks: ApiCaller,
    headers: HeaderMap,
    FromJson(SignIn { login, password }): FromJson<SignIn>,
) -> Result<Json<SignedIn>, Problem> {
    let recognised = accounts::sign_in(&asks.caller, None, &login.0, password.0).await?;
    let tokens = programs::start(asks.site(), recognised, agent(&headers)).await?;
    Ok(Json(SignedIn::of(asks.site(), recognised.user, tokens).await?))
}

/// Refresh the tokens of a session
///
/// A refresh token works once. If it is used again, it may have been stolen: the session ends, and all its tokens stop working.
#[utoipa::path(
    post,
    path = "/token/refresh",
    tag = "tokens",
    request_body = RefreshToken,
    responses((status = 200, description = "The new tokens.", body = SignedIn)),
    security(())
)]
async fn refresh_session(
    asks: ApiCaller,
    FromJson(RefreshToken { refresh_token }): FromJson<RefreshToken>,
) -> Result<Json<SignedIn>, Problem> {
    let (user, tokens) = programs::refresh(asks.site(), asks.caller.from, &refresh_token.0).await?;
    Ok(Json(SignedIn::of(asks.site(), user, tokens).await?))
}

/// Sign out
///
/// Ends the session of a refresh token, with all its tokens. An unknown token counts as signed out (RFC 7009).
#[utoipa::path(
    post,
    path = "/token/revoke",
    tag = "tokens",
    request_body = RefreshToken,
    responses((status = 204, description = "Signed out.")),
    security(())
)]
async fn revoke_session(
    asks: ApiCaller,
    FromJson(RefreshToken { refresh_token }): FromJson<RefreshToken>,
) -> Result<StatusCode, Problem> {
    programs::end(asks.site(), asks.caller.from, &refresh_token.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
