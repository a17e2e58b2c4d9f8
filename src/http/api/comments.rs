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

/// A comment on a pin.
#[derive(Serialize, ToSchema)]
struct Comment {
    id: CommentId,
    pin_id: PinId,
    author: Person,
    /// The text, in plain text with line breaks.
    #[schema(example = "What a view! @ana, did you see this?")]
    body: String,
    /// When the comment was written.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When the comment was last edited. Null if it never was.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    edited_at: Option<OffsetDateTime>,
    /// The user names of the members that the comment mentions.
    #[schema(example = json!(["ana"]))]
    mentions: Vec<String>,
    /// Whether you may edit it.
    editable: bool,
    /// Whether you may delete it.
    removable: bool,
}

impl Comment {
    fn of(site: &Site, comment: comments::Comment) -> Self {
        let comments::Comment { id, pin, author, body, created_at, edited_at, mentions, editable, removable } = comment;
        let author = Person::of(site, author);
        Self { id, pin_id: pin, author, body, created_at, edited_at, mentions, editable, removable }
    }

    /// The comment, as the caller sees it.
    async fn named(caller: &Caller, id: CommentId) -> Result<Self, Problem> {
        Ok(Self::of(&caller.site, services::comments::comment(caller, id).await?))
    }
}

/// A page of comments.
#[derive(Serialize, ToSchema)]
struct CommentPage {
    /// The comments on this page, newest first.
    items: Vec<Comment>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<CommentCursor>, required)]
    next: Option<Cursor>,
}

/// The page of the list of comments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommentsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = CommentCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The content of a comment.
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

/// List the comments on a pin, newest first
#[utoipa::path(
    get,
    path = "/pins/{id}/comments",
    tag = "comments",
    params(("id" = PinId, Path, description = "The ID of the pin."), CommentsWanted),
    responses(
        (status = 200, description = "A page of comments.", body = CommentPage),
        (status = 422, description = "The cursor belongs to another list.")
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
/// Mention members with `@` and their user name. The owner of the pin is notified, and so are mentioned members who can
/// see the pin.
#[utoipa::path(
    post,
    path = "/pins/{id}/comments",
    tag = "comments",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    request_body = CommentBody,
    responses((status = 201, description = "The new comment.", body = Comment)),
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

/// Get a comment
#[utoipa::path(
    get,
    path = "/comments/{id}",
    tag = "comments",
    params(("id" = CommentId, Path, description = "The ID of the comment.")),
    responses((status = 200, description = "The comment.", body = Comment)),
    security((), ("bearer" = []))
)]
async fn get_comment(asks: ApiCaller, FromPath(id): FromPath<CommentId>) -> Result<Json<Comment>, Problem> {
    Ok(Json(Comment::named(&asks.looking(), id).await?))
}

/// Edit a comment
///
/// Members who are mentioned for the first time are notified. Only the author can edit a comment; others get 403.
#[utoipa::path(
    patch,
    path = "/comments/{id}",
    tag = "comments",
    params(("id" = CommentId, Path, description = "The ID of the comment.")),
    request_body = CommentBody,
    responses((status = 200, description = "The updated comment.", body = Comment)),
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
/// You can delete your own comments and the comments on your pins. An admin with a token that has the scope `admin` can
/// delete any comment. Others get 403.
#[utoipa::path(
    delete,
    path = "/comments/{id}",
    tag = "comments",
    params(("id" = CommentId, Path, description = "The ID of the comment.")),
    responses((status = 204, description = "The comment was deleted.")),
    security(("bearer" = ["write"]))
)]
async fn delete_comment(Writer(member): Writer, FromPath(id): FromPath<CommentId>) -> Result<StatusCode, Problem> {
    services::comments::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
