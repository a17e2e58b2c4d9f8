//! Some lines of text in which members are mentioned: what is typed after an `@` is completed from a list of names ("list
//! autocomplete with manual selection", WAI-ARIA APG). Without script it is a plain field.

use super::super::{
    Avatar, AvatarSize, Draw, Icon,
    combobox::{Turns, arrow},
    field::escaped,
};
use crate::{
    model::{accounts::Person, ids::PinId, prose::begun_mention},
    server_fns,
};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long nothing is typed before names are asked for.
const PAUSE: Duration = Duration::from_millis(150);

/// Who is offered for what is being typed.
#[derive(Clone, Copy)]
struct Offer {
    area: NodeRef<html::Textarea>,
    pin: PinId,
    people: RwSignal<Vec<Person>>,
    /// Which of them the arrow keys have come to.
    active: RwSignal<Option<usize>>,
    /// Which answers come too late.
    typed: Turns,
}

/// The field of a comment, named `body`.
#[component]
pub fn MentionField(
    /// Its id, which no other field of the page has.
    #[prop(into)]
    id: String,
    /// What it asks for.
    label: &'static str,
    /// The pin that the comment is on.
    pin: PinId,
    /// What it holds to begin with.
    typed: String,
    /// What is wrong with it.
    #[prop(into)]
    wrong: Signal<Option<String>>,
    /// The field itself, for whoever reads it.
    #[prop(default = NodeRef::new())]
    area: NodeRef<html::Textarea>,
) -> impl IntoView {
    let offer =
        Offer { area, pin, people: RwSignal::new(Vec::new()), active: RwSignal::new(None), typed: Turns::new() };
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let (list, error) = (format!("{id}-options"), format!("{id}-error"));
    let described = error.clone();
    let active_id = {
        let list = list.clone();
        move || offer.active.get().map(|index| format!("{list}-{index}"))
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <div class="combobox">
                <textarea
                    class="input input--lines"
                    id=id
                    name="body"
                    rows="3"
                    dir="auto"
                    required
                    node_ref=area
                    aria-autocomplete=move || ready.get().then_some("list")
                    aria-haspopup=move || ready.get().then_some("listbox")
                    aria-controls=list.clone()
                    aria-activedescendant=active_id
                    aria-describedby=move || wrong.get().map(|_| described.clone())
                    aria-invalid=move || wrong.get().map(|_| "true")
                    on:input=move |_| offer.ask()
                    on:keydown=move |event| offer.key(&event)
                    on:blur=move |_| offer.close()
                    inner_html=escaped(&typed)
                ></textarea>
                <Options offer list />
            </div>
            <p class="visually-hidden" role="status">{move || offer.said()}</p>
            {move || wrong.get().map(|words| view! {
                <p class="field__error" id=error.clone()><Draw icon=Icon::Alert class="icon--small" />{words}</p>
            })}
        </div>
    }
}

#[component]
fn Options(offer: Offer, list: String) -> impl IntoView {
    let option_id = {
        let list = list.clone();
        move |index: usize| format!("{list}-{index}")
    };
    let option = move |(index, person): (usize, Person)| {
        let chosen = person.username.clone();
        view! {
            <li
                class="combobox__option mention-option"
                id=option_id(index)
                role="option"
                aria-selected=move || (offer.active.get() == Some(index)).to_string()
                // Before the field loses the focus, which closes the list.
                on:pointerdown=move |event| {
                    event.prevent_default();
                    offer.choose(&chosen);
                }
            >
                <Avatar person=person.clone() size=AvatarSize::Small />
                <span class="mention-option__name" dir="auto">{person.display_name.clone()}</span>
                <span class="mention-option__handle">{format!("@{}", person.username)}</span>
            </li>
        }
    };
    view! {
        <ul
            class="combobox__list"
            id=list
            role="listbox"
            aria-label="Members"
            hidden=move || offer.people.with(Vec::is_empty)
        >
            <For
                each=move || offer.people.get().into_iter().enumerate()
                key=|(index, person)| (*index, person.username.clone())
                children=option
            />
        </ul>
    }
}

impl Offer {
    /// What stands before the cursor, and after it.
    fn text(self) -> Option<(String, String)> {
        let area = self.area.get_untracked()?;
        let text = area.value();
        let at = byte_at(&text, area.selection_start().ok().flatten()?);
        let (before, after) = text.split_at_checked(at)?;
        Some((before.to_owned(), after.to_owned()))
    }

    /// The beginning of the name that is being typed.
    fn begin(self) -> Option<String> {
        let (before, _) = self.text()?;
        begun_mention(&before).map(str::to_owned)
    }

    /// Asks for names, once nothing was typed for a moment.
    fn ask(self) {
        let Some(late) = self.typed.begin() else { return };
        if self.begin().is_none() {
            return self.close();
        }
        set_timeout(
            move || {
                let Some(begin) = Some(()).filter(|()| !late()).and_then(|()| self.begin()) else { return };
                spawn_local(async move {
                    let found = server_fns::comments::mentionable(self.pin, begin).await.unwrap_or_default();
                    if !late() {
                        self.active.set(None);
                        self.people.set(found);
                    }
                });
            },
            PAUSE,
        );
    }

    fn key(self, event: &KeyboardEvent) {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            return self.send();
        }
        let count = self.people.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "Enter" | "Tab" if active.is_some() => {
                let name =
                    active.and_then(|at| self.people.with_untracked(|people| Some(people.get(at)?.username.clone())));
                self.choose(&name.unwrap_or_default());
            }
            "Escape" => self.close(),
            key => match arrow(key, active, count) {
                Some(to) => self.active.set(to),
                None => return,
            },
        }
        event.prevent_default();
    }

    /// Sends the form that the field is in.
    fn send(self) {
        if let Some(form) = self.area.get_untracked().and_then(|area| area.form())
            && let Err(error) = form.request_submit()
        {
            leptos::logging::error!("could not send the form: {error:?}");
        }
    }

    /// Puts a name in the place of what was typed of it.
    fn choose(self, name: &str) {
        if let (Some(area), Some((before, after))) = (self.area.get_untracked(), self.text())
            && let Some(before) = completed(&before, name)
        {
            let space = if after.starts_with(char::is_whitespace) { "" } else { " " };
            area.set_value(&format!("{before}{space}{after}"));
            let cursor = u32::try_from(before.encode_utf16().count() + 1).unwrap_or(u32::MAX);
            if let Err(error) = area.set_selection_range(cursor, cursor) {
                leptos::logging::error!("could not place the cursor: {error:?}");
            }
        }
        self.close();
    }

    /// Offers nobody any more, until something is typed again.
    fn close(self) {
        self.typed.end();
        self.active.set(None);
        self.people.set(Vec::new());
    }

    /// What a screen reader says of the list: it opens beside what is being typed, unasked.
    fn said(self) -> String {
        match self.people.with(Vec::len) {
            0 => String::new(),
            1 => "1 member. Use the arrow keys to choose.".to_owned(),
            count => format!("{count} members. Use the arrow keys to choose."),
        }
    }
}

/// A text that ends in the beginning of a mention, with all of it.
fn completed(before: &str, name: &str) -> Option<String> {
    let begin = begun_mention(before)?;
    Some(format!("{}{name}", &before[..before.len() - begin.len()]))
}

/// The place in a text that lies so many UTF-16 units into it, which is how browsers count.
fn byte_at(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_takes_the_place_of_what_was_typed_of_it() {
        assert_eq!(completed("Hi @an", "ana_1").as_deref(), Some("Hi @ana_1"));
        assert_eq!(completed("@", "ana").as_deref(), Some("@ana"));
        assert_eq!(completed("Hi", "ana"), None);
    }

    proptest! {
        #[test]
        fn browsers_places_are_found(before: String, after: String) {
            let units = u32::try_from(before.encode_utf16().count()).unwrap();
            prop_assert_eq!(byte_at(&format!("{before}{after}"), units), before.len());
        }
    }
}
