//! The boxes by which pins are selected. The form itself knows which are ticked, as it does without script.

use crate::app::browser::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// A box.
const BOX: &str = ".tick__box";

/// The values of those that are ticked, in the order of the page.
pub(super) fn ticked(form: &Element) -> Vec<String> {
    boxes(form).into_iter().filter(HtmlInputElement::checked).map(|ticked| ticked.value()).collect()
}

/// Ticks all of them, or none.
pub(super) fn tick_all(form: &Element, on: bool) {
    for each in boxes(form) {
        each.set_checked(on);
    }
}

/// Ticks the one with a value; `false` where it is not there.
pub(super) fn tick(form: &Element, value: &str) -> bool {
    let Some(found) = boxes(form).into_iter().find(|each| each.value() == value) else { return false };
    found.set_checked(true);
    true
}

/// Ticks those from one to the other, or takes the ticks away; both belong to them, whichever comes first.
pub(super) fn tick_between(form: &Element, one: &str, other: &str, on: bool) {
    let all = boxes(form);
    let place = |value: &str| all.iter().position(|each| each.value() == value);
    let (Some(one), Some(other)) = (place(one), place(other)) else { return };
    for each in &all[one.min(other)..=one.max(other)] {
        each.set_checked(on);
    }
}

/// The box of an item.
pub(super) fn of(item: &Element) -> Option<HtmlInputElement> {
    dom::first_in(item, BOX)?.dyn_into().ok()
}

fn boxes(form: &Element) -> Vec<HtmlInputElement> {
    dom::all_in(form, BOX).into_iter().filter_map(|found| found.dyn_into().ok()).collect()
}
