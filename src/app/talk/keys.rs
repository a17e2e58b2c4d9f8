//! The messages by keyboard: one of them is a stop of the Tab key, and the arrow keys lead from one to the other. What stands within a
//! message is a stop while the message has the focus.

use super::{
    entry::{STOPS, quiet},
    list::List,
    menu,
    room::Room,
};
use crate::app::browser::dom;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// Follows the focus and the keys in the list.
pub fn start(room: &Rc<Room>) {
    let Some(list) = &room.list else { return };
    for entry in list.entries() {
        quiet(&entry);
    }
    begin(list);
    for name in ["talk:added", "talk:paged"] {
        let changed = Rc::clone(room);
        dom::on(&room.root, name, move |_| changed.list.iter().for_each(begin));
    }
    let focused = Rc::clone(room);
    dom::on(&list.scroll.0, "focusin", move |event| focus_on(&focused, &event));
    let pressed = Rc::clone(room);
    dom::on(&list.scroll.0, "keydown", move |event| press(&pressed, &event));
}

/// Has the last message be the stop, where none is.
fn begin(list: &List) {
    if dom::first_in(&list.scroll.0, ".message[tabindex=\"0\"]").is_none()
        && let Some(last) = list.entries().last()
    {
        dom::set(last, "tabindex", Some("0"));
    }
}

fn focus_on(room: &Room, event: &Event) {
    let (Some(list), Some(entry)) = (&room.list, dom::target_in(event, ".message")) else { return };
    if dom::attribute(&entry, "tabindex") != "0" {
        for other in dom::all_in(&list.scroll.0, ".message[tabindex=\"0\"]") {
            dom::set(&other, "tabindex", Some("-1"));
            quiet(&other);
        }
        dom::set(&entry, "tabindex", Some("0"));
    }
    dom::all_in(&entry, STOPS).iter().for_each(|stop| dom::set(stop, "tabindex", None));
}

fn press(room: &Rc<Room>, event: &Event) {
    let key: &KeyboardEvent = event.unchecked_ref();
    let Some(entry) = dom::target(event).filter(|target| target.class_list().contains("message")) else { return };
    if key.ctrl_key() || key.alt_key() || key.meta_key() || event.default_prevented() {
        return;
    }
    let Some(list) = &room.list else { return };
    let entries = list.entries();
    let at = entries.iter().position(|known| *known == entry);
    let to = match key.key().as_str() {
        "ArrowUp" => at.and_then(|at| at.checked_sub(1)),
        "ArrowDown" => at.map(|at| at + 1),
        "Home" => Some(0),
        "End" => entries.len().checked_sub(1),
        "Enter" | " " | "ContextMenu" => {
            event.prevent_default();
            menu::open(room, &entry);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    match to.and_then(|to| entries.get(to)) {
        Some(to) => dom::focus(to, false),
        // Below the last one is where one writes.
        None if key.key() == "ArrowDown" => room.focus_field(),
        None => {}
    }
}
