//! Told by the browser: which elements are near what is in sight.

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Observes elements for as long as the page is there, and tells when one comes near (`true`) or goes away. `margin` is how far around
/// what is in sight is near, as in a style sheet. `None` in a browser that cannot.
pub fn observer(margin: &str, tell: impl Fn(Element, bool) + 'static) -> Option<IntersectionObserver> {
    let told = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            tell(entry.target(), entry.is_intersecting());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(margin);
    let observer = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &options).ok();
    told.forget();
    observer
}
