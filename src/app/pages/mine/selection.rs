//! Which of one's uploads are selected, and what can be done to them. The boxes in the form are what is selected, with
//! script as without.

use super::{to_board::ToBoard, wanted::Wanted};
use crate::{
    app::{
        browser,
        components::{AskDelete, Draw, Icon, TagsField},
        counts::{Grouped, pictures},
        start::FormAnswer,
    },
    model::{boards::BoardChoice, errors::Problem, ids::PinId, pins::Visibility},
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};

/// The form's id, for the button that is asked about outside of it.
pub(super) const FORM: &str = "selection";

/// The name of a box.
const BOX: &str = "pin";

/// What is selected.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    pub(super) form: NodeRef<html::Form>,
    /// What the ticked boxes stand for.
    picked: RwSignal<Vec<String>>,
    /// Whether it is all that match, whatever is on the page.
    all: RwSignal<bool>,
    /// The box that was clicked last: a range begins there.
    last: StoredValue<Option<String>>,
}

impl Selection {
    /// What was selected when the form was sent and refused, or nothing.
    pub(super) fn new(answer: &FormAnswer) -> Self {
        let picked = answer.typed_or(BOX, "").split_whitespace().map(str::to_owned).collect();
        let selection = Self {
            form: NodeRef::new(),
            picked: RwSignal::new(picked),
            all: RwSignal::new(answer.typed.contains_key("all")),
            last: StoredValue::new(None),
        };
        // What was ticked before scripts ran, or is ticked again by the browser for whoever comes back.
        Effect::new(move || {
            selection.form.track();
            selection.read();
        });
        selection
    }

    fn form(self) -> Option<web_sys::HtmlFormElement> {
        self.form.get_untracked()
    }

    fn read(self) {
        if let Some(form) = self.form() {
            self.picked.set(browser::ticked(&form, BOX));
        }
    }

    fn tick_page(self, on: bool) {
        if let Some(form) = self.form() {
            browser::tick_all(&form, BOX, on);
        }
        self.all.set(false);
        self.read();
    }

    fn select_matching(self) {
        self.tick_page(true);
        self.all.set(true);
    }

    /// A box was clicked, or pressed by a key: with Shift, all from the last one on become as it is.
    fn clicked(self, event: &MouseEvent, value: &str, on: bool) {
        let last = self.last.get_value().filter(|_| event.shift_key());
        if let (Some(form), Some(last)) = (self.form(), last) {
            browser::tick_between(&form, BOX, &last, value, on);
        }
        self.last.set_value(Some(value.to_owned()));
        self.all.set(false);
        self.read();
    }

    fn any(self) -> bool {
        self.all.get() || self.picked.with(|picked| !picked.is_empty())
    }

    /// Whether there is nothing more to select.
    fn has_all(self, matching: u32) -> bool {
        self.all.get() || self.picked.with(Vec::len) >= matching as usize
    }

    /// How many are selected, in words.
    fn words(self, matching: u32) -> String {
        match (self.all.get(), self.picked.with(Vec::len)) {
            (true, _) => format!("All {} selected", Grouped(matching)),
            (false, 0) => String::new(),
            (false, count) => format!("{} selected", Grouped(u32::try_from(count).unwrap_or(u32::MAX))),
        }
    }
}

/// The box of one picture.
#[component]
pub(super) fn Tick(pin: PinId, title: String, selection: Selection) -> impl IntoView {
    let value = pin.to_string();
    let checked = selection.all.get_untracked() || selection.picked.with_untracked(|picked| picked.contains(&value));
    let input = NodeRef::<html::Input>::new();
    let clicked = {
        let value = value.clone();
        move |event: MouseEvent| {
            let on = input.get_untracked().is_some_and(|input| input.checked());
            selection.clicked(&event, &value, on);
        }
    };
    // It would send the form.
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        }
    };
    view! {
        <label class="tick">
            <input
                class="tick__box"
                type="checkbox"
                name=BOX
                value=value
                checked=checked
                node_ref=input
                on:click=clicked
                on:keydown=enter
            />
            <span class="visually-hidden">{format!("Select {title}")}</span>
        </label>
    }
}

/// Ticks every box of the page.
#[component]
pub(super) fn SelectPage(selection: Selection) -> impl IntoView {
    view! {
        <button class="button button--secondary button--small" type="button" data-needs-script on:click=move |_| selection.tick_page(true)>
            "Select all on this page"
        </button>
    }
}

/// What can be done to what is selected. Without script it is always there; with script, when something is selected.
#[component]
pub(super) fn Actions(
    selection: Selection,
    matching: RwSignal<u32>,
    /// One's own boards.
    boards: Vec<BoardChoice>,
    /// What was typed, in a form that was refused.
    answer: FormAnswer,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let ask = move |event: MouseEvent| {
        event.prevent_default();
        asked.set(true);
    };
    let question = move || {
        let picked = u32::try_from(selection.picked.with(Vec::len)).unwrap_or(u32::MAX);
        let count = if selection.all.get() { matching.get() } else { picked };
        if count == 1 { "Delete this picture?".to_owned() } else { format!("Delete {}?", pictures(count)) }
    };
    let words = move || selection.words(matching.get());
    // Before it is known whether there is any.
    let any = move || selection.any().then_some("");
    view! {
        <p class="visually-hidden" role="status">{words}</p>
        <div class="selection" data-any=any>
            <div class="selection__head">
                <p class="selection__count" aria-hidden="true" data-needs-script>{words}</p>
                <div data-no-script>
                    <All selection matching />
                </div>
                <button
                    class="button button--quiet button--small"
                    type="button"
                    data-needs-script
                    hidden=move || selection.has_all(matching.get())
                    on:click=move |_| selection.select_matching()
                >
                    {move || format!("Select all that match ({})", Grouped(matching.get()))}
                </button>
                <button class="icon-button" type="button" aria-label="Clear selection" data-needs-script on:click=move |_| selection.tick_page(false)>
                    <Draw icon=Icon::Close />
                </button>
            </div>
            <div class="selection__actions">
                // First, as Enter in the line of tags presses the first button of the form.
                <TagActions tags=answer.typed_or("tags", "") problem />
                <ToBoard boards answer problem />
                {visibility_button(Visibility::Public, Icon::Globe)}
                {visibility_button(Visibility::Unlisted, Icon::Link)}
                {visibility_button(Visibility::Private, Icon::Lock)}
                <button class="button button--danger button--small" type="submit" name="action" value="delete" on:click=ask>
                    <Draw icon=Icon::Delete class="icon--small" />"Delete"
                </button>
            </div>
        </div>
        <AskDelete open=asked question=Signal::derive(question)>
            <button class="button button--danger" type="submit" form=FORM name="action" value="delete">"Delete"</button>
        </AskDelete>
    }
}

/// All that match, page or not: a box to tick without script, and ticked by a button with.
#[component]
fn All(selection: Selection, matching: RwSignal<u32>) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                class="checkbox__box"
                type="checkbox"
                name="all"
                value="1"
                checked=selection.all.get_untracked()
                prop:checked=move || selection.all.get()
            />
            {move || format!("All {} that match", Grouped(matching.get()))}
        </label>
    }
}

#[component]
fn TagActions(tags: String, problem: RwSignal<Option<Problem>>) -> impl IntoView {
    let open = !tags.is_empty();
    view! {
        <details class="selection__more" open=open>
            <summary class="button button--secondary button--small"><Draw icon=Icon::Tag class="icon--small" />"Tags"</summary>
            <div class="selection__panel">
                <TagsField name="tags" label="Tags" hint="Commas between." typed=tags problem />
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
pub(super) fn Kept(wanted: Memo<Wanted>) -> impl IntoView {
    let hidden = move |name: &'static str, value: fn(&Wanted) -> String| {
        view! { <input type="hidden" name=name value=move || wanted.with(value) /> }
    };
    view! {
        {hidden("q", |wanted| wanted.filter.q.clone())}
        {hidden("tag", |wanted| wanted.filter.tag.clone())}
        {hidden("visibility_is", |wanted| wanted.filter.visibility.map_or("", Visibility::name).to_owned())}
        {hidden("state", |wanted| wanted.filter.state.map_or("", |state| state.name()).to_owned())}
        {hidden("sort", |wanted| wanted.sort.name().to_owned())}
        {hidden("view", |wanted| wanted.view.name().to_owned())}
    }
}
