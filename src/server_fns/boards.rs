//! Looking at boards.

use crate::model::{
    boards::{BoardCard, BoardChoice, BoardDetail, PinOnBoards},
    errors::Problem,
    ids::{BoardId, PinId},
    page::Page,
    pins::PinCard,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One board.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
#[server(prefix = "/fn", endpoint = "board", input = GetUrl)]
pub async fn board(id: BoardId) -> Result<BoardDetail, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::boards::board(&caller, id)).await
}

/// A page of what a board shows, in its owner's order.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "board_pins", input = GetUrl)]
pub async fn board_pins(board: BoardId, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::boards::pins(&caller.site, caller.viewer(), board, span).await
    })
    .await
}

/// A page of a member's boards, newest first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "member_boards", input = GetUrl)]
pub async fn member_boards(username: String, cursor: Option<String>) -> Result<Page<BoardCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_boards(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::boards::of_member(&caller.site, caller.viewer(), &username, span).await
    })
    .await
}

/// All of one's own boards, to choose from.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "my_boards", input = GetUrl)]
pub async fn my_boards() -> Result<Vec<BoardChoice>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::boards::choices(&caller.site, caller.member()?).await })
        .await
}

/// One's own boards, each with whether a pin is on it, and public ones that show it.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not the caller's to see.
#[server(prefix = "/fn", endpoint = "pin_boards", input = GetUrl)]
pub async fn pin_boards(pin: PinId) -> Result<PinOnBoards, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::boards::with_pin(&caller, pin)).await
}
