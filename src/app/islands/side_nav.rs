//! Rows of links that are longer than a small screen is wide: the way around a group of pages, and the times of what is liked most. The link
//! to this page comes to the middle.

use super::dom;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Scrolls the rows sideways, now and whenever the window has another size. The page stays where it is.
pub fn start() {
    show_current();
    dom::on(&window(), "resize", |_| show_current());
}

fn show_current() {
    for row in dom::all(".side-nav, .orders__windows") {
        let current = dom::first_in(&row, "[aria-current]").and_then(|current| current.dyn_into::<HtmlElement>().ok());
        if let Some(current) = current {
            row.set_scroll_left(current.offset_left() + (current.offset_width() - row.client_width()) / 2);
        }
    }
}
