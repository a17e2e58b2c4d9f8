//! What can be done to those of one's uploads that are selected. The boxes in the form are what is selected, with script
//! (`lazy/selection.rs`) as without.

use super::{
    to_board::{PANELS, PUT_ON, ToBoard},
    wanted::Wanted,
};
use crate::{
    app::{
        components::{AskDelete, Draw, Icon, TagsField, problem_of},
        counts::Grouped,
        start::FormAnswer,
    },
    model::{boards::BoardChoice, ids::PinId, mine::Progress, pins::Visibility},
};
use leptos::prelude::*;

/// The form's id, for the button that is asked about outside of it.
pub(super) const FORM: &str = "selection";

/// The name of a box.
const BOX: &str = "pin";

/// What was selected when the form was sent and refused; nothing otherwise.
#[derive(Debug, Default)]
pub(super) struct Selected {
    pins: Vec<PinId>,
    /// Whether it was all that match, whatever is on the page.
    pub(super) all: bool,
}

impl Selected {
    pub(super) fn of(answer: &FormAnswer) -> Self {
        let pins = answer.typed_or(BOX, "").split_whitespace().filter_map(|pin| pin.parse().ok()).collect();
        Self { pins, all: answer.typed.contains_key("all") }
    }

    pub(super) fn holds(&self, pin: PinId) -> bool {
        self.all || self.pins.contains(&pin)
    }
}

/// The box of one picture.
#[component]
pub(super) fn Tick(pin: PinId, title: String, checked: bool) -> impl IntoView {
    view! {
        <label class="tick">
            <input class="tick__box" type="checkbox" name=BOX value=pin.to_string() checked=checked />
            <span class="visually-hidden">{format!("Select {title}")}</span>
        </label>
    }
}

/// Ticks every box of the page.
#[component]
pub(super) fn SelectPage() -> impl IntoView {
    view! {
        <button class="button button--secondary button--small" type="button" data-needs-script data-select="page">
            "Select all on this page"
        </button>
    }
}

/// What can be done to what is selected. Without script it is always there; with script, when something is selected.
#[component]
pub(super) fn Actions(
    /// How many match in all.
    matching: u32,
    /// Whether all of them are selected.
    all: bool,
    /// One's own boards.
    boards: Vec<BoardChoice>,
    /// What was typed, in a form that was refused.
    answer: FormAnswer,
) -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status" data-selected></p>
        <div class="selection">
            <div class="selection__head">
                <p class="selection__count" aria-hidden="true" data-needs-script data-selected></p>
                <div data-no-script>
                    // All that match, page or not.
                    <label class="checkbox">
                        <input class="checkbox__box" type="checkbox" name="all" value="1" checked=all />
                        {format!("All {} that match", Grouped(matching))}
                    </label>
                </div>
                <button class="button button--quiet button--small" type="button" data-needs-script data-select="matching">
                    {format!("Select all {}", Grouped(matching))}
                </button>
                <button class="icon-button" type="button" aria-label="Clear selection" data-needs-script data-select="none">
                    <Draw icon=Icon::Close />
                </button>
            </div>
            <div class="selection__actions">
                // First, as Enter in the line of tags presses the first button of the form.
                <TagActions answer=answer.clone() />
                <ToBoard boards answer />
                {visibility_button(Visibility::Public, Icon::Globe)}
                {visibility_button(Visibility::Unlisted, Icon::Link)}
                {visibility_button(Visibility::Private, Icon::Lock)}
                <button class="button button--danger button--small" type="submit" name="action" value="delete" data-ask="ask-delete">
                    <Draw icon=Icon::Delete class="icon--small" />"Delete"
                </button>
            </div>
        </div>
        <AskDelete question="Delete these pictures?">
            <button class="button button--danger" type="submit" form=FORM name="action" value="delete">"Delete"</button>
        </AskDelete>
    }
}

#[component]
fn TagActions(answer: FormAnswer) -> impl IntoView {
    let tags = answer.typed_or("tags", "");
    let open = !tags.is_empty() && answer.typed_or("action", "") != PUT_ON;
    let wrong = problem_of(&answer.problem, "tags");
    view! {
        <details class="selection__more" name=PANELS open=open>
            <summary class="button button--secondary button--small"><Draw icon=Icon::Tag class="icon--small" />"Tags"</summary>
            <div class="selection__panel">
                <TagsField name="tags" label="Tags" hint="Separate with commas." typed=tags wrong />
                <div class="selection__row">
                    <button class="button button--primary button--small" type="submit" name="action" value="add_tags">"Add tags"</button>
                    <button class="button button--secondary button--small" type="submit" name="action" value="remove_tags">"Remove tags"</button>
                </div>
            </div>
        </details>
    }
}

fn visibility_button(visibility: Visibility, icon: Icon) -> impl IntoView {
    view! {
        <button class="button button--secondary button--small" type="submit" name="action" value=visibility.name()>
            <Draw icon class="icon--small" />
            <span><span class="selection__make">"Make "</span><span class="selection__word">{visibility.name()}</span></span>
        </button>
    }
}

/// The filter, for "all that match", and how the list is shown, for the way back to it.
#[component]
pub(super) fn Kept(wanted: Wanted) -> impl IntoView {
    let Wanted { filter, sort, view } = wanted;
    let visibility = filter.visibility.map_or("", Visibility::name);
    let state = filter.state.map_or("", Progress::name);
    view! {
        <input type="hidden" name="q" value=filter.q />
        <input type="hidden" name="tag" value=filter.tag />
        <input type="hidden" name="visibility_is" value=visibility />
        <input type="hidden" name="state" value=state />
        <input type="hidden" name="sort" value=sort.name() />
        <input type="hidden" name="view" value=view.name() />
    }
}
