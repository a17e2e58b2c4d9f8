//! The question before a board is deleted, where no script runs: a page of its own. With script it is asked where one is.

use super::sign_in_first;
use crate::{
    app::{
        components::{BoardMosaic, ButtonForm, FormProblem},
        served::{Content, PageRequest, Title},
    },
    model::{boards::BoardDetail, errors::Problem, ids::BoardId, text::isolated},
    services::boards,
};
use leptos::prelude::*;

const TITLE: &str = "Delete board";

/// What is to be known before.
pub(super) const WORDS: &str = "The pictures on it are kept. You can’t undo this.";

/// The question before a board is deleted.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] where it is another's.
pub async fn delete(request: PageRequest) -> Result<Content, Problem> {
    let id: BoardId = request.id()?;
    if request.caller.me.is_none() {
        return Ok(sign_in_first(TITLE, format!("/board/{id}/delete")));
    }
    let board = boards::board(&request.caller, id).await?;
    if !board.editable {
        return Err(Problem::NotAllowed);
    }
    let problem = request.answer.problem;
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <main id="main" class="page page--form" tabindex="-1"><Question board problem /></main>
        }
    }))
}

#[component]
fn Question(board: BoardDetail, problem: Option<Problem>) -> impl IntoView {
    let card = board.card;
    let address = format!("/board/{}", card.id);
    view! {
        <FormProblem problem />
        <header class="page__head">
            <h1 class="page__title">{question(&card.title)}</h1>
            <p class="page__lead">{WORDS}</p>
        </header>
        <div class="board__cover"><BoardMosaic drawn=card.pictures /></div>
        <div class="actions">
            <a class="button button--secondary" href=address>"Cancel"</a>
            <ButtonForm
                action="/fn/delete_board"
                fields=vec![("board", card.id.to_string())]
                class="button button--danger"
            >
                "Delete"
            </ButtonForm>
        </div>
    }
}

/// What is asked.
pub(super) fn question(title: &str) -> String {
    format!("Delete the board “{}”?", isolated(title))
}
