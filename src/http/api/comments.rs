//! Comments on pins.

use super::{
    bodies::FromJson,
    credentials::{ApiCaller, Writer},
    members::Person,
    params::{FromPath, FromQuery},
    pins::{default_limit, limit},
    schemas::CommentCursor,
    texts::CommentText,
};
use crate::{
    http::AppState,
    model::{
        comments,
        errors::Problem,
        ids::{CommentId, PinId},
        page::Cursor,
    },
    services::{self, Caller, Site, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What a member says about a pin.
#[derive(Serialize, ToSchema)]
struct Comment {
    id: CommentId,
    pin_id: PinId,
    author: Person,
    /// Some lines of plain text.
    #[schema(example = "What a view! @ana, did you see this?")]
    body: String,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it was changed last; null where never.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    edited_at: Option<OffsetDateTime>,
    /// The user names of those it mentions, of members that there are.
    #[schema(example = json!(["ana"]))]
    mentions: Vec<String>,
    /// Whether whoever asks may change it.
    editable: bool,
    /// Whether whoever asks may delete it.
    removable: bool,
}

impl Comment {
    fn of(site: &Site, comment: comments::Comment) -> Self {
        let comments::Comment { id, pin, author, body, created_at, edited_at, mentions, editable, removable } = comment;
        let author = Person::of(site, author);
        Self { id, pin_id: pin, author, body, created_at, edited_at, mentions, editable, removable }
    }

    /// The comment, as whoever asks sees it.
    async fn named(caller: &Caller, id: CommentId) -> Result<Self, Problem> {
        Ok(Self::of(&caller.site, services::comments::comment(caller, id).await?))
    }
}

/// A page of comments.
#[derive(Serialize, ToSchema)]
struct CommentPage {
    /// The comments on this page, the newest first.
    items: Vec<Comment>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<CommentCursor>, required)]
    next: Option<Cursor>,
}

/// Which comments are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommentsWanted {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = CommentCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// What is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommentBody {
    body: CommentText,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_comments, create_comment)).routes(routes!(
        get_comment,
        update_comment,
        delete_comment
    ))
}

/// The comments on a pin, the newest first
#[utoipa::path(
    get,
    path = "/pins/{id}/comments",
    tag = "comments",
    params(("id" = PinId, Path, description = "The pin"), CommentsWanted),
    responses(
        (status = 200, description = "A page of comments", body = CommentPage),
        (status = 422, description = "The cursor is of another list")
    ),
    security((), ("bearer" = []))
)]
async fn list_comments(
    asks: ApiCaller,
    FromPath(id): FromPath<PinId>,
    FromQuery(CommentsWanted { limit: size, cursor }): FromQuery<CommentsWanted>,
) -> Result<Json<CommentPage>, Problem> {
    let caller = asks.looking();
    let page = services::comments::list(&caller, id, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|comment| Comment::of(&caller.site, comment)).collect();
    Ok(Json(CommentPage { items, next: page.next }))
}

/// Comment on a pin
///
/// Members are mentioned by `@` and their user name; those who may see the pin hear of it, and so does its owner.
#[utoipa::path(
    post,
    path = "/pins/{id}/comments",
    tag = "comments",
    params(("id" = PinId, Path, description = "The pin")),
    request_body = CommentBody,
    responses((status = 201, description = "The comment", body = Comment)),
    security(("bearer" = ["write"]))
)]
async fn create_comment(
    Writer(member): Writer,
    FromPath(id): FromPath<PinId>,
    FromJson(CommentBody { body }): FromJson<CommentBody>,
) -> Result<(StatusCode, Json<Comment>), Problem> {
    let caller = member.acting();
    let comment = services::comments::add(&caller, id, &body.0).await?;
    Ok((StatusCode::CREATED, Json(Comment::named(&caller, comment).await?)))
}

/// A comment
#[utoipa::path(
    get,
    path = "/comments/{id}",
    tag = "comments",
    params(("id" = CommentId, Path, description = "The comment")),
    responses((status = 200, description = "The comment", body = Comment)),
    security((), ("bearer" = []))
)]
async fn get_comment(asks: ApiCaller, FromPath(id): FromPath<CommentId>) -> Result<Json<Comment>, Problem> {
    Ok(Json(Comment::named(&asks.looking(), id).await?))
}

/// Change a comment of one's own
///
/// Whoever it did not mention before hears of it. Of another's comment: 403.
#[utoipa::path(
    patch,
    path = "/comments/{id}",
    tag = "comments",
    params(("id" = CommentId, Path, description = "The comment")),
    request_body = CommentBody,
    responses((status = 200, description = "The comment, changed", body = Comment)),
    security(("bearer" = ["write"]))
)]
async fn update_comment(
    Writer(member): Writer,
    FromPath(id): FromPath<CommentId>,
    FromJson(CommentBody { body }): FromJson<CommentBody>,
) -> Result<Json<Comment>, Problem> {
    let caller = member.acting();
    services::comments::edit(&caller, id, &body.0).await?;
    Ok(Json(Comment::named(&caller, id).await?))
}

/// Delete a comment
///
/// One's own, or one on a pin of one's own. Another's: 403, but for an admin, whose token needs the scope `admin` as well.
#[utoipa::path(
    delete,
    path = "/comments/{id}",
    tag = "comments",
    params(("id" = CommentId, Path, description = "The comment")),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = ["write"]))
)]
async fn delete_comment(Writer(member): Writer, FromPath(id): FromPath<CommentId>) -> Result<StatusCode, Problem> {
    services::comments::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
