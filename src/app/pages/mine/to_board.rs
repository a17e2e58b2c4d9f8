//! What is selected, put on a board in one go: on one of one's own, or on one that is made for it.

use crate::{
    app::{
        components::{Checkbox, Draw, Icon, Label, Wrong, described_by, problem_of},
        start::FormAnswer,
    },
    model::{boards::BoardChoice, text::isolated, visibility::PublicOrPrivate},
};
use leptos::prelude::*;

/// By this name the browser keeps one panel of the bar open at a time.
pub(super) const PANELS: &str = "selection-panel";

/// How the form says that pictures are put on a board.
pub(super) const PUT_ON: &str = "put_on";

/// The name of the new board's title in the form, which is its id as well.
const TITLE: &str = "board_title";

/// The choice of a board, and the button. What is said of a new board (`data-new-board`) goes away where another one is chosen.
#[component]
pub(super) fn ToBoard(
    /// One's own boards, in the order of their titles.
    boards: Vec<BoardChoice>,
    /// What was chosen and typed, in a form that was refused.
    answer: FormAnswer,
) -> impl IntoView {
    let open = answer.typed_or("action", "") == PUT_ON;
    let chosen = answer.typed_or("board", "");
    let known = !chosen.is_empty();
    let wrong = problem_of(&answer.problem, TITLE);
    let option = |board: BoardChoice| {
        let value = board.id.to_string();
        let private = board.visibility == PublicOrPrivate::Private;
        let words = if private { format!("{} (private)", isolated(&board.title)) } else { board.title };
        let selected = value == chosen;
        view! { <option value=value selected=selected dir="auto">{words}</option> }
    };
    let options = boards.into_iter().map(option).collect_view();
    view! {
        <details class="selection__more" name=PANELS open=open>
            <summary class="button button--secondary button--small"><Draw icon=Icon::Board class="icon--small" />"Board"</summary>
            <div class="selection__panel">
                <div class="selection__fields">
                    <div class="field">
                        <Label name="board" label="Add to" />
                        <select class="input input--choice" id="board" name="board">
                            <option value="">"New board"</option>
                            {options}
                        </select>
                    </div>
                    <div class="field" data-new-board hidden=known>
                        <Label name=TITLE label="Title of the new board" />
                        <input
                            class="input"
                            id=TITLE
                            name=TITLE
                            autocomplete="off"
                            value=answer.typed_or(TITLE, "")
                            aria-describedby=described_by(TITLE, "", wrong.is_some())
                            aria-invalid=wrong.is_some().then_some("true")
                        />
                        <Wrong name=TITLE wrong />
                    </div>
                </div>
                <div class="selection__row">
                    <div data-new-board hidden=known>
                        <Checkbox
                            name="board_private"
                            value="1"
                            label="Private: only you can see it"
                            checked=answer.typed.contains_key("board_private")
                        />
                    </div>
                    <button class="button button--primary button--small" type="submit" name="action" value=PUT_ON>
                        "Add to board"
                    </button>
                </div>
            </div>
        </details>
    }
}
