//! Dialogs: the browser's own, which keep the focus within them, give it back, and close at Escape. The server draws them closed; a
//! click on what asks first (`data-ask`, the dialog's id) opens one.

use super::dom;
use leptos::prelude::{document, window};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlFormElement};

thread_local! {
    /// What is done once the dialog that was opened last is confirmed.
    static CONFIRMED: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Opens and closes dialogs from here on.
pub fn start() {
    dom::on_each("click", "[data-ask]", |pressed, event| {
        let asked = pressed.clone();
        if !dom::has_modifier(&event) && open(&dom::attribute(&pressed, "data-ask"), Box::new(move || go_on(&asked))) {
            event.prevent_default();
        }
    });
    dom::on_each("click", "dialog.dialog", |dialog, event| press(&dialog, &event));
    // A page that comes back from the browser's cache asks nothing: that was answered before it was left.
    dom::on(&window(), "pagehide", |_| dom::all("dialog.dialog[open]").iter().for_each(close));
}

/// Opens the dialog of this id, and calls `then` once it is confirmed.
pub fn ask(id: &str, then: impl FnOnce() + 'static) {
    open(id, Box::new(then));
}

/// Opens a dialog, and tells whether there is one to open.
fn open(id: &str, then: Box<dyn FnOnce()>) -> bool {
    let found = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
    let Some(dialog) = found.filter(|dialog| !dialog.open()) else { return false };
    if let Err(error) = dialog.show_modal() {
        dom::report("could not open the dialog", &error);
        return false;
    }
    CONFIRMED.set(Some(then));
    true
}

fn close(dialog: &Element) {
    dialog.unchecked_ref::<HtmlDialogElement>().close();
}

/// A click in a dialog, or on its backdrop: that one happens on the dialog itself.
fn press(dialog: &Element, event: &Event) {
    if let Some(confirm) = dom::target_in(event, "[data-confirm]") {
        // A form is sent by the browser, and the dialog stays until the next page comes.
        if confirm.matches("form [type=submit], [type=submit][form]").unwrap_or(false) {
            return;
        }
        close(dialog);
        if let Some(then) = CONFIRMED.take() {
            then();
        }
    } else if dom::target_in(event, "[data-cancel]").is_some() || dom::target(event).as_ref() == Some(dialog) {
        close(dialog);
    }
}

/// Does what was pressed before it was asked about.
fn go_on(pressed: &Element) {
    if let Some(address) = pressed.get_attribute("href") {
        return dom::go(&address, false);
    }
    let form = match pressed.get_attribute("form") {
        Some(id) => document().get_element_by_id(&id),
        None => pressed.closest("form").ok().flatten(),
    };
    let form = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(Err(error)) = form.map(|form| form.request_submit_with_submitter(pressed.dyn_ref::<HtmlElement>())) {
        dom::report("could not send the form", &error);
    }
}
