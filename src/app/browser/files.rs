//! Files: chosen and pasted; and pages that are left while some are on their way.

use super::dom;
use leptos::prelude::window;
use web_sys::{ClipboardEvent, File, FileList, HtmlInputElement};

/// The files chosen in an input, which is emptied, so that the same file can be chosen again.
pub fn chosen_files(input: &HtmlInputElement) -> Vec<File> {
    let files = list(input.files());
    input.set_value("");
    files
}

/// The files in what was pasted.
pub fn pasted_files(event: &ClipboardEvent) -> Vec<File> {
    list(event.clipboard_data().and_then(|data| data.files()))
}

pub(super) fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// Asks before the page is left, as long as `busy` says so. For as long as the document is there.
pub fn ask_before_leaving(busy: impl Fn() -> bool + 'static) {
    dom::on(&window(), "beforeunload", move |event| {
        if busy() {
            event.prevent_default();
        }
    });
}

/// Tells whenever the browser believes that there is a connection again. For as long as the document is there.
pub fn when_online(tell: impl Fn() + 'static) {
    dom::on(&window(), "online", move |_| tell());
}

/// Calls `left` when the page is left, and `back` when it is shown, as after it was left and one came back to it. For as long as the
/// document is there.
pub fn when_left_or_back(left: impl Fn() + 'static, back: impl Fn() + 'static) {
    dom::on(&window(), "pagehide", move |_| left());
    dom::on(&window(), "pageshow", move |_| back());
}
