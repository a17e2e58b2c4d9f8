//! The picture of a pin's page over the whole screen: closer with a click, a tap, keys, wheel or two fingers, and moved by dragging. As
//! long as it is fitted, the arrow keys lead to the pictures beside it.

mod seen;

use super::{dom, keys};
#[cfg(feature = "ssr")]
use crate::app::components::{Draw, Icon};
use leptos::prelude::*;
use seen::Seen;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// What opens the viewer, on a page whose picture is ready: a link to the file with every pixel there is, around the picture.
const OPENER: &str = ".pin__open";

/// Under which key the page before noted that its picture was enlarged.
const CLOSER: &str = "closer";

/// The picture over the whole screen, once it is asked for. What it shows it finds on the page: that may be ready only later.
#[island]
pub fn Viewer(
    /// What stands in it: a [`ViewerContent`], which the server alone draws.
    children: Children,
) -> impl IntoView {
    view! { <dialog class="viewer" use:come_alive>{children()}</dialog> }
}

/// The bar with its buttons, and the window that the picture is seen through.
#[cfg(feature = "ssr")]
#[component]
pub fn ViewerContent() -> impl IntoView {
    let button = |icon: Icon, words: &'static str, does: &'static str| {
        let first = does == "in";
        view! {
            <button class="icon-button viewer__button" type="button" aria-label=words autofocus=first data-zoom=does>
                <Draw icon />
            </button>
        }
    };
    view! {
        <div class="viewer__bar">
            <output class="viewer__scale">"Fit"</output>
            {button(Icon::Minus, "Zoom out", "out")}
            {button(Icon::Plus, "Zoom in", "in")}
            {button(Icon::Whole, "Fit to screen", "fit")}
            {button(Icon::Close, "Close", "close")}
        </div>
        // What is clicked here leaves the focus within, and the keys with it.
        <div class="viewer__window" tabindex="-1"><div class="viewer__picture"></div></div>
    }
}

/// Enlarges the picture when that is asked for from here on. A page that comes back from the browser's cache shows it as it was left.
fn come_alive(dialog: Element) {
    let Some(seen) = Seen::new(&dialog).map(Rc::new) else { return };
    let opened = Rc::clone(&seen);
    dom::on_each("click", OPENER, move |_, event| {
        if !dom::has_modifier(&event) && opened.open() {
            event.prevent_default();
        }
    });
    let opened = Rc::clone(&seen);
    dom::on(&document(), "keydown", move |event| {
        if matches!(keys::for_the_page(&event).as_deref(), Some("+" | "=")) && opened.open() {
            event.prevent_default();
        }
    });
    let pressed = Rc::clone(&seen);
    dom::on(&dialog, "click", move |event| {
        if let Some(button) = dom::target_in(&event, "[data-zoom]") {
            pressed.press(&dom::attribute(&button, "data-zoom"));
        }
    });
    let keyed = Rc::clone(&seen);
    dom::on(&dialog, "keydown", move |event| {
        if keyed.key(event.unchecked_ref()) {
            event.prevent_default();
        }
    });
    let closed = Rc::clone(&seen);
    dom::on(&dialog, "close", move |_| closed.forget());
    seen.follow_pointers();
    if dom::noted(CLOSER).is_some() {
        dom::note(CLOSER, None);
        seen.open();
    }
}
