//! The page of one's notifications: what has been in sight for a while is marked as read, and what has come since is offered. What is marked
//! as unread stays so here: one still sees what was new.

use super::{dom, post};
use leptos::prelude::document;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How long notifications must have been in sight to count as read, in milliseconds.
const SEEN_AFTER: i32 = 1_500;

/// Where notifications are marked as read.
const READ: &str = "/notifications/read";

/// On the list, where something in it is unread: when the latest of that happened.
const UP_TO: &str = "data-read-up-to";

/// On the page: how many unread ones it knows of.
const KNOWN: &str = "data-known";

thread_local! {
    /// How often the page has come into sight, or gone.
    static TURNS: Cell<u32> = const { Cell::new(0) };
}

/// Marks them as read, and tells of new ones, on their page.
pub fn start() {
    let Some(page) = dom::first("[data-known]") else { return };
    read_when_seen();
    // A page that is left goes out of sight first. One that comes back from the browser's cache has to be seen anew.
    dom::on(&document(), "visibilitychange", |_| read_when_seen());
    dom::on(&document(), "unread", move |_| show(&page));
}

fn read_when_seen() {
    let turn = TURNS.get() + 1;
    TURNS.set(turn);
    if document().hidden() {
        return;
    }
    dom::after(SEEN_AFTER, move || {
        if TURNS.get() == turn {
            read();
        }
    });
}

fn read() {
    let Some(list) = dom::first("[data-read-up-to]") else { return };
    let up_to = dom::attribute(&list, UP_TO);
    // This once. What could not be marked is still unread, and the next page says so.
    dom::set(&list, UP_TO, None);
    spawn_local(async move {
        let _ = post::post_fields(READ, &[("up_to", &up_to)]).await;
    });
}

/// Shows how many notifications are new, and whether there is something to mark as read.
fn show(page: &Element) {
    let number = |element: &Element, name: &str| dom::attribute(element, name).parse::<u32>().unwrap_or(0);
    let unread = dom::first("html").map_or(0, |root| number(&root, "data-live"));
    // What is unread on this page or a later one is nothing new. Once that has been read, whatever is unread is.
    let known = number(page, KNOWN).min(unread);
    dom::set(page, KNOWN, Some(&known.to_string()));
    let new = unread - known;
    set_hidden(page, "[data-read-all]", unread == 0);
    // Only the first page has it: the newest stand at its beginning.
    set_hidden(page, ".news__fresh", new == 0);
    if let Some(link) = dom::first_in(page, ".news__fresh a") {
        let noun = if new == 1 { " new notification" } else { " new notifications" };
        link.set_text_content(Some(&["Show ", &new.to_string(), noun].concat()));
    }
}

fn set_hidden(page: &Element, selector: &str, hidden: bool) {
    if let Some(element) = dom::first_in(page, selector) {
        dom::set(&element, "hidden", hidden.then_some(""));
    }
}
