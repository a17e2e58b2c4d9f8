//! The one door to the browser's own calls. On the server this compiles and is never called: effects and event
//! handlers run in browsers alone.

mod clipboard;
mod files;
mod forms;
mod scrolling;

pub use clipboard::copy;
pub use files::{ObjectUrl, chosen_files, pasted_files, send_file, tell_before_leaving};
pub use forms::{go_to, post_form};
pub use scrolling::{has_returned, is_returning, on_scroll, scroll_to, show_current, watch_history, when_near};

/// Says in the document that scripts run here, for styles that depend on it.
pub fn mark_hydrated() {
    let root = leptos::prelude::document().document_element();
    if let Some(Err(error)) = root.map(|root| root.set_attribute("data-hydrated", "")) {
        leptos::logging::error!("could not mark the page: {error:?}");
    }
}
