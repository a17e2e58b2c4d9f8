//! What a form was answered comes from the form's address, though the page has one of its own. The browser goes by that one, so that a
//! reload brings the page back.

use super::dom;
use leptos::prelude::{document, window};

/// Gives a page that answers a form its own address (`data-answered-at`). What notes something with the history's entry starts later.
pub fn start() {
    let address = document().document_element().and_then(|root| root.get_attribute("data-answered-at"));
    let (Some(address), Ok(history)) = (address, window().history()) else { return };
    let state = history.state().unwrap_or_default();
    if let Err(error) = history.replace_state_with_url(&state, "", Some(&address)) {
        dom::report("could not change the address", &error);
    }
}
