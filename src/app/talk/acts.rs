//! What is done with a message: reactions, pinning, deleting. Each is sent as the form without script would be; what has changed comes back
//! over the socket.

use super::{entry::say_in, list::seq, room::Room};
use crate::app::browser::{self, dom, post, toasts};
use leptos::prelude::{document, window};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement};

/// How long the deletion of a message can be taken back, in milliseconds: as long as the page says that it is deleted.
const UNDO: i32 = 8_000;

thread_local! {
    /// The numbers of messages that are about to be deleted.
    static LEAVING: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
    /// The message that one is asked about.
    static ASKED: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Listens for the reactions below messages, and for the question before one is removed.
pub fn start(room: &Rc<Room>) {
    toasts::listen_for_undo();
    let reacted = Rc::clone(room);
    dom::on(&room.root, "submit", move |event| {
        if let Some(form) = dom::target_in(&event, "form[data-react]") {
            event.prevent_default();
            let entry = form.closest(".message").ok().flatten();
            let emoji = dom::first_in(&form, "[name=emoji]").map(|field| dom::attribute(&field, "value"));
            if let Some((entry, emoji)) = entry.zip(emoji) {
                react(&reacted, &entry, &emoji);
            }
        } else if let Some(form) = dom::target_in(&event, "form[data-remove-message]") {
            event.prevent_default();
            remove(&reacted, &form);
        }
    });
    let left = Rc::clone(room);
    // Whoever leaves takes nothing back.
    dom::on(&window(), "pagehide", move |_| {
        for seq in LEAVING.take() {
            spawn_local(send_deletion(Rc::clone(&left), seq, String::new()));
        }
    });
}

/// Sends an act on a message.
async fn send(room: &Room, action: &str, seq: i64, more: &[(&str, &str)]) -> bool {
    let seq = seq.to_string();
    let mut fields = vec![("channel", room.channel.as_str()), ("seq", seq.as_str())];
    fields.extend_from_slice(more);
    match post::post_fields(action, &fields).await {
        Ok(_) => true,
        Err(refusal) => {
            toasts::error(&refusal.words);
            false
        }
    }
}

/// Reacts to a message, or takes a reaction back. It is shown at once.
pub fn react(room: &Rc<Room>, entry: &Element, emoji: &str) {
    let shown = dom::all_in(entry, ".reaction").into_iter().find(|button| emoji_of(button) == emoji);
    let was_on = shown.as_ref().is_some_and(|button| dom::attribute(button, "aria-pressed") == "true");
    if let Some(button) = &shown {
        show_reaction(button, !was_on);
    }
    let (room, emoji, seq) = (Rc::clone(room), emoji.to_owned(), seq(entry));
    spawn_local(async move {
        let want = if was_on { "unreact" } else { "react" };
        let done = send(&room, "/fn/react", seq, &[("emoji", &emoji), ("want", want)]).await;
        if let (Some(button), false) = (shown, done) {
            show_reaction(&button, was_on);
        }
    });
}

fn emoji_of(button: &Element) -> String {
    dom::first_in(button, ".reaction__emoji").and_then(|emoji| emoji.text_content()).unwrap_or_default()
}

fn show_reaction(button: &Element, on: bool) {
    if (dom::attribute(button, "aria-pressed") == "true") == on {
        return;
    }
    dom::set(button, "aria-pressed", Some(if on { "true" } else { "false" }));
    let count = dom::first_in(button, ".reaction__count").and_then(|count| count.text_content());
    let count = count.and_then(|count| count.parse::<u32>().ok()).unwrap_or(0);
    let count = if on { count + 1 } else { count.saturating_sub(1) };
    say_in(button, ".reaction__count", &count.to_string());
}

/// Pins a message, or unpins it.
pub fn pin(room: &Rc<Room>, entry: &Element) {
    let is_pinned = dom::first_in(entry, ".message__pinned").is_some();
    let (room, seq) = (Rc::clone(room), seq(entry));
    spawn_local(async move {
        let want = if is_pinned { "unpin" } else { "pin" };
        if send(&room, "/fn/pin_message", seq, &[("want", want)]).await {
            toasts::success(if is_pinned { "Message unpinned." } else { "Message pinned." });
        }
    });
}

/// Puts the address of a message on the clipboard.
pub fn copy_link(room: &Room, entry: &Element) {
    let address = window().location().origin().unwrap_or_default() + &room.seen().place_of(seq(entry));
    spawn_local(async move {
        if browser::copy(&address).await {
            toasts::success("Link copied.");
        } else {
            toasts::error("The link could not be copied.");
        }
    });
}

/// Deletes one's own message, which can be taken back for a moment; asks before one of somebody else is removed.
pub fn delete(room: &Rc<Room>, entry: &Element) {
    if !entry.has_attribute("data-body") {
        ask(entry);
        return;
    }
    let seq = seq(entry);
    LEAVING.with_borrow_mut(|leaving| leaving.push(seq));
    show(room, seq, false);
    let (undone, deleted) = (Rc::clone(room), Rc::clone(room));
    toasts::with_undo("Message deleted.", move || {
        if stops_leaving(seq) {
            show(&undone, seq, true);
        }
    });
    room.focus_field();
    dom::after(UNDO, move || {
        if stops_leaving(seq) {
            spawn_local(send_deletion(deleted, seq, String::new()));
        }
    });
}

/// Whether a message was about to be deleted, which it is not any longer.
fn stops_leaving(seq: i64) -> bool {
    LEAVING.with_borrow_mut(|leaving| {
        let at = leaving.iter().position(|known| *known == seq);
        at.map(|at| leaving.swap_remove(at)).is_some()
    })
}

async fn send_deletion(room: Rc<Room>, seq: i64, reason: String) {
    if !send(&room, "/fn/delete_message", seq, &[("reason", &reason)]).await {
        show(&room, seq, true);
    }
}

/// Shows a message or hides it.
fn show(room: &Room, seq: i64, shown: bool) {
    let Some(list) = &room.list else { return };
    if let Some(entry) = list.find(seq) {
        list.scroll.following(|| dom::set(&entry, "hidden", (!shown).then_some("")));
    }
}

fn ask(entry: &Element) {
    let dialog =
        document().get_element_by_id("ask-remove").and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
    let Some(dialog) = dialog.filter(|dialog| !dialog.open()) else { return };
    match dialog.show_modal() {
        Ok(()) => ASKED.set(Some(entry.clone())),
        Err(error) => dom::report("could not open the dialog", &error),
    }
}

/// Removes a message of somebody else, for the reason that was typed.
fn remove(room: &Rc<Room>, form: &Element) {
    if let Ok(Some(dialog)) = form.closest("dialog") {
        dialog.unchecked_ref::<HtmlDialogElement>().close();
    }
    let Some(entry) = ASKED.take() else { return };
    let mut reason = String::new();
    if let Some(field) = dom::first_in(form, "[name=reason]") {
        let field: HtmlInputElement = field.unchecked_into();
        reason = field.value();
        field.set_value("");
    }
    spawn_local(send_deletion(Rc::clone(room), seq(&entry), reason));
}
