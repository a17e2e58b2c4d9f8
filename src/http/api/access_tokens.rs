//! Personal access tokens: what one gives to a program in place of a password.

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

/// A wish for an access token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWish {
    name: TokenName,
    /// What it may be used for: no more than the token that asks.
    #[schema(min_items = 1)]
    scopes: Vec<Scope>,
    /// For how many days it works. Where null or left out: as long as the personal access token that asks, else until it is revoked.
    #[schema(minimum = 1, maximum = 3650, example = 90)]
    expires_in_days: Option<u32>,
}

/// An access token, without the token.
#[derive(Serialize, ToSchema)]
struct TokenEntry {
    id: TokenId,
    /// What its owner calls it.
    #[schema(example = "Backup")]
    name: String,
    /// What it may be used for.
    scopes: Vec<Scope>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it was last used, to ten minutes; null where never.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    used_at: Option<OffsetDateTime>,
    /// Until when it works; null where until it is revoked.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    expires_at: Option<OffsetDateTime>,
}

impl From<AccessToken> for TokenEntry {
    fn from(AccessToken { id, name, scopes, created_at, used_at, expires_at }: AccessToken) -> Self {
        Self { id, name, scopes, created_at, used_at, expires_at }
    }
}

/// An access token that has just been made.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// The token itself. It cannot be had again.
    #[schema(example = "tessera_5f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d25f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d2")]
    token: String,
    #[serde(flatten)]
    entry: TokenEntry,
}

/// One's access tokens.
#[derive(Serialize, ToSchema)]
struct TokenEntries {
    /// The newest first.
    items: Vec<TokenEntry>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_access_tokens, create_access_token)).routes(routes!(delete_access_token))
}

/// One's access tokens
#[utoipa::path(
    get,
    path = "/tokens",
    tag = "tokens",
    responses((status = 200, description = "Those that still work, and those that have expired", body = TokenEntries)),
    security(("bearer" = ["read"]))
)]
async fn list_access_tokens(Reader(member): Reader) -> Result<Json<TokenEntries>, Problem> {
    let tokens = access_tokens::list(member.site(), member.me).await?;
    Ok(Json(TokenEntries { items: tokens.into_iter().map(TokenEntry::from).collect() }))
}

/// Make an access token
///
/// It is shown this once. More scopes than the token that asks holds, a longer life than it has, or more tokens than an account can
/// have: 403. A token that a personal access token made is revoked with it.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "tokens",
    request_body = TokenWish,
    responses((status = 201, description = "The token", body = MadeToken)),
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
/// So are the tokens that were made by it. Programs that use them are locked out at once.
#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    tag = "tokens",
    params(("id" = TokenId, Path, description = "The entry of the token")),
    responses((status = 204, description = "It works no more")),
    security(("bearer" = ["account"]))
)]
async fn delete_access_token(Keeper(member): Keeper, FromPath(id): FromPath<TokenId>) -> Result<StatusCode, Problem> {
    access_tokens::revoke(member.site(), member.me, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
