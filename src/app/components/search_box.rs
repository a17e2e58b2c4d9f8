//! The box to search by, which offers what the words may become as one types ("list autocomplete with manual selection",
//! WAI-ARIA APG). Without script it is a plain form.

use super::{
    Avatar, AvatarSize, Draw, Icon, Source,
    combobox::{Turns, arrow},
};
use crate::{
    app::{addresses::with_query, browser},
    model::{
        feeds::FeedOf,
        search::{Completion, QUERY_LONGEST, within_limits},
    },
    server_fns,
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};
use std::time::Duration;

/// How long nothing is typed before completions are asked for.
const PAUSE: Duration = Duration::from_millis(150);

/// The key that leads here from anywhere on a page.
const KEY: &str = "/";

/// What is offered for what is being typed.
#[derive(Clone, Copy)]
struct Offer {
    input: NodeRef<html::Input>,
    found: RwSignal<Vec<Completion>>,
    /// Which of them the arrow keys have come to.
    active: RwSignal<Option<usize>>,
    /// Which answers come too late.
    typed: Turns,
    /// Goes to an address.
    go: Callback<String>,
}

/// A box to search by. It holds what the page was searched by.
#[component]
pub fn SearchBox(
    /// Its id, which no other box of the page has.
    id: &'static str,
) -> impl IntoView {
    let navigate = use_navigate();
    let offer = Offer {
        input: NodeRef::new(),
        found: RwSignal::new(Vec::new()),
        active: RwSignal::new(None),
        typed: Turns::new(),
        go: Callback::new(move |address: String| navigate(&address, NavigateOptions::default())),
    };
    let looked_for = looked_for();
    offer.follow(looked_for);
    Effect::new(move || browser::on_key(move |key| key == KEY && offer.take_focus()));
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let open = move || offer.found.with(|found| !found.is_empty());
    let option_id = move |index: usize| format!("{id}-option-{index}");
    let list = format!("{id}-options");
    view! {
        <form class="search" role="search" aria-label="The whole site" action="/search" method="get" on:submit=move |event| offer.submit(&event)>
            <div class="combobox">
                <Draw icon=Icon::Search class="icon--small search__icon" />
                <input
                    class="input search__input"
                    id=id
                    name="q"
                    dir="auto"
                    type="search"
                    aria-label="Search"
                    placeholder="Search"
                    maxlength=QUERY_LONGEST.to_string()
                    enterkeyhint="search"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    node_ref=offer.input
                    value=looked_for.get_untracked()
                    role=move || ready.get().then_some("combobox")
                    aria-autocomplete=move || ready.get().then_some("list")
                    aria-expanded=move || ready.get().then(|| open().to_string())
                    aria-controls=list.clone()
                    aria-keyshortcuts=move || ready.get().then_some(KEY)
                    aria-activedescendant=move || offer.active.get().map(option_id)
                    on:input=move |_| offer.ask()
                    on:keydown=move |event| offer.key(&event)
                    on:blur=move |_| offer.close()
                />
                <kbd class="search__key" aria-hidden="true" data-needs-script>{KEY}</kbd>
                <ul class="combobox__list search__list" id=list.clone() role="listbox" aria-label="Suggestions" hidden=move || !open()>
                    <For each=move || offer.found.get().into_iter().enumerate() key=|(index, completion)| (*index, address(completion, "")) let((index, completion))>
                        <li
                            class="combobox__option search__option"
                            id=option_id(index)
                            role="option"
                            aria-selected=move || (offer.active.get() == Some(index)).to_string()
                            // Before the box loses the focus, which closes the list.
                            on:pointerdown={
                                let completion = completion.clone();
                                move |event| {
                                    event.prevent_default();
                                    offer.choose(&completion);
                                }
                            }
                        >
                            {drawn(&completion)}
                        </li>
                    </For>
                </ul>
            </div>
        </form>
    }
}

/// What the page that is shown was searched by.
fn looked_for() -> Memo<String> {
    let (here, query) = (use_location().pathname, use_query_map());
    Memo::new(move |_| {
        let searched = here.with(|path| path == "/search").then(|| query.with(|query| query.get("q"))).flatten();
        within_limits(&searched.unwrap_or_default())
    })
}

fn drawn(completion: &Completion) -> impl IntoView {
    let (icon, words, kind) = match completion {
        Completion::Tag(tag) => (Icon::Tag, format!("#{tag}"), "Tag"),
        Completion::Board(_, title) => (Icon::Board, title.clone(), "Board"),
        Completion::Pin(_, title) => (Icon::Picture, title.clone(), "Picture"),
        Completion::Person(person) => {
            let (words, kind) = (person.display_name.clone(), format!("@{}", person.username));
            return view! {
                <Avatar person=person.clone() size=AvatarSize::Small />
                <span class="search__words" dir="auto">{words}</span>
                <span class="search__kind">{kind}</span>
            }
            .into_any();
        }
    };
    view! {
        <span class="search__what"><Draw icon class="icon--small" /></span>
        <span class="search__words" dir="auto">{words}</span>
        <span class="search__kind">{kind}</span>
    }
    .into_any()
}

/// Where a completion leads, when these words were typed.
fn address(completion: &Completion, typed: &str) -> String {
    match completion {
        Completion::Tag(tag) => FeedOf::Tag { tag: tag.clone() }.address(None),
        Completion::Person(person) => format!("/@{}", person.username),
        Completion::Board(board, _) => format!("/board/{board}"),
        Completion::Pin(pin, _) => FeedOf::Search { q: typed.to_owned() }.pin_address(*pin),
    }
}

impl Offer {
    /// Puts into the box what the page was searched by, whenever one goes to another.
    fn follow(self, looked_for: Memo<String>) {
        let location = use_location();
        Effect::new(move |before: Option<[String; 3]>| {
            let now = [location.pathname.get(), location.search.get(), looked_for.get()];
            if let (Some(input), true) = (self.input.get_untracked(), before.is_some_and(|before| before != now)) {
                input.set_value(&now[2]);
            }
            now
        });
    }

    fn text(self) -> String {
        self.input.get_untracked().map(|input| input.value()).unwrap_or_default()
    }

    /// Takes the focus, unless the box is out of sight on a screen of this size.
    fn take_focus(self) -> bool {
        let Some(input) = self.input.get_untracked().filter(|input| input.offset_width() > 0) else { return false };
        input.select();
        input.focus().is_ok()
    }

    /// Goes to what is found.
    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        self.leave(with_query("/search", &[("q", &self.text())]));
    }

    /// Asks for completions, once nothing was typed for a moment.
    fn ask(self) {
        let Some(late) = self.typed.begin() else { return };
        if self.text().trim().is_empty() {
            return self.close();
        }
        set_timeout(
            move || {
                if late() {
                    return;
                }
                let text = self.text();
                spawn_local(async move {
                    let found = server_fns::search::complete(text).await.unwrap_or_default();
                    if !late() {
                        self.active.set(None);
                        self.found.set(found);
                    }
                });
            },
            PAUSE,
        );
    }

    fn key(self, event: &KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "Enter" => {
                // Without one the words are looked for, as the form does.
                let Some(chosen) = active.and_then(|at| self.found.with_untracked(|found| found.get(at).cloned()))
                else {
                    return;
                };
                self.choose(&chosen);
            }
            "Escape" => self.close(),
            key => match arrow(key, active, count) {
                Some(to) => self.active.set(to),
                None => return,
            },
        }
        event.prevent_default();
    }

    fn choose(self, completion: &Completion) {
        self.leave(address(completion, &self.text()));
    }

    /// Goes to an address. The box gives the focus away, and with it the keyboard that covers a small screen.
    fn leave(self, address: String) {
        self.close();
        if let Some(Err(error)) = self.input.get_untracked().map(|input| input.blur()) {
            leptos::logging::error!("could not give the focus away: {error:?}");
        }
        self.go.run(address);
    }

    /// Offers nothing more, until something is typed again.
    fn close(self) {
        self.typed.end();
        self.active.set(None);
        self.found.set(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{BoardId, PinId};
    use uuid::Uuid;

    #[test]
    fn every_completion_leads_somewhere() {
        let (board, pin) = (BoardId::from_uuid(Uuid::from_u128(7)), PinId::from_uuid(Uuid::from_u128(8)));
        for (completion, leads_to) in [
            (Completion::Tag("two words".to_owned()), "/?tag=two%20words".to_owned()),
            (Completion::Board(board, "Garden".to_owned()), format!("/board/{board}")),
            (Completion::Pin(pin, "Heron".to_owned()), format!("/pin/{pin}?from=search&q=grey%20h")),
        ] {
            assert_eq!(address(&completion, "grey h"), leads_to);
        }
    }
}
