//! Blocking members, and whom you have blocked.

use super::{
    credentials::{Reader, Writer},
    members::Person,
    params::{FromPath, FromQuery},
    pins::{default_limit, limit},
    schemas::BlockCursor,
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        blocks::BlockedMember,
        errors::Problem,
        page::{Cursor, Page},
    },
    services::{Site, blocks, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A member whom you have blocked.
#[derive(Serialize, ToSchema)]
struct Block {
    user: Person,
    /// When you blocked the member.
    #[serde(with = "time::serde::rfc3339")]
    blocked_at: OffsetDateTime,
}

/// A page of blocked members.
#[derive(Serialize, ToSchema)]
struct BlockPage {
    /// The members on this page, the latest block first.
    items: Vec<Block>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<BlockCursor>, inline, required)]
    next: Option<Cursor>,
}

impl BlockPage {
    fn of(site: &Site, page: Page<BlockedMember>) -> Self {
        let block = |BlockedMember { person, blocked_at }| Block { user: Person::of(site, person), blocked_at };
        Self { items: page.items.into_iter().map(block).collect(), next: page.next }
    }
}

/// The page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BlocksWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = BlockCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_blocks)).routes(routes!(block_user, unblock_user))
}

/// List the members that you have blocked, latest first
#[utoipa::path(
    get,
    path = "/blocks",
    tag = "conversations",
    params(BlocksWanted),
    responses(
        (status = 200, description = "A page of members.", body = BlockPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_blocks(
    Reader(member): Reader,
    FromQuery(BlocksWanted { limit: size, cursor }): FromQuery<BlocksWanted>,
) -> Result<Json<BlockPage>, Problem> {
    let page = blocks::list(member.caller(), Span { cursor, size }).await?;
    Ok(Json(BlockPage::of(member.site(), page)))
}

/// Block a member
///
/// Neither of you sees, follows, mentions or writes to the other from then on. You stop following each other, and
/// notifications about each other are removed. Blocking a member again has no effect.
#[utoipa::path(
    put,
    path = "/users/{name}/block",
    tag = "conversations",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses(
        (status = 204, description = "The member is blocked."),
        (status = 422, description = "You cannot block yourself, and no more than 1,000 members.")
    ),
    security(("bearer" = ["write"]))
)]
async fn block_user(Writer(member): Writer, FromPath(name): FromPath<Username>) -> Result<StatusCode, Problem> {
    blocks::set(member.caller(), &name.0, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unblock a member
///
/// Has no effect if you have not blocked the member.
#[utoipa::path(
    delete,
    path = "/users/{name}/block",
    tag = "conversations",
    params(("name" = Username, Path, description = "The member’s user name.")),
    responses(
        (status = 204, description = "The member is not blocked by you."),
        (status = 422, description = "You cannot block yourself.")
    ),
    security(("bearer" = ["write"]))
)]
async fn unblock_user(Writer(member): Writer, FromPath(name): FromPath<Username>) -> Result<StatusCode, Problem> {
    blocks::set(member.caller(), &name.0, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
