//! Where on a page one is.

use leptos::{
    ev,
    html::{Div, Nav},
    prelude::*,
};
use send_wrapper::SendWrapper;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far before it comes into sight an element counts as near.
const NEAR: &str = "1200px 0px";

/// For how many frames a restored page may still grow: some two seconds.
const GROWS: u32 = 120;

/// How far down the page one is, in CSS pixels.
pub fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls to this offset, in CSS pixels, after layout. While the page is still too short for it, tries again with each frame,
/// until it is tall enough or the user scrolls up.
pub fn scroll_to(top: f64) {
    request_animation_frame(move || go_to(top, 0.0, GROWS));
}

fn go_to(top: f64, reached: f64, frames: u32) {
    if scrolled() < reached {
        return;
    }
    window().scroll_to_with_x_and_y(0.0, top);
    let reached = scrolled();
    // Browsers round to device pixels.
    if top - reached > 1.0 && frames > 0 {
        request_animation_frame(move || go_to(top, reached, frames - 1));
    }
}

/// Scrolls a row sideways until what is marked in it as current is in its middle. The page stays where it is.
pub fn show_current(row: NodeRef<Nav>) {
    Effect::new(move || {
        let Some(row) = row.get() else { return };
        let Ok(Some(current)) = row.query_selector("[aria-current]") else { return };
        if let Ok(current) = current.dyn_into::<HtmlElement>() {
            row.set_scroll_left(current.offset_left() + (current.offset_width() - row.client_width()) / 2);
        }
    });
}

/// Says how far down the page one is, in CSS pixels, whenever that changes.
pub fn on_scroll(tell: impl Fn(f64) + 'static) {
    let handle = window_event_listener(ev::scroll, move |_| tell(scrolled()));
    on_cleanup(move || handle.remove());
}

/// Whether the page being shown was come to by the browser's back or forward. There is one history a tab.
static RETURNING: AtomicBool = AtomicBool::new(false);

/// Notices from now on whether one goes back or follows a link. Called before the router is made: it acts on the same
/// event, and by then this must be known.
pub fn watch_history() {
    window_event_listener(ev::popstate, |_| RETURNING.store(true, Ordering::Relaxed));
    window_event_listener(ev::click, |_| RETURNING.store(false, Ordering::Relaxed));
}

/// Whether the page being shown was come to by back or forward.
pub fn is_returning() -> bool {
    RETURNING.load(Ordering::Relaxed)
}

/// The same, once: the page has been put back as it was.
pub fn has_returned() -> bool {
    RETURNING.swap(false, Ordering::Relaxed)
}

/// Calls `reached` each time the element comes near what is in sight.
pub fn when_near(element: NodeRef<Div>, reached: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        let Some(element) = element.get() else { return };
        let reached = reached.clone();
        let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let near =
                entries.iter().any(|entry| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting());
            if near {
                reached();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(NEAR);
        let observer = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options);
        let Ok(observer) = observer else { return };
        observer.observe(&element);
        // The closure lives as long as the observer does.
        let watch = SendWrapper::new((observer, seen));
        on_cleanup(move || watch.0.disconnect());
    });
}
