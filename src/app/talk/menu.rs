//! The menu of a message: what can be done with it. It opens beside the message, and goes with Escape, a click elsewhere, or what was chosen.

use super::{acts, composer::Composer, entry::say_in, list::seq, room::Room};
use crate::app::browser::dom;
use leptos::prelude::document;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, Event, KeyboardEvent};

/// What can be chosen.
const ITEMS: &str = "[role=menuitem]";

/// On what opened the menu.
const OPENER: &str = "aria-expanded";

thread_local! {
    /// The menu that is open, and the message that it is about.
    static OPEN: RefCell<Option<(Element, Element)>> = const { RefCell::new(None) };
    static COMPOSER: RefCell<Option<Rc<Composer>>> = const { RefCell::new(None) };
}

/// Opens and closes menus from here on.
pub fn start(room: &Rc<Room>, composer: Option<Rc<Composer>>) {
    COMPOSER.set(composer);
    let clicked = Rc::clone(room);
    dom::on(&room.root, "click", move |event| {
        let more = dom::target_in(&event, "[data-more]").filter(|_| dom::opens_here(&event));
        if let Some(entry) = more.and_then(|more| more.closest(".message").ok().flatten()) {
            event.prevent_default();
            let was_open = opened().is_some_and(|(_, about)| about == entry);
            close();
            if !was_open {
                open(&clicked, &entry);
            }
        }
    });
    dom::on(&document(), "pointerdown", |event| {
        let is_outside = |(menu, about): &(Element, Element)| {
            let target = dom::target(&event);
            let on_opener = dom::target_in(&event, "[data-more]").is_some_and(|more| about.contains(Some(&more)));
            !on_opener && !target.is_some_and(|target| menu.contains(Some(&target)))
        };
        if opened().as_ref().is_some_and(is_outside) {
            close();
        }
    });
    let chosen = Rc::clone(room);
    dom::on(&room.root, "click", move |event| {
        if let Some(item) = dom::target_in(&event, ITEMS) {
            choose(&chosen, &item);
        }
    });
    dom::on(&room.root, "keydown", |event| press(&event));
}

fn opened() -> Option<(Element, Element)> {
    OPEN.with_borrow(Clone::clone)
}

/// Opens the menu of a message.
pub fn open(room: &Room, entry: &Element) {
    close();
    let Some(menu) = dom::copy_of_template("message-menu") else { return };
    let own = entry.has_attribute("data-body");
    let missing = [("edit", !own), ("delete", !own && !room.may("removes")), ("report", own)];
    for (act, _) in missing.iter().filter(|(_, is_missing)| *is_missing) {
        if let Some(item) = dom::first_in(&menu, &["[data-act=", act, "]"].concat()) {
            item.remove();
        }
    }
    if dom::first_in(entry, ".message__pinned").is_some() {
        say_in(&menu, "[data-act=pin] span", "Unpin");
    }
    if let Some(report) = dom::first_in(&menu, "[data-act=report]") {
        let form = ["/messages/", room.channel.as_str(), "/", &seq(entry).to_string(), "/report"].concat();
        dom::set(&report, "href", Some(&form));
    }
    show(room, menu, entry);
}

fn show(room: &Room, menu: Element, entry: &Element) {
    if room.root.append_child(&menu).is_err() {
        return;
    }
    place(room, &menu, entry);
    if let Some(more) = dom::first_in(entry, "[data-more]") {
        dom::set(&more, OPENER, Some("true"));
    }
    dom::set(entry, "data-open", Some(""));
    if let Some(first) = dom::first_in(&menu, ITEMS) {
        dom::focus(&first, true);
    }
    OPEN.set(Some((menu, entry.clone())));
}

/// Puts the menu below the button of its message, or above it where there is no room.
fn place(room: &Room, menu: &Element, entry: &Element) {
    let beside = dom::first_in(entry, "[data-more]").unwrap_or_else(|| entry.clone()).get_bounding_client_rect();
    let (around, size) = (room.root.get_bounding_client_rect(), menu.get_bounding_client_rect());
    let top = top_of(&around, &beside, size.height());
    let end = (around.right() - beside.right()).max(0.0).min((around.width() - size.width()).max(0.0));
    let (top, end) = (top.to_string(), (end as i32).to_string());
    let style = ["inset-block-start:", top.as_str(), "px;inset-inline-end:", &end, "px"].concat();
    dom::set(menu, "style", Some(&style));
}

fn top_of(around: &DomRect, beside: &DomRect, height: f64) -> i32 {
    let below = beside.bottom() - around.top();
    let above = beside.top() - around.top() - height;
    let fits = below + height <= around.height();
    (if fits { below } else { above.max(0.0) }) as i32
}

/// Closes the menu. The focus goes back to its message, where it was in the menu.
pub fn close() {
    let Some((menu, entry)) = OPEN.take() else { return };
    let had_focus = document().active_element().is_some_and(|active| menu.contains(Some(&active)));
    menu.remove();
    dom::set(&entry, "data-open", None);
    if let Some(more) = dom::first_in(&entry, "[data-more]") {
        dom::set(&more, OPENER, None);
    }
    if had_focus {
        dom::focus(&entry, true);
    }
}

fn press(event: &Event) {
    let Some((menu, _)) = opened() else { return };
    let Some(item) = dom::target_in(event, ITEMS) else { return };
    let key = event.unchecked_ref::<KeyboardEvent>().key();
    let items = dom::all_in(&menu, ITEMS);
    let (at, last) = (items.iter().position(|known| *known == item).unwrap_or(0), items.len() - 1);
    let to = match key.as_str() {
        "ArrowDown" | "ArrowRight" => {
            if at < last {
                at + 1
            } else {
                0
            }
        }
        "ArrowUp" | "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        "Escape" | "Tab" => {
            event.prevent_default();
            return close();
        }
        // Buttons take it by themselves, and a link is an item like them.
        " " if item.has_attribute("href") => {
            event.prevent_default();
            return item.unchecked_ref::<web_sys::HtmlElement>().click();
        }
        _ => return,
    };
    event.prevent_default();
    dom::focus(&items[to], true);
}

/// Does what was chosen.
fn choose(room: &Rc<Room>, item: &Element) {
    let Some((menu, entry)) = opened() else { return };
    if let Some(emoji) = item.get_attribute("data-emoji") {
        close();
        return acts::react(room, &entry, &emoji);
    }
    let act = dom::attribute(item, "data-act");
    if act == "pick" {
        let Some(picker) = dom::copy_of_template("reaction-picker") else { return };
        menu.remove();
        return show(room, picker, &entry);
    }
    close();
    let composer = COMPOSER.with_borrow(Clone::clone);
    match act.as_str() {
        "reply" => composer.iter().for_each(|composer| composer.reply(&entry)),
        "edit" => composer.iter().for_each(|composer| composer.edit(&entry)),
        "pin" => acts::pin(room, &entry),
        "copy" => acts::copy_link(room, &entry),
        "delete" => acts::delete(room, &entry),
        // A link, which the browser follows.
        _ => {}
    }
}
