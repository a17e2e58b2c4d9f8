//! Boxes to tick, many of one name in a form. The form itself knows which are ticked, as it does without script.

use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement};

/// The values of those that are ticked, in the order of the page.
pub fn ticked(form: &HtmlFormElement, name: &str) -> Vec<String> {
    boxes(form, name).into_iter().filter(HtmlInputElement::checked).map(|ticked| ticked.value()).collect()
}

/// Ticks all of them, or none.
pub fn tick_all(form: &HtmlFormElement, name: &str, on: bool) {
    for each in boxes(form, name) {
        each.set_checked(on);
    }
}

/// Ticks those from one to the other, or takes the ticks away; both belong to them, whichever comes first.
pub fn tick_between(form: &HtmlFormElement, name: &str, one: &str, other: &str, on: bool) {
    let all = boxes(form, name);
    let place = |value: &str| all.iter().position(|each| each.value() == value);
    let (Some(one), Some(other)) = (place(one), place(other)) else { return };
    for each in &all[one.min(other)..=one.max(other)] {
        each.set_checked(on);
    }
}

fn boxes(form: &HtmlFormElement, name: &str) -> Vec<HtmlInputElement> {
    let Ok(found) = form.query_selector_all(&format!("input[type=checkbox][name={name}]")) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}
