//! The one door to the browser's own calls. On the server this compiles and is never called: effects and event
//! handlers run in browsers alone.

mod boxes;
mod clipboard;
mod dialogs;
mod files;
mod folders;
mod forms;
mod keys;
mod nearness;
mod places;
mod previews;
mod scrolling;
mod sending;
mod sight;
mod socket;

pub use boxes::{tick_all, tick_between, ticked};
pub use clipboard::copy;
pub use dialogs::follow_dialog;
pub use files::{ObjectUrl, ask_before_leaving, chosen_files, pasted_files, when_online};
pub use folders::{Dropped, choose_folder, chosen_folder, when_dropped};
pub use forms::{filled, go_to, post_fields, post_form};
pub use keys::on_key;
pub use nearness::{Nearness, has_focus_within};
pub use places::{capture_pointer, carry_item, focus_on, item_at, mark_drop, scroll_at_edge};
pub use previews::draw_preview;
pub use scrolling::{
    has_returned, is_returning, on_scroll, scroll_to, scrolled, show_current, watch_history, when_near,
};
pub use sending::{Errand, Parcel, Trouble, new_key};
pub use sight::{focus_is_in, focus_pin, in_sight, pin_with_focus, when_pin_has_focus, when_sight_changes};
pub use socket::{is_hidden, keep_socket};

/// Says in the document that scripts run here, for styles that depend on it.
pub fn mark_hydrated() {
    let root = leptos::prelude::document().document_element();
    if let Some(Err(error)) = root.map(|root| root.set_attribute("data-hydrated", "")) {
        leptos::logging::error!("could not mark the page: {error:?}");
    }
}
