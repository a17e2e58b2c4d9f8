//! Who sees a picture, or all of them: three radio buttons, which show what holds as it may change from elsewhere.

use super::parts::disable;
use crate::{app::browser::dom, model::pins::Visibility};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

/// Shows in a choice who sees it, and whether that can still be changed.
pub(super) fn show(choice: &Element, chosen: Visibility, is_fixed: bool) {
    for radio in dom::all_in(choice, "input") {
        disable(&radio, is_fixed);
        let radio: HtmlInputElement = radio.unchecked_into();
        radio.set_checked(radio.value() == chosen.name());
    }
}

/// What was chosen, where an event is about that.
pub(super) fn chosen(event: &Event) -> Option<Visibility> {
    let radio: HtmlInputElement = dom::target_in(event, "[type=radio]")?.dyn_into().ok()?;
    radio.value().parse().ok()
}
