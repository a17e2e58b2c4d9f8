//! What forms hold.

use web_sys::{FormData, HtmlFormElement};

/// What a field of a form holds; empty where there is none.
pub fn filled(form: &HtmlFormElement, name: &str) -> String {
    let fields = FormData::new_with_form(form).ok();
    fields.and_then(|fields| fields.get(name).as_string()).unwrap_or_default()
}
