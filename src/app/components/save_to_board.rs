//! The way from a pin to boards: one's own to choose from, a new one on the way, and public ones that show it. Each is a form of its
//! own; in the browser they are sent without leaving the page.

use super::{BoardCards, Checkbox, Draw, Field, Icon, problem_of};
use crate::{
    app::{
        addresses::{Intent, sign_in_to},
        location::here,
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        boards::{BoardCard, BoardChoice},
        errors::Problem,
        ids::PinId,
        pins::{PinCard, Visibility},
        visibility::PublicOrPrivate,
    },
};
use leptos::prelude::*;

/// Saves a pin to boards.
#[component]
pub fn SaveToBoard(
    /// The pin.
    card: PinCard,
    /// One's own boards, each with whether the pin is on it, in the order in which they are offered.
    mine: Vec<BoardChoice>,
    /// What a form on this page was answered.
    answer: FormAnswer,
    /// What stands beside the button.
    children: Children,
) -> impl IntoView {
    let me = expect_context::<Option<Me>>();
    let own = me.as_ref().is_none_or(|me| me.person.username == card.owner.username);
    let hint = match card.visibility {
        Visibility::Unlisted if !own => {
            Some("This picture is unlisted. Boards show it only if its owner makes it public.")
        }
        Visibility::Channel => Some("Boards show this picture only to people who can read its channel."),
        _ => None,
    };
    let button = if me.is_some() {
        view! { <Chooser pin=card.id mine answer hint /> }.into_any()
    } else {
        let sign_in = sign_in_to(Intent::Save, &here());
        view! { <a class="button button--primary" href=sign_in><Draw icon=Icon::Board class="icon--small" />"Save"</a> }
            .into_any()
    };
    view! { <div class="pin__like" data-saved>{button}{children()}</div> }
}

/// The public boards that show a pin.
#[component]
pub fn OnBoards(
    /// The boards.
    boards: Vec<BoardCard>,
) -> impl IntoView {
    let boards = (!boards.is_empty()).then(|| {
        view! {
            <section class="on-boards">
                <h2 class="on-boards__title">"On boards"</h2>
                <BoardCards boards label="Boards that show this picture".to_owned() with_owner=true />
            </section>
        }
    });
    view! { <div data-on-boards>{boards}</div> }
}

#[component]
fn Chooser(pin: PinId, mine: Vec<BoardChoice>, answer: FormAnswer, hint: Option<&'static str>) -> impl IntoView {
    let refused = answer.typed.contains_key("title");
    let saved = mine.iter().any(|choice| choice.holds);
    let choices = (!mine.is_empty()).then(|| {
        let choices = mine.into_iter().map(|choice| view! { <Choice pin choice /> }).collect_view();
        view! { <ul class="save__list" aria-label="Your boards">{choices}</ul> }
    });
    view! {
        <details class="save" open=refused>
            <summary class="button button--primary save__toggle" id="save-toggle">
                <Draw icon=Icon::Board class="icon--small" />
                <span data-save-word>{if saved { "Saved" } else { "Save" }}</span>
                <span class="visually-hidden">" to a board"</span>
            </summary>
            <div class="save__panel">
                {hint.map(|words| view! { <p class="save__hint">{words}</p> })}
                {choices}
                <NewBoard pin answer />
            </div>
        </details>
    }
}

/// One board: a button that puts the pin there, or takes it off.
#[component]
fn Choice(pin: PinId, choice: BoardChoice) -> impl IntoView {
    let BoardChoice { id, title, visibility, holds } = choice;
    view! {
        <li>
            <form data-toggle="save" method="post" action="/fn/pin_boards" enctype="multipart/form-data">
                <input type="hidden" name="back" value=here() />
                <input type="hidden" name="pin" value=pin.to_string() />
                <input type="hidden" name="board" value=id.to_string() />
                <button class="save__board" type="submit" name="want" value=wish(!holds) aria-pressed=holds.to_string()>
                    <span class="save__tick" aria-hidden="true"><Draw icon=Icon::Tick class="icon--small" /></span>
                    <span class="save__name" dir="auto">{title}</span>
                    {(visibility == PublicOrPrivate::Private).then(|| view! {
                        <Draw icon=Icon::Lock class="icon--small" /><span class="visually-hidden">", private"</span>
                    })}
                </button>
            </form>
        </li>
    }
}

/// How the form says what is wanted.
const fn wish(on: bool) -> &'static str {
    if on { "put" } else { "take" }
}

/// The form of a new board.
#[component]
fn NewBoard(pin: PinId, answer: FormAnswer) -> impl IntoView {
    let wrong = problem_of(&answer.problem, "title");
    let other = answer.problem.as_ref().filter(|problem| !matches!(problem, Problem::Invalid { .. }));
    let other = other.map(ToString::to_string);
    view! {
        <form class="save__new" method="post" action="/fn/pin_boards" enctype="multipart/form-data">
            <input type="hidden" name="back" value=here() />
            <input type="hidden" name="pin" value=pin.to_string() />
            <Field name="title" label="New board" autocomplete="off" typed=answer.typed_or("title", "") wrong />
            <div role="status">
                {other.map(|words| view! { <p class="field__error">{words}</p> })}
            </div>
            <Checkbox name="private" value="1" label="Private: only you can see it" checked=answer.typed.contains_key("private") />
            <button class="button button--secondary" type="submit" name="want" value="new">"Create and save"</button>
        </form>
    }
}
