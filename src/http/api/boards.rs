//! Boards, as whoever may see them sees them.

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
        boards::{BoardCard, BoardDetail, BoardVisibility},
        errors::Problem,
        ids::{BoardId, PictureId, PinId},
        page::{Cursor, Page},
        pictures::{Picture, PictureState},
    },
    services::{Caller, Site, boards, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A board: pins that a member has put together.
#[derive(Serialize, ToSchema)]
pub(super) struct Board {
    id: BoardId,
    /// What its owner calls it.
    #[schema(example = "Garden ideas")]
    title: String,
    visibility: BoardVisibility,
    owner: Person,
    /// How many pins it shows to whoever asks.
    pin_count: u32,
    /// Pictures that stand for it, up to four of what it shows to whoever asks: its cover first.
    pictures: Vec<BoardPicture>,
}

/// A picture that stands for a board.
#[derive(Serialize, ToSchema)]
struct BoardPicture {
    image_id: PictureId,
    state: PictureState,
    /// Of the picture at full size, upright, in pixels.
    #[schema(minimum = 1, example = 5640)]
    width: u32,
    /// Of the picture at full size, upright, in pixels.
    #[schema(minimum = 1, example = 3172)]
    height: u32,
    /// The picture in the sizes that can be had now, by rising `n`.
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
    /// A board, as programs get it.
    pub(super) fn of(site: &Site, card: BoardCard) -> Self {
        let BoardCard { id, title, visibility, owner, count, pictures } = card;
        let pictures = pictures.iter().map(|picture| BoardPicture::of(site, picture)).collect();
        Self { id, title, visibility, owner: Person::of(site, owner), pin_count: count, pictures }
    }
}

/// A board, with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeBoard {
    #[serde(flatten)]
    board: Board,
    /// What its owner says of it: some lines of plain text; empty where nothing.
    #[schema(example = "For the spring.")]
    description: String,
    /// The pin that was chosen to stand for it; null where none was, or whoever asks does not find it there.
    #[schema(required)]
    cover: Option<PinId>,
    /// Whether whoever asks may change and delete it.
    editable: bool,
}

impl WholeBoard {
    /// The board, as whoever asks may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where it is not there or not theirs to see.
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
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

impl BoardPage {
    fn of(site: &Site, page: Page<BoardCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| Board::of(site, card)).collect(), next: page.next }
    }
}

/// Which boards are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BoardsWanted {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = BoardCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// Which pins of a board are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BoardPinsWanted {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
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

/// One's own boards, newest first
#[utoipa::path(
    get,
    path = "/boards",
    tag = "boards",
    params(BoardsWanted),
    responses(
        (status = 200, description = "A page of boards", body = BoardPage),
        (status = 422, description = "The cursor is of another list")
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

/// A member's boards, newest first
///
/// One's own that are private are among them where the token may read.
#[utoipa::path(
    get,
    path = "/users/{name}/boards",
    tag = "boards",
    params(("name" = Username, Path, description = "Their user name"), BoardsWanted),
    responses(
        (status = 200, description = "A page of boards", body = BoardPage),
        (status = 422, description = "The cursor is of another list")
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

/// A board
///
/// A private one is found by its owner alone, through a token that may read.
#[utoipa::path(
    get,
    path = "/boards/{id}",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The board")),
    responses((status = 200, description = "The board", body = WholeBoard)),
    security((), ("bearer" = []))
)]
async fn get_board(asks: ApiCaller, FromPath(id): FromPath<BoardId>) -> Result<Json<WholeBoard>, Problem> {
    Ok(Json(WholeBoard::named(&asks.looking(), id).await?))
}

/// The pins on a board, in its owner's order
///
/// Those that lists show to whoever asks.
#[utoipa::path(
    get,
    path = "/boards/{id}/pins",
    tag = "boards",
    params(("id" = BoardId, Path, description = "The board"), BoardPinsWanted),
    responses(
        (status = 200, description = "A page of pins", body = PinPage),
        (status = 422, description = "The cursor is of another list")
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
