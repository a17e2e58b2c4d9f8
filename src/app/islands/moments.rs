//! Points in time, which the server writes as people say them: "3 minutes ago". It does not know the reader's time zone: the full date and
//! time in that is put in here, as the title.

use super::dom;
use js_sys::{Date, JSON};
use leptos::prelude::document;
use web_sys::Element;

/// No browser has a language of this name, so each takes the reader's own.
const READERS_LANGUAGE: &str = "default";

/// The day and the time of day.
const FORMAT: &str = r#"{"dateStyle":"long","timeStyle":"short"}"#;

/// Writes the titles of all of the document.
pub fn start() {
    if let Some(root) = document().document_element() {
        renew(&root);
    }
}

/// The same in what has come since.
pub fn renew(within: &Element) {
    let format = JSON::parse(FORMAT).unwrap_or_default();
    for moment in dom::all_in(within, "time[datetime][title]") {
        let at = Date::new(&dom::attribute(&moment, "datetime").into());
        if !at.get_time().is_nan() {
            let title = String::from(at.to_locale_string(READERS_LANGUAGE, &format));
            dom::set(&moment, "title", Some(&title));
        }
    }
}
