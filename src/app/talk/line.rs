//! The channel over the page's socket: what has changed comes in by number, so that nothing is missed and nothing is shown twice.

use super::{
    paging, presence, reading,
    room::Room,
    wire::{self, Message, heard, list, number, text},
};
use crate::app::browser::{dom, live};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// How long the connection may be away before the page says so, in milliseconds.
const PATIENCE: i32 = 2_500;

/// How long to wait before the page is read again that could not be read, in milliseconds.
const AGAIN: i32 = 3_000;

/// How long after the server has taken a message of one's own it may take to come as a change, in milliseconds.
const OWN_COMES_WITHIN: i32 = 2_000;

const OFFLINE: &str = "You are offline. What you write is sent once you are connected again.";
const CLOSED: &str = "You can no longer read this channel.";

thread_local! {
    /// How often the connection has come or gone.
    static TURNS: Cell<u32> = const { Cell::new(0) };
    /// Whether what was missed has been asked for, and has not come yet.
    static ASKED: Cell<bool> = const { Cell::new(false) };
    /// Whether the page is being read anew.
    static RENEWING: Cell<bool> = const { Cell::new(false) };
    /// Whether there was a connection before.
    static WAS_OPEN: Cell<bool> = const { Cell::new(false) };
}

/// Follows the channel.
pub fn start(room: &Rc<Room>) {
    if room.me.is_empty() {
        return;
    }
    let hearing = Rc::clone(room);
    live::when_heard(move |said| {
        if let Some((kind, frame)) = heard(&said) {
            hear(&hearing, &kind, &frame);
        }
    });
    let (opened, closed) = (Rc::clone(room), Rc::clone(room));
    live::when_turned(move || begin(&opened), move || end(&closed));
    if live::is_open() { begin(room) } else { end(room) }
}

/// There is a connection.
fn begin(room: &Rc<Room>) {
    TURNS.set(TURNS.get() + 1);
    show_offline(room, "");
    subscribe(room);
    if !room.community.is_empty() {
        wire::say("watch", &[("community", room.community.as_str().into())]);
    }
    if WAS_OPEN.replace(true) {
        // What was written or read elsewhere meanwhile.
        reading::look_beside(room);
    }
}

/// There is none, or none yet.
fn end(room: &Rc<Room>) {
    let turn = TURNS.get() + 1;
    TURNS.set(turn);
    if let Some(outbox) = &room.outbox {
        outbox.hold();
    }
    let room = Rc::clone(room);
    dom::after(PATIENCE, move || {
        if TURNS.get() == turn {
            show_offline(&room, OFFLINE);
        }
    });
}

fn show_offline(room: &Room, words: &str) {
    if let Some(line) = dom::first_in(&room.root, "[data-offline]") {
        dom::set(&line, "hidden", words.is_empty().then_some(""));
        line.set_text_content(Some(words));
    }
}

/// Asks for all that comes after what is shown.
fn subscribe(room: &Room) {
    ASKED.set(true);
    let epoch = room.epoch.borrow().as_str().into();
    room.say("subscribe", &[("epoch", epoch), ("seq", JsValue::from_f64(room.seq.get() as f64))]);
}

fn hear(room: &Rc<Room>, kind: &str, frame: &JsValue) {
    let is_ours = text(frame, "channel") == room.channel;
    match kind {
        "notices" => reading::hear_of_news(room),
        "unread" => reading::show_unread(room, &text(frame, "channel"), number(frame, "seq")),
        _ if !is_ours => {}
        "changes" => change(room, frame),
        "subscribed" => go_on(room, frame),
        "reset" => renew(room),
        "resync" => subscribe(room),
        "read" => reading::note_read(number(frame, "seq")),
        "closed" => close(room),
        "sent" => {
            room.outbox.iter().for_each(|outbox| outbox.taken(&text(frame, "key")));
            expect(room, number(frame, "seq"));
        }
        "refused" => room.outbox.iter().for_each(|outbox| outbox.refused(frame)),
        "typing" => presence::show_typing(room, frame),
        "here" => presence::show_here(room, frame),
        _ => {}
    }
}

/// Shows changes that follow what is shown. Those that are shown already are passed over, and a gap is asked for.
fn change(room: &Rc<Room>, frame: &JsValue) {
    if text(frame, "epoch") != *room.epoch.borrow() {
        return renew(room);
    }
    let (after, seq, shown) = (number(frame, "after"), number(frame, "seq"), room.seq.get());
    if seq <= shown {
        return;
    }
    if after > shown {
        if !ASKED.get() {
            subscribe(room);
        }
        return;
    }
    room.seq.set(seq);
    let messages: Vec<_> = list(frame, "messages").into_iter().map(Message).collect();
    messages.iter().for_each(|message| presence::stop_typing(room, &message.author().username));
    room.apply(&messages);
}

/// What the server has taken comes as a change as well. Where it does not, something was missed.
fn expect(room: &Rc<Room>, seq: i64) {
    let (room, epoch) = (Rc::clone(room), room.epoch.borrow().clone());
    dom::after(OWN_COMES_WITHIN, move || {
        if room.seq.get() < seq && *room.epoch.borrow() == epoch && !ASKED.get() {
            subscribe(&room);
        }
    });
}

/// The channel is shown as it is from now on: what was written meanwhile can be sent.
fn go_on(room: &Rc<Room>, frame: &JsValue) {
    ASKED.set(false);
    if text(frame, "epoch") != *room.epoch.borrow() {
        return renew(room);
    }
    room.seq.set(room.seq.get().max(number(frame, "seq")));
    if let Some(outbox) = &room.outbox {
        outbox.flush();
    }
    reading::look(room);
}

/// Too much was missed, or the numbers are others: the page is read anew.
fn renew(room: &Rc<Room>) {
    if room.list.is_none() {
        // What is new in a gallery stands in its grid when it is loaded again.
        return dom::go(&dom::here(), true);
    }
    if RENEWING.replace(true) {
        return;
    }
    let room = Rc::clone(room);
    spawn_local(async move {
        let read = paging::renew(&room).await;
        RENEWING.set(false);
        match read {
            Ok((epoch, seq)) => {
                *room.epoch.borrow_mut() = epoch;
                room.seq.set(seq);
                subscribe(&room);
            }
            Err(_) => dom::after(AGAIN, move || renew(&room)),
        }
    });
}

/// It is no longer ours to read: nothing of it stays.
fn close(room: &Room) {
    for selector in [".room__scroll", ".gallery", ".room__pending", "form[data-composer]", ".room__typing"] {
        dom::all_in(&room.root, selector).iter().for_each(web_sys::Element::remove);
    }
    show_offline(room, CLOSED);
}
