//! Files: chosen, pasted, and shown before they are sent.

use leptos::{ev, prelude::*};
use web_sys::{ClipboardEvent, File, FileList, HtmlInputElement, Url};

/// An address under which the browser shows a local file. It ends with this.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Makes an address for a file.
    pub fn new(file: &File) -> Option<Self> {
        Url::create_object_url_with_blob(file).ok().map(Self)
    }

    /// The address.
    pub fn address(&self) -> String {
        self.0.clone()
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // An address that is gone already is no matter.
        let _ = Url::revoke_object_url(&self.0);
    }
}

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
    window_event_listener(ev::beforeunload, move |event| {
        if busy() {
            event.prevent_default();
        }
    });
}

/// Tells whenever the browser believes that there is a connection again. For as long as the document is there.
pub fn when_online(tell: impl Fn() + 'static) {
    window_event_listener(ev::online, move |_| tell());
}
