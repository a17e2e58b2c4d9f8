//! Where on a page one is.

use leptos::{ev, html::Div, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far before it comes into sight an element counts as near.
const NEAR: &str = "1200px 0px";

/// Goes so far down the page, in CSS pixels, once it has been laid out.
pub fn scroll_to(top: f64) {
    request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, top));
}

/// Says how far down the page one is, in CSS pixels, whenever that changes.
pub fn on_scroll(tell: impl Fn(f64) + 'static) {
    let handle = window_event_listener(ev::scroll, move |_| {
        if let Ok(top) = window().scroll_y() {
            tell(top);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Says that the browser goes back or forward (`true`), or that a link is followed (`false`).
pub fn on_history(tell: impl Fn(bool) + Copy + 'static) {
    let back = window_event_listener(ev::popstate, move |_| tell(true));
    let link = window_event_listener(ev::click, move |_| tell(false));
    on_cleanup(move || {
        back.remove();
        link.remove();
    });
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
