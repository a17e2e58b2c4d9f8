//! The question before a board is deleted, where no script runs: a page of its own. With script it is asked where one is.

use super::looked_after;
use crate::{
    app::components::{BoardMosaic, ButtonForm, FormProblem, ProblemNotice},
    model::{boards::BoardDetail, errors::Problem, text::isolated},
    server_fns,
};
use leptos::prelude::*;

/// What is to be known before.
pub(super) const WORDS: &str = "The pictures on it stay. The board itself cannot be brought back.";

/// The question before a board is deleted.
#[component]
pub fn DeleteBoard() -> impl IntoView {
    looked_after(
        "Delete a board",
        "delete",
        |id, _cursor| server_fns::boards::board(id),
        |board, answer| {
            if board.editable {
                view! { <Question board problem=answer.problem /> }.into_any()
            } else {
                view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
            }
        },
    )
}

#[component]
fn Question(board: BoardDetail, problem: Option<Problem>) -> impl IntoView {
    let card = board.card;
    view! {
        <FormProblem problem=RwSignal::new(problem) />
        <header class="page__head">
            <h1 class="page__title">{question(&card.title)}</h1>
            <p class="page__lead">{WORDS}</p>
        </header>
        <div class="board__cover"><BoardMosaic drawn=card.pictures /></div>
        <div class="board__actions">
            <a class="button button--secondary" href=format!("/board/{}", card.id)>"Keep it"</a>
            <ButtonForm action=format!("/board/{}/delete", card.id) class="button button--danger">"Delete"</ButtonForm>
        </div>
    }
}

/// What is asked.
pub(super) fn question(title: &str) -> String {
    format!("Delete the board “{}”?", isolated(title))
}
