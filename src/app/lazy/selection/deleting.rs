//! Pictures that were deleted and can still be had back: how many are not gone yet, until it is too late to undo that.

use crate::app::browser::{dom, post};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// What says so, with the address that the page has without it.
const UNDOABLE: &str = "[data-left]";

/// How many are not gone yet.
const DELETING: &str = ".deleting";

/// For how long a deletion can be undone here, in milliseconds. The server allows 25 seconds, of which some pass before this page is
/// there.
const UNDO: i32 = 24_000;

/// How long between looks whether what was deleted is gone, in milliseconds.
const LOOK_AGAIN: i32 = 1_000;

/// Counts, and takes the way back from the page when it leads nowhere any more.
pub(super) fn start() {
    let Some(undoable) = dom::first(UNDOABLE) else { return };
    dom::after(UNDO, move || {
        if let Err(error) = forget(&undoable) {
            dom::report("could not change the address", &error);
        }
    });
    look_later();
}

fn forget(undoable: &Element) -> Result<(), JsValue> {
    undoable.remove();
    if let Some(deleting) = dom::first(DELETING) {
        dom::set(&deleting, "hidden", Some(""));
    }
    let history = window().history()?;
    history.replace_state_with_url(&history.state()?, "", Some(&dom::attribute(undoable, "data-left")))
}

/// Looks in a while, and again until all are gone.
fn look_later() {
    if dom::first(DELETING).is_some_and(|deleting| !deleting.has_attribute("hidden")) {
        dom::after(LOOK_AGAIN, || spawn_local(look()));
    }
}

async fn look() {
    let drawn = post::part(&dom::here(), "states", &[]).await.unwrap_or_default();
    let drawn = dom::parsed(&drawn).and_then(|drawn| drawn.first_element_child());
    if let (Some(_), Some(deleting), Some(drawn)) = (dom::first(UNDOABLE), dom::first(DELETING), drawn) {
        deleting.set_inner_html(&drawn.inner_html());
        dom::set(&deleting, "hidden", drawn.get_attribute("hidden").as_deref());
    }
    look_later();
}
