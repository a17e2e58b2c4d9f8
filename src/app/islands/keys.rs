//! Keys that mean something to a page as a whole, what has the focus as it starts, and rows that start at what is current in them.

use super::dom;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

/// Where a key is typed, or chooses something, and means nothing else.
const TYPING: &str = "input, textarea, select, dialog, [contenteditable], [role=listbox]";

/// The key that leads to the search box from anywhere on a page.
const SEARCH: &str = "/";

/// Listens for keys, and has the page begin where it is used first.
pub fn start() {
    dom::on(&document(), "keydown", |event| {
        if for_the_page(&event).as_deref() == Some(SEARCH)
            && let Some(field) = shown_input(".header__search input")
        {
            event.prevent_default();
            dom::focus(&field, false);
            field.select();
        }
    });
    let nothing_has_it = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    if let Some(field) = shown_input("input#page-search").filter(|field| nothing_has_it && field.value().is_empty()) {
        dom::focus(&field, false);
    }
    dom::all("[data-show-current]").iter().for_each(show_current);
}

/// Which key was pressed while nothing is typed and no dialog is open, and which nothing else has made use of.
pub fn for_the_page(event: &Event) -> Option<String> {
    // Browsers that fill in a form tell of keys that are none.
    let key = event.dyn_ref::<KeyboardEvent>()?;
    let for_others = key.ctrl_key() || key.alt_key() || key.meta_key() || event.default_prevented();
    let typing = dom::target_in(event, TYPING).is_some() || dom::first("dialog[open]").is_some();
    (!for_others && !typing).then(|| key.key())
}

/// An input, unless it is out of sight on a screen of this size.
fn shown_input(selector: &str) -> Option<HtmlInputElement> {
    let input: HtmlInputElement = dom::first(selector)?.dyn_into().ok()?;
    (input.offset_width() > 0).then_some(input)
}

/// Scrolls a row sideways until what is marked in it as current is in its middle. The page stays where it is.
fn show_current(row: &Element) {
    let current = dom::first_in(row, "[aria-current]").and_then(|current| current.dyn_into::<HtmlElement>().ok());
    if let Some(current) = current {
        row.set_scroll_left(current.offset_left() + (current.offset_width() - row.client_width()) / 2);
    }
}
