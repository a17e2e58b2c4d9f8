//! Boards made, changed and deleted, and what is on them.

use super::{
    boards::WholeBoard,
    bodies::FromJson,
    credentials::Writer,
    params::{FromPath, FromPathPair},
    pin_edits::said,
    shapes::{Group, OneOf, Shapes},
    texts::{BoardDescription, BoardTitle},
};
use crate::{
    http::AppState,
    model::{
        boards::{BoardVisibility, BoardWords, Place},
        errors::Problem,
        ids::{BoardId, PinId},
    },
    services::boards,
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A board to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBoard {
    /// No other board of the same owner has it, whatever the case of its letters.
    title: BoardTitle,
    description: Option<BoardDescription>,
    /// Public where it is left out.
    visibility: Option<BoardVisibility>,
}

/// What is to be changed. What is left out stays as it is, and so does what is null, but for `cover`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BoardEdit {
    /// No other board of the same owner has it, whatever the case of its letters.
    title: Option<BoardTitle>,
    description: Option<BoardDescription>,
    visibility: Option<BoardVisibility>,
    /// A pin that is on it. Null leaves it to the first.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<PinId>)]
    cover: Option<Option<PinId>>,
}

impl From<BoardEdit> for BoardWords {
    fn from(edit: BoardEdit) -> Self {
        Self {
            title: edit.title.map(|title| title.0),
            description: edit.description.map(|text| text.0),
            visibility: edit.visibility,
            cover: edit.cover,
        }
    }
}

/// Where on a board a pin goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinPlace {
    /// Right before this pin, which is on it.
    #[schema(nullable = false)]
    before: Option<PinId>,
    /// Right after this pin, which is on it.
    #[schema(nullable = false)]
    after: Option<PinId>,
}

impl Shapes for PinPlace {
    const CHOICES: &'static [&'static [Group]] = &[&[&["before"], &["after"]]];
}

// By this name the document's macros take it: they know no generic types.
type PlaceShapes = OneOf<PinPlace>;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_board))
        .routes(routes!(update_board, delete_board))
        .routes(routes!(put_pin_on_board, take_pin_off_board))
}

/// Make a board
#[utoipa::path(
    post,
    path = "/boards",
    tag = "boards",
    request_body = NewBoard,
    responses((status = 201, description = "The board", body = WholeBoard)),
    security(("bearer" = ["write"]))
)]
async fn create_board(
    Writer(member): Writer,
    FromJson(board): FromJson<NewBoard>,
) -> Result<(StatusCode, Json<WholeBoard>), Problem> {
    let words = BoardWords {
        title: Some(board.title.0),
        description: board.description.map(|text| text.0),
        visibility: board.visibility,
        cover: None,
    };
    let caller = member.acting();
    let id = boards::create(&caller, words, &[]).await?;
    Ok((StatusCode::CREATED, Json(WholeBoard::named(&caller, id).await?)))
}

/// Change a board of one's own
///
/// Of another's board: 403, but for an admin, whose token needs the scope `admin` as well. Another's private board is not
/// there: 404.
#[utoipa::path(
    patch,
    path = "/boards/{id}",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The board")),
    request_body = BoardEdit,
    responses((status = 200, description = "The board, changed", body = WholeBoard)),
    security(("bearer" = ["write"]))
)]
async fn update_board(
    Writer(member): Writer,
    FromPath(id): FromPath<BoardId>,
    FromJson(edit): FromJson<BoardEdit>,
) -> Result<Json<WholeBoard>, Problem> {
    let caller = member.acting();
    boards::edit(&caller, id, edit.into()).await?;
    Ok(Json(WholeBoard::named(&caller, id).await?))
}

/// Delete a board of one's own
///
/// The pins on it stay. Of another's board: as its change.
#[utoipa::path(
    delete,
    path = "/boards/{id}",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The board")),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = ["write"]))
)]
async fn delete_board(Writer(member): Writer, FromPath(id): FromPath<BoardId>) -> Result<StatusCode, Problem> {
    boards::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a pin on a board of one's own, or give it another place there
///
/// Any pin that one may see, whoever owns it. Without a body it goes to the end, or stays where it is: twice is the same as
/// once. On another's board: 403.
#[utoipa::path(
    put,
    path = "/boards/{id}/pins/{pin}",
    tag = "boards",
    params(
        ("id" = BoardId, Path, description = "The board"),
        ("pin" = PinId, Path, description = "The pin")
    ),
    request_body = Option<PlaceShapes>,
    responses((status = 204, description = "It is there")),
    security(("bearer" = ["write"]))
)]
async fn put_pin_on_board(
    Writer(member): Writer,
    FromPathPair(id, pin): FromPathPair<BoardId, PinId>,
    body: Option<FromJson<Value>>,
) -> Result<StatusCode, Problem> {
    let place = match body.map(|FromJson(body)| PlaceShapes::read(body)).transpose()? {
        Some(PinPlace { before: Some(other), .. }) => Some(Place::Before(other)),
        Some(PinPlace { after: Some(other), .. }) => Some(Place::After(other)),
        _ => None,
    };
    boards::put(&member.acting(), id, pin, place).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a pin off a board of one's own
///
/// Twice is the same as once. Of another's board: as its change.
#[utoipa::path(
    delete,
    path = "/boards/{id}/pins/{pin}",
    tag = "boards",
    params(
        ("id" = BoardId, Path, description = "The board"),
        ("pin" = PinId, Path, description = "The pin")
    ),
    responses((status = 204, description = "It is not there any more")),
    security(("bearer" = ["write"]))
)]
async fn take_pin_off_board(
    Writer(member): Writer,
    FromPathPair(id, pin): FromPathPair<BoardId, PinId>,
) -> Result<StatusCode, Problem> {
    boards::take_off(&member.acting(), id, pin).await?;
    Ok(StatusCode::NO_CONTENT)
}
