//! What has been read: messages that were in sight while the tab was looked at. And what is unread elsewhere: in other channels of the
//! community, and in other conversations.

use super::room::Room;
use crate::app::browser::{dom, live, post};
use leptos::prelude::{document, window};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How long something must have been in sight to count as read, in milliseconds.
const SEEN_AFTER: i32 = 600;

/// How long to wait before one looks beside the conversation, in milliseconds: much may be new at once.
const LOOK_AFTER: i32 = 500;

thread_local! {
    static WAITING: Cell<bool> = const { Cell::new(false) };
    static LOOKING: Cell<bool> = const { Cell::new(false) };
    /// Whether something new is for the member, and whether another channel has a new message, since one looked beside the conversation.
    static IS_TOLD: Cell<bool> = const { Cell::new(false) };
    static IS_UNREAD: Cell<bool> = const { Cell::new(false) };
    /// The number of the last message that was said to be read.
    static READ: Cell<i64> = const { Cell::new(0) };
}

/// Looks at what is in sight, whenever that may have changed.
pub fn start(room: &Rc<Room>) {
    READ.set(dom::attribute(&room.root, "data-read").parse().unwrap_or(0));
    if room.me.is_empty() {
        return;
    }
    let seen = |room: &Rc<Room>| {
        let room = Rc::clone(room);
        move |_| look(&room)
    };
    dom::on(&document(), "visibilitychange", seen(room));
    dom::on(&window(), "focus", seen(room));
    dom::on(&room.root, "talk:added", seen(room));
    if let Some(list) = &room.list {
        dom::on(&list.scroll.0, "scroll", seen(room));
    }
    look(room);
}

/// Says in a while what has been read by then.
pub fn look(room: &Rc<Room>) {
    if WAITING.replace(true) {
        return;
    }
    let room = Rc::clone(room);
    dom::after(SEEN_AFTER, move || {
        WAITING.set(false);
        say(&room);
    });
}

fn say(room: &Room) {
    let is_seen = !document().hidden() && document().has_focus().unwrap_or(false);
    let seq = if is_seen { last_seen(room) } else { 0 };
    if seq > READ.get() && live::is_open() && room.say("read", &[("seq", JsValue::from_f64(seq as f64))]) {
        READ.set(seq);
    }
}

/// The number of the last message that is in sight. Of a gallery all is.
fn last_seen(room: &Room) -> i64 {
    match &room.list {
        Some(list) => list.scroll.last_in_sight().map_or(0, |entry| super::list::seq(&entry)),
        None if !is_in_sight(room) => 0,
        None => room.seq.get(),
    }
}

/// Whether what is said in the channel is shown: a phone may show the list of the channels in its place.
fn is_in_sight(room: &Room) -> bool {
    room.root.client_height() > 0
}

/// The channel was read up to a message in another tab as well, or by a program.
pub fn note_read(seq: i64) {
    READ.set(READ.get().max(seq));
}

/// Shows that there is something new in a channel of the community that is not in sight: the message of this number.
pub fn show_unread(room: &Rc<Room>, channel: &str, seq: i64) {
    if channel == room.channel && is_in_sight(room) {
        return;
    }
    let Some(link) = dom::first(&[".side__channel[data-channel=\"", channel, "\"]"].concat()) else { return };
    dom::set(&link, "data-unread", Some(&seq.to_string()));
    if let Some(words) = dom::first_in(&link, "[data-unread-words]") {
        words.set_text_content(Some("(unread messages)"));
    }
    IS_UNREAD.set(true);
    look_for_mention(room);
}

/// Something is new for the member: perhaps another conversation, or a mention in another channel.
pub fn hear_of_news(room: &Rc<Room>) {
    if room.community.is_empty() {
        look_beside(room);
    } else {
        IS_TOLD.set(true);
        look_for_mention(room);
    }
}

/// Those who are mentioned hear both of the new message and that something is for them.
fn look_for_mention(room: &Rc<Room>) {
    if IS_TOLD.get() && IS_UNREAD.get() {
        look_beside(room);
    }
}

/// Shows the other channels or conversations as they are now.
pub fn look_beside(room: &Rc<Room>) {
    if LOOKING.replace(true) {
        return;
    }
    IS_TOLD.set(false);
    IS_UNREAD.set(false);
    let room = Rc::clone(room);
    dom::after(LOOK_AFTER, move || {
        LOOKING.set(false);
        spawn_local(async move {
            // The first channel of a community is marked as unread where a phone shows the list in its place.
            let lists = matches!(room.root.closest(".talk--channels"), Ok(Some(_)));
            let address = [room.address.as_str(), if lists { "?front=channels" } else { "" }].concat();
            let Ok(html) = post::part(&address, "beside", &[]).await else { return };
            let now = dom::parsed(&html).and_then(|parsed| parsed.first_element_child());
            let before = dom::first(".talk__side :is(.conversations, .side__channels)");
            if let Some((before, now)) = before.zip(now).filter(|(before, _)| !has_focus(before)) {
                // Both are there, and neither is in the other.
                let _ = before.replace_with_with_node_1(&now);
            }
        });
    });
}

fn has_focus(element: &Element) -> bool {
    document().active_element().is_some_and(|active| element.contains(Some(&active)))
}
