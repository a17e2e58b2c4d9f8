//! Where on a page one is.

use leptos::{
    ev,
    html::{Div, Nav},
    leptos_dom::helpers::{WindowListenerHandle, window_event_listener_untyped},
    prelude::*,
};
use send_wrapper::SendWrapper;
use std::{
    cell::Cell,
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far before it comes into sight an element counts as near.
const NEAR: &str = "1200px 0px";

/// For how many frames a restored page may still settle: some two seconds.
const SETTLES: u32 = 120;

/// By which a user takes over from a page that is being restored.
const BY_USER: [&str; 5] = ["wheel", "touchstart", "pointerdown", "keydown", "popstate"];

/// How far down the page one is, in CSS pixels.
pub fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls to this offset, in CSS pixels, after layout, and stays there while the page settles: what stands above may still grow or
/// shrink. Stops as soon as the user does something.
pub fn scroll_to(top: f64) {
    let taken_over = Rc::new(Cell::new(false));
    let listeners = BY_USER.map(|event| {
        let taken_over = Rc::clone(&taken_over);
        window_event_listener_untyped(event, move |_| taken_over.set(true))
    });
    request_animation_frame(move || hold(top, taken_over, listeners.into(), SETTLES));
}

fn hold(top: f64, taken_over: Rc<Cell<bool>>, listeners: Vec<WindowListenerHandle>, frames: u32) {
    if frames == 0 || taken_over.get() {
        listeners.into_iter().for_each(WindowListenerHandle::remove);
        return;
    }
    // Browsers round to device pixels.
    if (scrolled() - top).abs() > 1.0 {
        window().scroll_to_with_x_and_y(0.0, top);
    }
    request_animation_frame(move || hold(top, taken_over, listeners, frames - 1));
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
