//! Told by the browser: which items go out of a list, and which come into it.

use crate::app::browser::dom;
use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, NodeList};

/// Tells of each change of a list, for as long as the page is there: what has gone, and what has come.
pub(super) fn watch(list: &Element, tell: impl Fn(&[Element], &[Element]) + 'static) {
    let told = Closure::<dyn Fn(Array)>::new(move |changes: Array| {
        for change in changes.iter() {
            let change: MutationRecord = change.unchecked_into();
            tell(&elements(&change.removed_nodes()), &elements(&change.added_nodes()));
        }
    });
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    let watching = MutationObserver::new(told.as_ref().unchecked_ref())
        .and_then(|observer| observer.observe_with_options(list, &options));
    if let Err(error) = watching {
        dom::report("could not watch the list", &error);
    }
    told.forget();
}

fn elements(nodes: &NodeList) -> Vec<Element> {
    (0..nodes.length()).filter_map(|index| nodes.item(index)?.dyn_into().ok()).collect()
}
