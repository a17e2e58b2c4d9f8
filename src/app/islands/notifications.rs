//! The number of unread notifications: the server draws it, and tells an open page of a member whenever it changes. The bell shows it,
//! and `data-live` of the document says it; an event `unread` there tells others that it has changed.

use super::dom;
use crate::app::{
    browser,
    counts::{UNREAD_MOST, unread_words},
};
use js_sys::{JSON, Reflect};
use leptos::prelude::document;
use web_sys::{Element, Event};

/// Where the socket is. It says the number whenever it opens, also on a page that one comes back to.
const ADDRESS: &str = "/api/v1/live";

/// Listens for changes.
pub fn start() {
    if let Some(root) = dom::first("html[data-member]") {
        browser::keep_socket(ADDRESS, move |text| hear(&root, &text));
    }
}

fn hear(root: &Element, text: &str) {
    let before: u32 = dom::attribute(root, "data-live").parse().unwrap_or(0);
    let Some(unread) = unread_of(text).filter(|unread| *unread != before) else { return };
    dom::set(root, "data-live", Some(&unread.to_string()));
    show(unread, unread > before);
    if let Ok(event) = Event::new("unread") {
        // Nothing that hears it throws.
        let _ = document().dispatch_event(&event);
    }
}

/// The number that the server says; `None` where it says something for a newer version of this page.
fn unread_of(text: &str) -> Option<u32> {
    let said = JSON::parse(text).ok()?;
    let kind = Reflect::get(&said, &"type".into()).ok()?.as_string()?;
    let unread = Reflect::get(&said, &"unread".into()).ok()?.as_f64()?;
    (kind == "notices").then_some(unread as u32)
}

fn show(unread: u32, grew: bool) {
    let Some(bell) = dom::first("a.bell") else { return };
    let words = unread_words(unread);
    let label = if unread == 0 { "Notifications".to_owned() } else { format!("Notifications, {words}") };
    dom::set(&bell, "aria-label", Some(&label));
    dom::all_in(&bell, ".bell__count").iter().for_each(Element::remove);
    if unread > 0
        && let Ok(count) = document().create_element("span")
    {
        count.set_class_name("bell__count");
        dom::set(&count, "aria-hidden", Some("true"));
        let more = if unread > UNREAD_MOST { "+" } else { "" };
        count.set_text_content(Some(&format!("{}{more}", unread.min(UNREAD_MOST))));
        // An element that is nowhere else can stand there.
        let _ = bell.append_child(&count);
    }
    // A screen reader says of new ones alone.
    if let Some(status) = bell.next_element_sibling().filter(|_| grew) {
        status.set_text_content(Some(&words));
    }
}
