//! Programs that sign in with a password: a short-lived access token, and a refresh token that works once.

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

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: Login,
    password: Password,
}

/// What a program got when it signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefreshToken {
    refresh_token: Secret,
}

/// A program that is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    user: User,
    /// What each request carries: `Authorization: Bearer …`. It holds every scope.
    access_token: String,
    token_type: TokenType,
    /// For how many seconds the access token works.
    #[schema(example = 900)]
    expires_in: i64,
    /// What fetches the next two tokens. It works once, for 30 days; 90 days after it signed in, a program has to sign in again.
    refresh_token: String,
}

/// How an access token is used (RFC 6750).
#[derive(Serialize, ToSchema)]
enum TokenType {
    Bearer,
}

impl SignedIn {
    /// A program that has been given these tokens.
    ///
    /// # Errors
    /// [`Problem::InvalidToken`] where the account has been deleted meanwhile.
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

/// What a program calls itself.
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
    responses((status = 200, description = "Signed in", body = SignedIn)),
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

/// Fetch the next tokens
///
/// A refresh token works once. One that comes again was stolen, from the program or by it: the session ends then, for
/// whoever holds tokens of it.
#[utoipa::path(
    post,
    path = "/token/refresh",
    tag = "tokens",
    request_body = RefreshToken,
    responses((status = 200, description = "The next tokens", body = SignedIn)),
    security(())
)]
async fn refresh_session(
    asks: ApiCaller,
    FromJson(RefreshToken { refresh_token }): FromJson<RefreshToken>,
) -> Result<Json<SignedIn>, Problem> {
    let (user, tokens) = programs::refresh(asks.site(), asks.caller.from, &refresh_token.0).await?;
    Ok(Json(SignedIn::of(asks.site(), user, tokens).await?))
}

/// Sign out, by a refresh token
///
/// Its session ends with all its tokens. One that is not known is signed out already (RFC 7009).
#[utoipa::path(
    post,
    path = "/token/revoke",
    tag = "tokens",
    request_body = RefreshToken,
    responses((status = 204, description = "Signed out")),
    security(())
)]
async fn revoke_session(
    asks: ApiCaller,
    FromJson(RefreshToken { refresh_token }): FromJson<RefreshToken>,
) -> Result<StatusCode, Problem> {
    programs::end(asks.site(), asks.caller.from, &refresh_token.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
