//! Boards, as each viewer may see them.

use super::{
    credentials::{ApiCaller, Reader},
    members::Person,
    params::{FromPath, FromQuery},
    pins::{PinPage, default_limit, limit},
    qualities::{Quality, available},
    schemas::{AnyCursor, BoardCursor, PlaceCursor},
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        boards::{BoardCard, BoardDetail},
        errors::Problem,
        ids::{BoardId, PictureId, PinId},
        page::{Cursor, Page},
        pictures::{Picture, PictureState},
        visibility::PublicOrPrivate,
    },
    services::{Caller, Site, boards, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A board: a collection of pins.
#[derive(Serialize, ToSchema)]
pub(super) struct Board {
    id: BoardId,
    /// The title of the board.
    #[schema(example = "Garden ideas")]
    title: String,
    /// Who can see the board: everyone, or only its owner.
    visibility: PublicOrPrivate,
    owner: Person,
    /// Number of pins on the board that lists show to you.
    pin_count: u32,
    /// Up to four preview pictures that lists show to you, the cover first.
    pictures: Vec<BoardPicture>,
}

/// A preview picture of a board.
#[derive(Serialize, ToSchema)]
struct BoardPicture {
    image_id: PictureId,
    state: PictureState,
    /// In pixels, of the upright picture at full size.
    #[schema(minimum = 1, example = 5640)]
    width: u32,
    /// In pixels, of the upright picture at full size.
    #[schema(minimum = 1, example = 3172)]
    height: u32,
    /// The sizes of the picture that are available now, by ascending `n`.
    qualities: Vec<Quality>,
}

impl BoardPicture {
    fn of(site: &Site, picture: &Picture) -> Self {
        Self {
            image_id: picture.id,
            state: picture.state,
            width: picture.width,
            height: picture.height,
            qualities: available(site, picture),
        }
    }
}

impl Board {
    /// Builds the API's view of a board.
    pub(super) fn of(site: &Site, card: BoardCard) -> Self {
        let BoardCard { id, title, visibility, owner, count, pictures } = card;
        let pictures = pictures.iter().map(|picture| BoardPicture::of(site, picture)).collect();
        Self { id, title, visibility, owner: Person::of(site, owner), pin_count: count, pictures }
    }
}

/// A board, with all details.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeBoard {
    #[serde(flatten)]
    board: Board,
    /// The description, in plain text with line breaks. Empty if there is none.
    #[schema(example = "For the spring.")]
    description: String,
    /// The pin that was chosen as cover. Null if none was, or if you cannot see it on the board.
    #[schema(required)]
    cover: Option<PinId>,
    /// Whether you may change and delete it.
    editable: bool,
}

impl WholeBoard {
    /// The board, as the caller may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] if it does not exist or is not visible to the caller.
    pub(super) async fn named(caller: &Caller, id: BoardId) -> Result<Self, Problem> {
        let BoardDetail { card, description, cover, editable } = boards::board(caller, id).await?;
        Ok(Self { board: Board::of(&caller.site, card), description, cover, editable })
    }
}

/// A page of boards.
#[derive(Serialize, ToSchema)]
struct BoardPage {
    /// The boards on this page, in order.
    items: Vec<Board>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

impl BoardPage {
    fn of(site: &Site, page: Page<BoardCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| Board::of(site, card)).collect(), next: page.next }
    }
}

/// The page of the list of boards.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BoardsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = BoardCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The page of the list of pins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BoardPinsWanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = PlaceCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_my_boards))
        .routes(routes!(list_user_boards))
        .routes(routes!(get_board))
        .routes(routes!(list_board_pins))
}

/// List your boards, newest first
#[utoipa::path(
    get,
    path = "/boards",
    tag = "boards",
    params(BoardsWanted),
    responses(
        (status = 200, description = "A page of boards.", body = BoardPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_my_boards(
    Reader(member): Reader,
    FromQuery(BoardsWanted { limit: size, cursor }): FromQuery<BoardsWanted>,
) -> Result<Json<BoardPage>, Problem> {
    let page = boards::of_owner(member.site(), Some(member.me), member.me, Span { cursor, size }).await?;
    Ok(Json(BoardPage::of(member.site(), page)))
}

/// List a member’s boards, newest first
///
/// Includes your own private boards if your token has the scope `read`.
#[utoipa::path(
    get,
    path = "/users/{name}/boards",
    tag = "boards",
    params(("name" = Username, Path, description = "The member’s user name."), BoardsWanted),
    responses(
        (status = 200, description = "A page of boards.", body = BoardPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_user_boards(
    asks: ApiCaller,
    FromPath(name): FromPath<Username>,
    FromQuery(BoardsWanted { limit: size, cursor }): FromQuery<BoardsWanted>,
) -> Result<Json<BoardPage>, Problem> {
    let page = boards::of_member(asks.site(), asks.viewer(), &name.0, Span { cursor, size }).await?;
    Ok(Json(BoardPage::of(asks.site(), page)))
}

/// Get a board
///
/// Only the owner can get a private board, with a token that has the scope `read`.
#[utoipa::path(
    get,
    path = "/boards/{id}",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The ID of the board.")),
    responses((status = 200, description = "The board.", body = WholeBoard)),
    security((), ("bearer" = []))
)]
async fn get_board(asks: ApiCaller, FromPath(id): FromPath<BoardId>) -> Result<Json<WholeBoard>, Problem> {
    Ok(Json(WholeBoard::named(&asks.looking(), id).await?))
}

/// List the pins on a board, in the owner’s order
///
/// Lists only pins that you can see.
#[utoipa::path(
    get,
    path = "/boards/{id}/pins",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The ID of the board."), BoardPinsWanted),
    responses(
        (status = 200, description = "A page of pins.", body = PinPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_board_pins(
    asks: ApiCaller,
    FromPath(id): FromPath<BoardId>,
    FromQuery(BoardPinsWanted { limit: size, cursor }): FromQuery<BoardPinsWanted>,
) -> Result<Json<PinPage>, Problem> {
    let page = boards::pins(asks.site(), asks.viewer(), id, Span { cursor, size }).await?;
    Ok(Json(PinPage::of(asks.site(), page)))
}
