//! The one door to the browser's own calls. On the server this compiles and is never called.

mod clipboard;
mod files;
mod folders;
mod forms;
mod locks;
mod previews;
mod scrolling;
mod sending;
mod share_sheet;
mod socket;
mod upload_store;

pub use clipboard::copy;
pub use files::{ask_before_leaving, chosen_files, pasted_files, when_left_or_back, when_online};
pub use folders::{Dropped, choose_folder, chosen_folder, when_dropped};
pub use forms::filled;
pub use locks::TabLock;
pub use previews::draw_preview;
pub use scrolling::{scroll_to, scrolled};
pub use sending::{Errand, Parcel, Reply, new_key};
pub use share_sheet::{can_share, share};
pub use socket::keep_socket;
pub use upload_store::{Entry, Fields, UploadStore, Writing};

/// The path of the page.
pub fn path() -> String {
    leptos::prelude::window().location().pathname().unwrap_or_default()
}

/// Notes something for every tab of this site, or forgets it. A browser that keeps nothing goes without.
pub fn note_for_all_tabs(key: &str, value: Option<&str>) {
    let Ok(Some(storage)) = leptos::prelude::window().local_storage() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}
