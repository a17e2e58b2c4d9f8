//! The forms of boards: one made, changed or deleted; what is on it, and in which order.

use super::{AppState, forms::Form, pins::Named};
use crate::{
    model::{
        boards::{BoardVisibility, BoardWords},
        errors::Problem,
        ids::{BoardId, PinId},
    },
    services::boards,
};
use axum::{Router, response::Response, routing::post};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/boards/new", post(create))
        .route("/board/{id}/edit", post(edit))
        .route("/board/{id}/delete", post(delete))
        .route("/board/{id}/arrange", post(arrange))
        .route("/pin/{id}/boards", post(save))
}

/// Makes a board.
async fn create(form: Form) -> Result<Response, Problem> {
    let done = async {
        let words = BoardWords {
            title: form.sent("title"),
            description: form.sent("description"),
            visibility: visibility(&form)?,
            cover: None,
        };
        boards::create(&form.caller, words, &[]).await
    };
    let done = done.await;
    form.answer(done.map(|board| format!("/board/{board}"))).await
}

/// Changes the words of a board, who may see it, and what stands for it.
async fn edit(Named(board): Named<BoardId>, form: Form) -> Result<Response, Problem> {
    let done = async {
        let cover = match form.sent("cover").as_deref() {
            None => None,
            Some("") => Some(None),
            Some(pin) => Some(Some(pin.parse().map_err(|_| Problem::NotFound)?)),
        };
        let words = BoardWords {
            title: form.sent("title"),
            description: form.sent("description"),
            visibility: visibility(&form)?,
            cover,
        };
        boards::edit(&form.caller, board, words).await
    };
    let done = done.await;
    form.answer(done.map(|()| format!("/board/{board}?saved=1"))).await
}

/// Deletes a board.
async fn delete(Named(board): Named<BoardId>, form: Form) -> Result<Response, Problem> {
    let done = async {
        form.caller.member()?;
        let owner = boards::board(&form.caller, board).await?.card.owner;
        boards::delete(&form.caller, board).await?;
        Ok(format!("/@{}/boards?deleted=1", owner.username))
    };
    let done = done.await;
    form.answer(done).await
}

/// Gives a pin another place on a board, or takes it off.
async fn arrange(Named(board): Named<BoardId>, form: Form) -> Result<Response, Problem> {
    let page = format!("/board/{board}/arrange");
    let back = form.local("back").unwrap_or(&page).to_owned();
    let done = async {
        let pin = named_pin(&form)?;
        match form.get("to") {
            "off" => boards::take_off(&form.caller, board, pin).await,
            place => boards::put(&form.caller, board, pin, Some(place.parse()?)).await,
        }
    };
    let done = done.await;
    form.answer(done.map(|()| back)).await
}

/// Puts a pin on a board, a new one where so asked, or takes it off; and goes back to where that was wished.
async fn save(Named(pin): Named<PinId>, form: Form) -> Result<Response, Problem> {
    let page = format!("/pin/{pin}");
    let back = form.local("back").unwrap_or(&page).to_owned();
    let done = async {
        let board = || form.get("board").parse().map_err(|_| Problem::NotFound);
        match form.get("want") {
            "put" => boards::put(&form.caller, board()?, pin, None).await,
            "take" => boards::take_off(&form.caller, board()?, pin).await,
            "new" => boards::create(&form.caller, new_board(&form, "title", "private"), &[pin]).await.map(drop),
            _ => Err(Problem::field("want", "Choose “put”, “take” or “new”.")),
        }
    };
    let done = done.await;
    let form = form.of_page(if matches!(done, Err(Problem::NotSignedIn)) { &back } else { &page });
    form.answer(done.map(|()| back)).await
}

/// The words of a board that is made on the way: its title, and a box that keeps it to oneself.
pub(super) fn new_board(form: &Form, title: &str, private: &str) -> BoardWords {
    let visibility = if form.filled(private).is_some() { BoardVisibility::Private } else { BoardVisibility::Public };
    BoardWords { title: form.sent(title), visibility: Some(visibility), ..BoardWords::default() }
}

fn visibility(form: &Form) -> Result<Option<BoardVisibility>, Problem> {
    form.filled("visibility").map(|text| text.parse()).transpose()
}

fn named_pin(form: &Form) -> Result<PinId, Problem> {
    form.get("pin").parse().map_err(|_| Problem::NotFound)
}
