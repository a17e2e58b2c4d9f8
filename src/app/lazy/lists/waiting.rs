//! Items whose pictures are still being processed: each is replaced once its picture is ready.

use super::{List, focus_in};
use crate::app::islands::{dom, post};
use leptos::prelude::{document, window};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// These items.
const WAITING: &str = "[data-waiting]";

/// How long to wait before asking again, in milliseconds.
const LOOK_AGAIN: i32 = 1_500;

/// How many are asked about at once.
const AT_ONCE: usize = 40;

/// Asks about them while the page is in sight.
pub(super) fn start(list: &Rc<List>) {
    look_later(list);
    let again = Rc::clone(list);
    dom::on(&document(), "visibilitychange", move |_| look_later(&again));
    let again = Rc::clone(list);
    dom::on(&window(), "pageshow", move |_| look_later(&again));
}

/// Asks about them in a while, and again until none is left.
pub(super) fn look_later(list: &Rc<List>) {
    let any = dom::first_in(&list.element, WAITING).is_some();
    if document().hidden() || !any || list.is_looking.replace(true) {
        return;
    }
    let list = Rc::clone(list);
    dom::after(LOOK_AGAIN, move || {
        spawn_local(async move {
            if look(&list).await {
                list.is_looking.set(false);
                look_later(&list);
            }
        });
    });
}

/// Replaces those that are ready. `false` where the server will never tell: the list is gone, or one is signed out.
async fn look(list: &List) -> bool {
    let waiting = dom::all_in(&list.element, WAITING);
    let pins: Vec<_> = waiting.iter().take(AT_ONCE).map(|item| dom::attribute(item, "data-pin")).collect();
    let pins = pins.join(",");
    match post::part(&dom::here(), "states", &[("x-pins", pins.as_str())]).await {
        Ok(html) => {
            let answer = dom::parsed(&html).and_then(|answer| answer.first_element_child());
            let items = answer.map(|answer| dom::all_in(&answer, ":scope > li")).unwrap_or_default();
            items.iter().for_each(|item| replace(list, item));
            true
        }
        // A server that is busy or out of reach answers later.
        Err(refusal) => !matches!(refusal.status, 401..=410),
    }
}

/// Puts an item in the place of the one it was before, or removes that where the pin is gone.
fn replace(list: &List, item: &Element) {
    if let Some(gone) = item.get_attribute("data-gone") {
        if let Some(before) = list.item(&gone) {
            before.remove();
        }
        return;
    }
    let Some(before) = list.item(&dom::attribute(item, "data-pin")) else { return };
    let focused = focus_in(&before).map(|focused| selector_of(&focused));
    if before.replace_with_with_node_1(item).is_ok()
        && let Some(again) = focused.and_then(|selector| dom::first_in(item, &selector))
    {
        dom::focus(&again, true);
    }
}

/// What finds an element of an item in the one that takes its place: its id, or its first class.
fn selector_of(element: &Element) -> String {
    let (id, class) = (element.id(), element.class_name());
    if id.is_empty() { [".", class.split(' ').next().unwrap_or_default()].concat() } else { ["#", &id].concat() }
}
