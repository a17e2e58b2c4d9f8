//! Older and newer messages, which are fetched as one comes near them; and the way back to the newest.

use super::{
    dates,
    entry::quiet,
    list::{List, Way, seq},
    room::Room,
};
use crate::app::browser::{
    dom,
    post::{self, Refusal},
    toasts,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How near the end of what is there has to come, in CSS pixels.
const NEAR: i32 = 1_000;

/// The link to the newest messages.
const NEWEST: &str = ".room__newest";

/// What is said where an answer makes no sense.
const NO_SENSE: &str = "Something went wrong. Please try again.";

/// Waits for the ends of what is there.
pub fn start(room: &Rc<Room>) {
    let Some(list) = &room.list else { return };
    let (near, waiting) = (Rc::clone(room), Rc::new(Cell::new(false)));
    dom::on(&list.scroll.0, "scroll", move |_| {
        if !waiting.replace(true) {
            let (near, waiting) = (Rc::clone(&near), Rc::clone(&waiting));
            dom::next_frame(move || {
                waiting.set(false);
                look(&near);
            });
        }
    });
    let clicked = Rc::clone(room);
    dom::on(&room.root, "click", move |event| {
        let link = |selector| dom::target_in(&event, selector).filter(|_| dom::opens_here(&event));
        if let Some(link) = link(".room__more a") {
            let way = if dom::attribute(&link, "rel") == "prev" { Way::Older } else { Way::Newer };
            event.prevent_default();
            go_on(&clicked, way);
        } else if link(NEWEST).is_some() {
            event.prevent_default();
            go_to_newest(&clicked);
        } else if let Some(link) = link(".message__quote, .message__time")
            && go_to(&clicked, &dom::attribute(&link, "href"))
        {
            event.prevent_default();
        }
    });
    let added = Rc::clone(room);
    dom::on(&room.root, "talk:added", move |_| show_newest(&added));
    begin(room, list);
}

/// Begins where the address leads to: without script the browser does so.
fn begin(room: &Rc<Room>, list: &List) {
    if let Some(marked) = dom::first_in(&list.scroll.0, ".message[data-marked]") {
        marked.scroll_into_view_with_bool(true);
    } else if let Some(unread) = dom::first_in(&list.scroll.0, ".unread") {
        // All of what is new, where it fits; else from its beginning.
        let (edge, top) = (list.scroll.0.get_bounding_client_rect().top(), unread.get_bounding_client_rect().top());
        if top < edge {
            unread.scroll_into_view_with_bool(true);
        }
    }
    look(room);
}

/// Fetches what comes near, and shows whether there is something newer than what is in sight.
fn look(room: &Rc<Room>) {
    show_newest(room);
    let Some(list) = &room.list else { return };
    let (above, below) = list.scroll.rest();
    if above < NEAR {
        go_on(room, Way::Older);
    }
    if below < NEAR {
        go_on(room, Way::Newer);
    }
}

/// Shows the way to the newest messages, where they are out of sight.
fn show_newest(room: &Rc<Room>) {
    let (Some(list), Some(link)) = (&room.list, dom::first_in(&room.root, NEWEST)) else { return };
    let (_, below) = list.scroll.rest();
    let is_there = list.is_whole() && list.scroll.is_at_end();
    if is_there {
        room.missed.set(0);
    }
    let missed = room.missed.get();
    // A little below the end the button would be in the way.
    dom::set(&link, "hidden", (is_there || missed == 0 && list.is_whole() && below < NEAR / 4).then_some(""));
    let words = match missed {
        0 => "Jump to newest".to_owned(),
        1 => "1 new message".to_owned(),
        missed => [missed.to_string().as_str(), " new messages"].concat(),
    };
    if link.text_content().unwrap_or_default() != words {
        link.set_text_content(Some(&words));
    }
}

/// Fetches the next stretch in a direction, one at a time.
fn go_on(room: &Rc<Room>, way: Way) {
    let Some(list) = &room.list else { return };
    let Some(link) = list.way(way).filter(|link| !link.has_attribute("aria-busy")) else { return };
    dom::set(&link, "aria-busy", Some("true"));
    list.fetching.set(list.fetching.get() + 1);
    let room = Rc::clone(room);
    spawn_local(async move {
        let Some(list) = &room.list else { return };
        let fetched = fetch(&dom::attribute(&link, "href")).await;
        list.fetching.set(list.fetching.get() - 1);
        dom::set(&link, "aria-busy", None);
        match fetched {
            // What stood there may have given way to the newest meanwhile.
            Ok(flow) if link.is_connected() => {
                list.scroll.holding(|| add(&room, list, &flow, way));
                room.ask_for_pictures();
                room.tell("talk:paged");
                look(&room);
            }
            Ok(_) => {}
            // Without a connection it is tried again as one scrolls.
            Err(refusal) if refusal.status == 0 => {}
            Err(refusal) => toasts::error(&refusal.words),
        }
    });
}

/// A stretch of the history, as the server draws it.
async fn fetch(address: &str) -> Result<Element, Refusal> {
    let html = post::part(address, "messages", &[]).await?;
    let drawn = dom::parsed(&html).and_then(|parsed| parsed.first_element_child());
    drawn.ok_or_else(|| Refusal::new(200, NO_SENSE))
}

/// Adds a stretch at one end, and lets go of what is too much at the other.
fn add(room: &Room, list: &List, flow: &Element, way: Way) {
    let Some(place) = list.list() else { return };
    let entries = dom::all_in(flow, ".room__list > .message");
    let entries: Vec<_> = entries.into_iter().filter(|entry| list.find(seq(entry)).is_none()).collect();
    let next = if way == Way::Older { place.first_child() } else { None };
    for entry in &entries {
        quiet(entry);
        // `next` is in the list.
        let _ = place.insert_before(entry, next.as_ref());
    }
    let goes_on = dom::first_in(flow, &["a[rel=", way.rel(), "]"].concat());
    list.set_way(way, goes_on.map(|link| dom::attribute(&link, "href")).as_deref());
    list.catch_up(&room.seen());
    dates::arrange(&place);
    let other = if way == Way::Older { Way::Newer } else { Way::Older };
    list.let_go(list.entries(), other, &room.seen());
}

/// Goes to the newest messages, which are fetched where they are not there.
pub fn go_to_newest(room: &Rc<Room>) {
    let Some(list) = &room.list else { return };
    if list.is_whole() {
        list.scroll.go_to_end();
        return show_newest(room);
    }
    let room = Rc::clone(room);
    spawn_local(async move {
        if let Err(refusal) = renew(&room).await {
            toasts::error(&refusal.words);
        }
    });
}

/// Shows the newest messages in place of what was shown, and gives how far the channel had come by then.
pub async fn renew(room: &Rc<Room>) -> Result<(String, i64), Refusal> {
    let Some(list) = &room.list else { return Ok((String::new(), 0)) };
    list.fetching.set(list.fetching.get() + 1);
    let fetched = fetch(&room.address).await;
    list.fetching.set(list.fetching.get() - 1);
    let flow = fetched?;
    dom::all_in(&flow, ".message").iter().for_each(quiet);
    if let Some(before) = list.flow() {
        // It is in the document, and stays there.
        let _ = before.replace_with_with_node_1(&flow);
    }
    list.catch_up(&room.seen());
    if let Some(place) = list.list() {
        dates::arrange(&place);
    }
    list.scroll.go_to_end();
    room.ask_for_pictures();
    room.tell("talk:added");
    let position = (dom::attribute(&flow, "data-epoch"), dom::attribute(&flow, "data-seq").parse().unwrap_or(0));
    Ok(position)
}

/// Goes to the message that an address leads to, where it is shown.
fn go_to(room: &Room, address: &str) -> bool {
    let entry = address.rsplit_once("#m-").and_then(|(_, seq)| room.list.as_ref()?.find(seq.parse().ok()?));
    let Some(entry) = entry else { return false };
    for marked in dom::all_in(&room.root, "[data-marked]") {
        dom::set(&marked, "data-marked", None);
    }
    dom::set(&entry, "data-marked", Some(""));
    entry.scroll_into_view_with_bool(true);
    dom::focus(&entry, true);
    true
}
