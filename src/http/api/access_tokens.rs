//! Personal access tokens: what a member gives to a program in place of a password.

use super::{
    bodies::FromJson,
    credentials::{Keeper, Reader},
    params::FromPath,
    texts::TokenName,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::TokenId,
        settings::{AccessToken, NewAccessToken, Scope},
    },
    services::access_tokens,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A request to create an access token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWish {
    name: TokenName,
    /// The scopes of the new token. They must be among the scopes of the token that makes the request.
    #[schema(min_items = 1)]
    scopes: Vec<Scope>,
    /// How many days until the token expires. If null or omitted, it lasts as long as the personal access token that
    /// makes the request; otherwise it does not expire.
    #[schema(minimum = 1, maximum = 3650, example = 90)]
    expires_in_days: Option<u32>,
}

/// An access token, without its secret.
#[derive(Serialize, ToSchema)]
struct TokenEntry {
    id: TokenId,
    /// The name of the token.
    #[schema(example = "Backup")]
    name: String,
    /// The scopes of the token.
    scopes: Vec<Scope>,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When the token was last used, to within ten minutes. Null if it was never used.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    used_at: Option<OffsetDateTime>,
    /// When the token expires. Null if it does not expire.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    expires_at: Option<OffsetDateTime>,
}

impl From<AccessToken> for TokenEntry {
    fn from(AccessToken { id, name, scopes, created_at, used_at, expires_at }: AccessToken) -> Self {
        Self { id, name, scopes, created_at, used_at, expires_at }
    }
}

/// A new access token.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// The token itself. It is shown only once.
    #[schema(example = "tessera_5f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d25f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d2")]
    token: String,
    #[serde(flatten)]
    entry: TokenEntry,
}

/// Your access tokens.
#[derive(Serialize, ToSchema)]
struct TokenEntries {
    /// The tokens, newest first.
    items: Vec<TokenEntry>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_access_tokens, create_access_token)).routes(routes!(delete_access_token))
}

/// List your access tokens
#[utoipa::path(
    get,
    path = "/tokens",
    tag = "tokens",
    responses((status = 200, description = "Your access tokens, including expired ones.", body = TokenEntries)),
    security(("bearer" = ["read"]))
)]
async fn list_access_tokens(Reader(member): Reader) -> Result<Json<TokenEntries>, Problem> {
    let tokens = access_tokens::list(member.site(), member.me).await?;
    Ok(Json(TokenEntries { items: tokens.into_iter().map(TokenEntry::from).collect() }))
}

/// Create an access token
///
/// The token is shown only once. The answer is 403 if you ask for more scopes or a longer life than the token that
/// makes the request has, or if the account has reached its limit of tokens. Revoking a personal access token also
/// revokes the tokens created with it.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "tokens",
    request_body = TokenWish,
    responses((status = 201, description = "The new token.", body = MadeToken)),
    security(("bearer" = ["account"]))
)]
async fn create_access_token(
    Keeper(member): Keeper,
    FromJson(TokenWish { name, scopes, expires_in_days: days }): FromJson<TokenWish>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let wish = NewAccessToken { name: name.0, scopes, days };
    let (token, entry) = access_tokens::make(member.caller(), &member.asks.scopes, wish).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token, entry: entry.into() })))
}

/// Revoke an access token
///
/// The token stops working at once, and so do all tokens that were created with it.
#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    tag = "tokens",
    params(("id" = TokenId, Path, description = "The ID of the access token.")),
    responses((status = 204, description = "Revoked.")),
    security(("bearer" = ["account"]))
)]
async fn delete_access_token(Keeper(member): Keeper, FromPath(id): FromPath<TokenId>) -> Result<StatusCode, Problem> {
    access_tokens::revoke(member.site(), member.me, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
