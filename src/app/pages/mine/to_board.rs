//! What is selected, put on a board in one go: on one of one's own, or on one that is made for it.

use crate::{
    app::{
        components::{Checkbox, Draw, Icon, Label, Wrong, described_by, problem_of},
        start::FormAnswer,
    },
    model::{
        boards::{BoardChoice, BoardVisibility},
        errors::Problem,
        text::isolated,
    },
};
use leptos::{ev::KeyboardEvent, html, prelude::*};

/// The name of the new board's title in the form, which is its id as well.
const TITLE: &str = "board_title";

/// The choice of a board, and the button.
#[component]
pub(super) fn ToBoard(
    /// One's own boards, in the order of their titles.
    boards: Vec<BoardChoice>,
    /// What was chosen and typed, in a form that was refused.
    answer: FormAnswer,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let open = answer.typed_or("action", "") == "put_on";
    let before = answer.typed_or("board", "");
    let chosen = RwSignal::new(before.clone());
    let select = NodeRef::<html::Select>::new();
    let button = NodeRef::<html::Button>::new();
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, TITLE)));
    let option = |board: BoardChoice| {
        let value = board.id.to_string();
        let private = board.visibility == BoardVisibility::Private;
        let words = if private { format!("{} (private)", isolated(&board.title)) } else { board.title };
        let selected = value == before;
        view! { <option value=value selected=selected dir="auto">{words}</option> }
    };
    let options = boards.into_iter().map(option).collect_view();
    let choose = move |_| chosen.set(select.get_untracked().map(|select| select.value()).unwrap_or_default());
    // It would press the first button of the form.
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            if let Some(button) = button.get_untracked() {
                button.click();
            }
        }
    };
    view! {
        <details class="selection__more" open=open>
            <summary class="button button--secondary button--small"><Draw icon=Icon::Board class="icon--small" />"Board"</summary>
            <div class="selection__panel">
                <div class="selection__fields">
                    <div class="field">
                        <Label name="board" label="Put on" />
                        <select class="input input--choice" id="board" name="board" node_ref=select on:change=choose>
                            <option value="">"A new board"</option>
                            {options}
                        </select>
                    </div>
                    <div class="field" hidden=move || !chosen.with(String::is_empty)>
                        <Label name=TITLE label="Title of the new board" />
                        <input
                            class="input"
                            id=TITLE
                            name=TITLE
                            autocomplete="off"
                            value=answer.typed_or(TITLE, "")
                            aria-describedby=move || described_by(TITLE, "", wrong.get().is_some())
                            aria-invalid=move || wrong.get().map(|_| "true")
                            on:keydown=enter
                        />
                        <Wrong name=TITLE wrong />
                        <Checkbox
                            name="board_private"
                            value="1"
                            label="Private: only you see it"
                            checked=answer.typed.contains_key("board_private")
                        />
                    </div>
                </div>
                <div class="selection__row">
                    <button class="button button--primary button--small" type="submit" name="action" value="put_on" node_ref=button>
                        "Put on the board"
                    </button>
                </div>
            </div>
        </details>
    }
}
