//! Creating, changing and deleting boards, and the pins on them.

use super::{
    boards::WholeBoard,
    bodies::FromJson,
    credentials::Writer,
    params::{FromPath, FromPathOf},
    pin_edits::said,
    shapes::{Group, OneOf, Shapes},
    texts::{BoardDescription, BoardTitle},
};
use crate::{
    http::AppState,
    model::{
        boards::{BoardWords, Place, SavedTo},
        errors::Problem,
        ids::{BoardId, PinId},
        visibility::PublicOrPrivate,
    },
    services::boards,
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A new board.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBoard {
    /// The title. It must differ from the titles of your other boards, ignoring case.
    title: BoardTitle,
    description: Option<BoardDescription>,
    /// The default is `public`.
    visibility: Option<PublicOrPrivate>,
}

/// Changes to a board. Omitted fields stay as they are, and so do null fields, except `cover`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BoardEdit {
    /// The title. It must differ from the titles of your other boards, ignoring case.
    title: Option<BoardTitle>,
    description: Option<BoardDescription>,
    visibility: Option<PublicOrPrivate>,
    /// The cover: a pin on this board. Null uses the first pin.
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

/// A pin and a board, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PinOnBoard {
    /// The ID of the board.
    id: BoardId,
    /// The ID of the pin.
    pin: PinId,
}

/// Where on the board to put a pin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinPlace {
    /// Put it directly before this pin, which must be on the board.
    #[schema(nullable = false)]
    before: Option<PinId>,
    /// Put it directly after this pin, which must be on the board.
    #[schema(nullable = false)]
    after: Option<PinId>,
}

impl Shapes for PinPlace {
    const CHOICES: &'static [&'static [Group]] = &[&[&["before"], &["after"]]];
}

// A name for the document's macros, which accept no generic types.
type PlaceShapes = OneOf<PinPlace>;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_board))
        .routes(routes!(update_board, delete_board))
        .routes(routes!(put_pin_on_board, take_pin_off_board))
        .routes(routes!(save_pin))
}

/// Create a board
#[utoipa::path(
    post,
    path = "/boards",
    tag = "boards",
    request_body = NewBoard,
    responses((status = 201, description = "The new board.", body = WholeBoard)),
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

/// Update a board
///
/// Only the owner can, or an admin with a token that has the scope `admin`; others get 403. The private boards of
/// others answer 404.
#[utoipa::path(
    patch,
    path = "/boards/{id}",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The ID of the board.")),
    request_body = BoardEdit,
    responses((status = 200, description = "The updated board.", body = WholeBoard)),
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

/// Delete a board
///
/// The pins on it are kept. Only the owner can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    delete,
    path = "/boards/{id}",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The ID of the board.")),
    responses((status = 204, description = "The board was deleted.")),
    security(("bearer" = ["write"]))
)]
async fn delete_board(Writer(member): Writer, FromPath(id): FromPath<BoardId>) -> Result<StatusCode, Problem> {
    boards::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add a pin to a board, or move it
///
/// You can add any pin that you can see to your own boards. Without a body, a new pin goes to the end, and a pin that
/// is on the board stays where it is. The boards of others answer 403.
#[utoipa::path(
    put,
    path = "/boards/{id}/pins/{pin}",
    tag = "boards",
    params(PinOnBoard),
    request_body = Option<PlaceShapes>,
    responses((status = 204, description = "The pin is on the board.")),
    security(("bearer" = ["write"]))
)]
async fn put_pin_on_board(
    Writer(member): Writer,
    FromPathOf(PinOnBoard { id, pin }): FromPathOf<PinOnBoard>,
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

/// Remove a pin from a board
///
/// Succeeds even if the pin is not on the board. Only the owner can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    delete,
    path = "/boards/{id}/pins/{pin}",
    tag = "boards",
    params(PinOnBoard),
    responses((status = 204, description = "The pin is not on the board.")),
    security(("bearer" = ["write"]))
)]
async fn take_pin_off_board(
    Writer(member): Writer,
    FromPathOf(PinOnBoard { id, pin }): FromPathOf<PinOnBoard>,
) -> Result<StatusCode, Problem> {
    boards::take_off(&member.acting(), id, pin).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Save a pin to the board that you saved to last
///
/// If none of your boards has pins, the newest one is used. If you have no boards, a public board named “Saved” is created.
/// A new pin goes to the end, and a pin that is on the board stays where it is.
#[utoipa::path(
    post,
    path = "/pins/{id}/save",
    tag = "boards",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    responses(
        (status = 200, description = "The board that the pin is on.", body = WholeBoard),
        (status = 201, description = "The new board that was created for the pin.", body = WholeBoard)
    ),
    security(("bearer" = ["write"]))
)]
async fn save_pin(
    Writer(member): Writer,
    FromPath(id): FromPath<PinId>,
) -> Result<(StatusCode, Json<WholeBoard>), Problem> {
    let caller = member.acting();
    let SavedTo { board, created, .. } = boards::save(&caller, id).await?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(WholeBoard::named(&caller, board).await?)))
}
