//! What a form was answered comes from the form's address, though the page has one of its own; or the address says that it went well. The
//! browser goes by the page's own address, so that a reload brings that back.

use super::dom;
use leptos::prelude::{document, window};

/// Gives a page that answers a form its own address (`data-answered-at`, `data-said-once`). What notes something with the history's entry
/// starts later.
pub fn start() {
    let answered_at = document().document_element().and_then(|root| root.get_attribute("data-answered-at"));
    if let Some(address) = answered_at {
        go_by(&address);
    }
    let Some(said) = dom::first("[data-said-once]") else { return };
    go_by(&(dom::attribute(&said, "data-said-once") + &window().location().hash().unwrap_or_default()));
    // A page that is kept for the way back is kept without it.
    dom::on(&window(), "pagehide", move |_| said.remove());
}

fn go_by(address: &str) {
    let Ok(history) = window().history() else { return };
    let state = history.state().unwrap_or_default();
    if let Err(error) = history.replace_state_with_url(&state, "", Some(address)) {
        dom::report("could not change the address", &error);
    }
}
