//! What a few pages need in a browser: uploading, arranging and selecting. It is a bundle of its own, which `islands/lazy.rs` loads on pages
//! with a `[data-lazy]`, and where uploads are under way. Compiled for the server as well, where its tests run.

mod arranging;
mod lists;
mod selection;
mod upload;

use super::browser::dom;
use leptos::prelude::document;

/// Starts all of it, for the member `account`; empty where nobody is signed in. `largest`: the largest file that they may upload, in bytes;
/// `batch`: how many files at once.
pub fn start(account: &str, largest: u64, batch: u32) {
    selection::start();
    arranging::start();
    if let Ok(account) = account.parse() {
        upload::start(account, largest, batch);
    }
    if let Some(root) = document().document_element() {
        dom::set(&root, "data-lazy-ready", Some(""));
    }
}
