//! The way around a group of pages. On small screens it is a row that is longer than the screen is wide: the link to this page comes to its
//! middle.

use super::dom;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Scrolls the row sideways, now and whenever the window has another size. The page stays where it is.
pub fn start() {
    show_current();
    dom::on(&window(), "resize", |_| show_current());
}

fn show_current() {
    let current = dom::first(".side-nav [aria-current]").and_then(|current| current.dyn_into::<HtmlElement>().ok());
    if let Some((row, current)) = dom::first(".side-nav").zip(current) {
        row.set_scroll_left(current.offset_left() + (current.offset_width() - row.client_width()) / 2);
    }
}
