//! The numbers of unread notifications and conversations: the server draws them, and tells an open page of a member whenever they change,
//! and what they have read elsewhere. The links of the header show them. `data-live` of the document says that of notifications; an event
//! `unread` there tells others that it has changed.

use super::{dom, post, unread_marks};
use crate::app::{
    browser::live,
    counts::{unread_conversations_words, unread_count, unread_words},
};
use js_sys::JSON;
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::{Element, Event};

/// Where the socket is. It says the numbers whenever it opens, also on a page that one comes back to.
const ADDRESS: &str = "/api/v1/live";

/// Listens for changes.
pub fn start() {
    if let Some(root) = dom::first("html[data-member]") {
        live::open(ADDRESS);
        live::when_heard(move |text| {
            let Ok(said) = JSON::parse(&text) else { return };
            match post::text_of(&said, "type").as_deref() {
                Some("notices") => show_numbers(&root, &said),
                Some("read") => unread_marks::lower(&said),
                _ => {}
            }
        });
    }
}

fn show_numbers(root: &Element, said: &JsValue) {
    let number = |name: &str| post::number_of(said, name).map(|number| number as u32);
    let Some((unread, conversations)) = number("unread").zip(number("conversations")) else { return };
    if let Some(inbox) = dom::first("a.inbox") {
        show(&inbox, "inbox__count", "Messages", conversations, &unread_conversations_words(conversations));
    }
    let before: u32 = dom::attribute(root, "data-live").parse().unwrap_or(0);
    if unread == before {
        return;
    }
    dom::set(root, "data-live", Some(&unread.to_string()));
    if let Some(bell) = dom::first("a.bell") {
        let words = unread_words(unread);
        show(&bell, "bell__count", "Notifications", unread, &words);
        // A screen reader says of new ones alone.
        if let Some(status) = bell.next_element_sibling().filter(|_| unread > before) {
            status.set_text_content(Some(&words));
        }
    }
    if let Ok(event) = Event::new("unread") {
        // Nothing that hears it throws.
        let _ = document().dispatch_event(&event);
    }
}

/// Shows on a link what is unread behind it.
fn show(link: &Element, class: &str, name: &str, unread: u32, words: &str) {
    let label = if unread == 0 { name.to_owned() } else { format!("{name}, {words}") };
    dom::set(link, "aria-label", Some(&label));
    dom::all_in(link, &[".", class].concat()).iter().for_each(Element::remove);
    if let Some(number) = unread_count(unread)
        && let Ok(count) = document().create_element("span")
    {
        count.set_class_name(class);
        dom::set(&count, "aria-hidden", Some("true"));
        count.set_text_content(Some(&number));
        // An element that is nowhere else can stand there.
        let _ = link.append_child(&count);
    }
}
