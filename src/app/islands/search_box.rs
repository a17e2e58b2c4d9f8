//! The box to search by, which suggests what the words may become as one types. Without script it is a plain form.

use super::{
    dom,
    suggestions::{Source, Suggestions},
};
#[cfg(feature = "ssr")]
use crate::{
    app::components::{Draw, Icon},
    model::search::QUERY_LONGEST,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, PageTransitionEvent};

/// The key that leads here from anywhere on a page.
const KEY: &str = "/";

/// A box to search by.
#[island]
pub fn SearchBox(
    /// What stands in it: a [`SearchContent`], which the server alone draws.
    children: Children,
) -> impl IntoView {
    view! {
        <form class="search" role="search" aria-label="Site" action="/search" method="get" use:come_alive>{children()}</form>
    }
}

/// The field itself, with what it suggests.
#[cfg(feature = "ssr")]
#[component]
pub fn SearchContent(
    /// Its id, which no other box of the page has.
    id: String,
    /// What the page was searched by.
    q: String,
) -> impl IntoView {
    let list = format!("{id}-options");
    view! {
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
                value=q
                aria-controls=list.clone()
            />
            <kbd class="search__key" aria-hidden="true" data-needs-script>{KEY}</kbd>
            // Empty here: what is suggested comes as HTML.
            <ul class="combobox__list search__list" id=list role="listbox" aria-label="Suggestions" hidden></ul>
        </div>
    }
}

/// Suggests completions from here on.
fn come_alive(form: Element) {
    let found = (dom::first_in(&form, "input"), dom::first_in(&form, "ul"));
    let (Some(input), Some(list)) = found else { return };
    // A screen reader hears of a list only where a script shows one.
    for (name, value) in
        [("role", "combobox"), ("aria-autocomplete", "list"), ("aria-expanded", "false"), ("aria-keyshortcuts", KEY)]
    {
        dom::set(&input, name, Some(value));
    }
    let input: HtmlInputElement = input.unchecked_into();
    let suggestions = Suggestions::follow(&input, list, Box::new(Completions { input: input.clone() }));
    let left = input.clone();
    dom::on(&form, "submit", move |_| leave(&left));
    // A page that comes back from the browser's cache shows again what it was searched by.
    dom::on(&window(), "pageshow", move |event| {
        if event.unchecked_ref::<PageTransitionEvent>().persisted() {
            suggestions.close();
            input.set_value(&input.default_value());
        }
    });
}

/// Gives the focus away, and with it the keyboard that covers a small screen. That closes the list, too.
fn leave(input: &HtmlInputElement) {
    if let Err(error) = input.blur() {
        dom::report("could not give the focus away", &error);
    }
}

/// What the words in the box may become: tags, members, boards and pictures.
struct Completions {
    input: HtmlInputElement,
}

impl Source for Completions {
    fn part(&self) -> &'static str {
        "completions"
    }

    fn address(&self) -> Option<String> {
        let typed = self.input.value();
        let is_blank = typed.trim().is_empty();
        (!is_blank).then(|| "/search?q=".to_owned() + &String::from(js_sys::encode_uri_component(&typed)))
    }

    fn choose(&self, option: &Element) {
        leave(&self.input);
        dom::go(&dom::attribute(option, "data-address"), false);
    }
}
