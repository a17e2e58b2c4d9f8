//! What several bundles do in a browser, for islands, lazy parts and talks alike: the document, forms and parts of pages, short messages,
//! and the one door to all other calls of the browser. On the server this compiles and is never called.

mod clipboard;
pub mod dom;
mod files;
mod folders;
mod forms;
mod hashing;
pub mod live;
mod locks;
pub mod nearness;
pub mod post;
mod previews;
mod resumable;
mod scrolling;
mod sending;
mod share_sheet;
mod socket;
pub mod toasts;
mod under_way;
mod upload_store;
mod waiting;

pub use clipboard::copy;
pub use files::{ask_before_leaving, chosen_files, pasted_files, when_left_or_back, when_online};
pub use folders::{Dropped, choose_folder, chosen_folder, when_dropped};
pub use forms::filled;
pub use hashing::{can_hash, sha256};
pub use locks::TabLock;
pub use previews::draw_preview;
pub use scrolling::{scroll_to, scrolled};
pub use sending::{Errand, Parcel, Reply, new_key};
pub use share_sheet::{can_share, share};
pub use socket::{Socket, Told, keep_socket};
pub use under_way::{are_uploads_under_way, note_uploads_under_way};
pub use upload_store::{Entry, Fields, UploadStore, Writing};
pub use waiting::Waiting;

/// The path of the page.
pub fn path() -> String {
    leptos::prelude::window().location().pathname().unwrap_or_default()
}
