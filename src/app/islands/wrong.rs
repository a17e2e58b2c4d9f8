//! What is wrong with a field, beside it. The server draws it where a form was refused without script; it no longer holds once the field is
//! edited.

use super::dom;
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// What is around a field, its label and its message: a line of text, or a group of boxes.
const FIELDS: &str = ".field, .choices";

/// Listens for edits.
pub fn start() {
    for name in ["input", "change"] {
        dom::on_each(name, FIELDS, |field, _| show(&field, None));
    }
}

/// Says what is wrong with a field, given what is around it; with `None`, that nothing is any more.
pub fn show(around: &Element, words: Option<&str>) {
    let before = dom::first_in(around, ".field__error");
    if before.is_none() && words.is_none() {
        return;
    }
    if let Some(before) = before {
        before.remove();
    }
    let field = if around.tag_name() == "FIELDSET" {
        Some(around.clone())
    } else {
        dom::first_in(around, "input, textarea, select")
    };
    let Some(field) = field else { return };
    let id = field.id() + "-error";
    dom::set(&field, "aria-invalid", words.map(|_| "true"));
    describe(&field, &id, words.is_some());
    if let Some(words) = words
        && let Err(error) = add(around, &id, words)
    {
        dom::report("could not show what is wrong", &error);
    }
}

/// Has a field described by a message, beside what describes it already, or no more.
fn describe(field: &Element, id: &str, described: bool) {
    let before = dom::attribute(field, "aria-describedby");
    let others = before.split_ascii_whitespace().filter(|known| *known != id);
    let ids: Vec<_> = others.chain(described.then_some(id)).collect();
    dom::set(field, "aria-describedby", (!ids.is_empty()).then(|| ids.join(" ")).as_deref());
}

fn add(around: &Element, id: &str, words: &str) -> Result<(), JsValue> {
    let error = document().create_element("p")?;
    error.set_class_name("field__error");
    error.set_id(id);
    if let Some(icon) = dom::copy_of_template("icon-alert") {
        error.append_child(&icon)?;
    }
    error.append_with_str_1(words)?;
    around.append_child(&error)?;
    Ok(())
}
