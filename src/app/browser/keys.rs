//! Keys that mean something to a page as a whole.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Where a key is typed, or chooses something, and means nothing else.
const TYPING: &str = "input, textarea, select, dialog, [contenteditable], [role=listbox]";

/// Tells which key was pressed while nothing is typed and no dialog is open. Whoever says `true` has made use of it.
pub fn on_key(tell: impl Fn(&str) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let within = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let typing = within.is_some_and(|within| !matches!(within.closest(TYPING), Ok(None)));
        let for_the_browser = event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented();
        if !typing && !for_the_browser && tell(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}
