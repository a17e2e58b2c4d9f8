//! The pictures of a board, to choose its cover from: more of them come in place, beside what was typed. Without script they stand on pages
//! of their own.

use super::{dom, post, toasts};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// One of the pictures, with its radio button.
const CHOICE: &str = ".covers__choice";

/// Listens for the way on.
pub fn start() {
    dom::on_each("click", ".covers a[rel=next]", |link, event| {
        if dom::opens_here(&event) {
            event.prevent_default();
            go_on(link);
        }
    });
}

fn go_on(link: Element) {
    if link.has_attribute("aria-busy") {
        return;
    }
    dom::set(&link, "aria-busy", Some("true"));
    spawn_local(async move {
        let more = post::part(&dom::attribute(&link, "href"), "tiles", &[]).await;
        dom::set(&link, "aria-busy", None);
        match more {
            Ok(html) => {
                if let Some(more) = dom::parsed(&html).and_then(|parsed| parsed.first_element_child()) {
                    add(&link, &more);
                }
            }
            // The link is still there.
            Err(refusal) => toasts::error(&refusal.words),
        }
    });
}

/// Adds more of them to the list, but for those that are there: the present cover stands before the others.
fn add(link: &Element, more: &Element) {
    let Some(list) = dom::first(".covers__list") else { return };
    let there: Vec<_> = dom::all_in(&list, CHOICE).iter().map(pin_of).collect();
    let new: Vec<_> = dom::all_in(more, CHOICE).into_iter().filter(|choice| !there.contains(&pin_of(choice))).collect();
    for choice in &new {
        // It stands nowhere else.
        let _ = list.append_child(choice);
    }
    match dom::first_in(more, "a[rel=next]") {
        Some(next) => dom::set(link, "href", next.get_attribute("href").as_deref()),
        None => link.parent_element().iter().for_each(Element::remove),
    }
    if let Some(radio) = new.first().and_then(|choice| dom::first_in(choice, "input")) {
        dom::focus(&radio, false);
    }
}

fn pin_of(choice: &Element) -> String {
    dom::first_in(choice, "input").map(|radio| dom::attribute(&radio, "value")).unwrap_or_default()
}
