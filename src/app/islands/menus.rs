//! What opens below a button and over the page: each a `<details>`, which opens without script. Escape closes it, and only one is open.
//! (A click anywhere else closes it as well, by its style sheet.)

use super::{dom, keys};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// What is open.
const OPEN: &str = "details:is(.menu, .dropdown, .save)[open]";

/// Listens for Escape, and for what opens.
pub fn start() {
    dom::on(&document(), "keydown", |event| escape(&event));
    dom::on_capture(&document(), "toggle", |event| {
        let opened = dom::target(&event).filter(|target| matches!(target.matches(OPEN), Ok(true)));
        if let Some(opened) = opened {
            dom::all(OPEN).iter().filter(|other| !other.contains(Some(&opened))).for_each(close);
        }
    });
    // A menu that led away is not open on the way back.
    dom::on(&window(), "pagehide", |_| dom::all(OPEN).iter().for_each(close));
}

/// Closes what the focus is in; else whatever is open, unless Escape means something else there.
fn escape(event: &Event) {
    let key = event.dyn_ref::<KeyboardEvent>();
    let is_escape = key.is_some_and(|key| key.key() == "Escape" && !key.is_composing());
    if !is_escape || event.default_prevented() {
        return;
    }
    let around = dom::target_in(event, OPEN);
    let other = || dom::first(OPEN).filter(|_| keys::for_the_page(event).is_some());
    if let Some(menu) = around.or_else(other) {
        event.prevent_default();
        close(&menu);
        if let Some(button) = dom::first_in(&menu, "summary") {
            dom::focus(&button, false);
        }
    }
}

fn close(menu: &Element) {
    dom::set(menu, "open", None);
}
