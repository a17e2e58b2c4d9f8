//! Writing a message: it is sent without leaving the page, may answer another one or take the place of one's own, and what is being written
//! survives a reload.

use super::{
    attached::Attached,
    entry::say_in,
    paging,
    room::{About, Room},
};
use crate::app::browser::{dom, post};
use js_sys::{Date, Reflect};
use leptos::prelude::window;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlTextAreaElement, KeyboardEvent};

/// How often others are told that one is typing, in milliseconds.
const TYPING_EVERY: f64 = 3_000.0;

/// The highest that the field grows, in CSS pixels.
const HIGHEST: i32 = 240;

/// What the address of a pin's page has before its id.
const PIN: &str = "/pin/";

/// How many pins a message can have.
const PINS_MOST: usize = 10;

/// The form.
pub struct Composer {
    room: Rc<Room>,
    form: Element,
    field: HtmlTextAreaElement,
    attached: Rc<Attached>,
    typed: Cell<f64>,
    /// What was being written before one's own message was taken up.
    before: RefCell<String>,
}

impl Composer {
    /// Brings the form of a page to life; `None` where one may not write.
    pub fn start(room: &Rc<Room>) -> Option<Rc<Self>> {
        let form = dom::first_in(&room.root, "form[data-composer]")?;
        let field = room.field()?;
        let attached = Attached::start(room, &form)?;
        let composer = Rc::new(Self {
            room: Rc::clone(room),
            form,
            field,
            attached,
            typed: Cell::default(),
            before: RefCell::default(),
        });
        composer.take_up();
        composer.listen();
        Some(composer)
    }

    /// Takes up what the page began with: a message that is answered, and what was being written.
    fn take_up(&self) {
        let reply = dom::first_in(&self.form, "[name=reply_to]").map(|field| dom::attribute(&field, "value"));
        if let Some(Ok(seq)) = reply.map(|seq| seq.parse()) {
            *self.room.about.borrow_mut() = Some(About::Reply(seq));
        }
        let draft = drafts().and_then(|drafts| drafts.get_item(&self.draft()).ok().flatten());
        if let Some(draft) = draft.filter(|_| self.field.value().is_empty()) {
            self.field.set_value(&draft);
        }
        self.grow();
    }

    fn listen(self: &Rc<Self>) {
        let sent = Rc::clone(self);
        dom::on(&self.form, "submit", move |event| {
            event.prevent_default();
            sent.send();
        });
        let typed = Rc::clone(self);
        dom::on(&self.field, "input", move |_| typed.edited());
        // After what completes mentions, which takes some keys for itself.
        let pressed = Rc::clone(self);
        dom::on(&leptos::prelude::document(), "keydown", move |event| pressed.press(&event));
        let cancelled = Rc::clone(self);
        dom::on(&self.form, "click", move |event| {
            if dom::target_in(&event, "[data-cancel-about], [data-about] a").is_some() {
                event.prevent_default();
                cancelled.cancel();
            }
        });
        let done = Rc::clone(self);
        self.attached.when_done(move || done.send());
    }

    fn press(self: &Rc<Self>, event: &Event) {
        let key: &KeyboardEvent = event.unchecked_ref();
        let is_here = dom::target(event).is_some_and(|target| target == *self.field.unchecked_ref::<Element>());
        if !is_here || event.default_prevented() || key.is_composing() {
            return;
        }
        let plain = !key.shift_key() && !key.alt_key() && !key.ctrl_key() && !key.meta_key();
        match key.key().as_str() {
            "Enter" if plain && !is_touched() => {
                event.prevent_default();
                self.send();
            }
            "ArrowUp" if plain && self.field.value().is_empty() => {
                if let Some(own) = self.last_own() {
                    event.prevent_default();
                    self.edit(&own);
                }
            }
            "Escape" if self.room.about.borrow().is_some() => {
                event.prevent_default();
                self.cancel();
            }
            _ => {}
        }
    }

    fn last_own(&self) -> Option<Element> {
        let entries = self.room.list.as_ref()?.entries();
        entries.into_iter().rev().find(|entry| entry.has_attribute("data-body"))
    }

    /// Keeps what is being written, and tells others that something is.
    fn edited(&self) {
        self.grow();
        if matches!(*self.room.about.borrow(), Some(About::Edit(_))) {
            return;
        }
        let text = self.field.value();
        self.keep(&text);
        let now = Date::now();
        if !text.is_empty() && now - self.typed.get() > TYPING_EVERY {
            self.typed.set(now);
            self.room.say("typing", &[]);
        }
    }

    /// Keeps what is being written. A browser that keeps nothing goes without.
    fn keep(&self, text: &str) {
        let Some(drafts) = drafts() else { return };
        let _ = if text.is_empty() { drafts.remove_item(&self.draft()) } else { drafts.set_item(&self.draft(), text) };
    }

    /// Under which key what is being written is kept.
    fn draft(&self) -> String {
        ["draft:", &self.room.me, ":", &self.room.channel].concat()
    }

    /// Gives the field as many lines as its text has.
    fn grow(&self) {
        let style = |height: &str| dom::set(&self.field, "style", Some(&["block-size:", height].concat()));
        style("auto");
        // With its borders.
        let height = self.field.scroll_height().min(HIGHEST) + 2;
        style(&[height.to_string().as_str(), "px"].concat());
    }

    fn set_text(&self, text: &str) {
        self.field.set_value(text);
        self.grow();
    }

    /// Sends what is written, or waits until its pictures have arrived.
    fn send(self: &Rc<Self>) {
        let text = self.field.value();
        let about = self.room.about.borrow().clone();
        if let Some(About::Edit(seq)) = about {
            return self.save(seq, text);
        }
        if self.attached.is_busy() {
            self.attached.wait();
            return self.tell("Your message is sent once its pictures are uploaded.");
        }
        let (body, mut pins) = (without_only_pin(&text), self.attached.pins());
        pins.extend(pins_in(&text));
        pins.truncate(PINS_MOST);
        if body.trim().is_empty() && pins.is_empty() {
            return dom::focus(&self.field, true);
        }
        let reply_to = match about {
            Some(About::Reply(seq)) => seq.to_string(),
            _ => String::new(),
        };
        if let Some(outbox) = &self.room.outbox {
            outbox.add(body, reply_to, pins);
        }
        self.tell("");
        self.attached.clear();
        self.clear();
        paging::go_to_newest(&self.room);
    }

    /// Sends one's own message as it is now.
    fn save(self: &Rc<Self>, seq: i64, text: String) {
        let composer = Rc::clone(self);
        dom::set(&self.field, "readonly", Some(""));
        spawn_local(async move {
            let seq = seq.to_string();
            let fields = [("channel", composer.room.channel.as_str()), ("seq", seq.as_str()), ("body", text.as_str())];
            let saved = post::post_fields("/fn/edit_message", &fields).await;
            dom::set(&composer.field, "readonly", None);
            match saved {
                // The change comes over the socket.
                Ok(_) => composer.cancel(),
                Err(refusal) => composer.tell(&refusal.of_field("body")),
            }
        });
    }

    /// Begins with an empty message.
    fn clear(&self) {
        self.set_about(None);
        self.set_text("");
        self.keep("");
    }

    /// Answers nothing, or lets one's own message be; what was being written before comes back.
    fn cancel(&self) {
        if matches!(*self.room.about.borrow(), Some(About::Edit(_))) {
            self.set_text(&self.before.take());
        }
        self.set_about(None);
        self.tell("");
        dom::focus(&self.field, true);
    }

    /// Has what is written answer a message.
    pub fn reply(&self, entry: &Element) {
        if matches!(*self.room.about.borrow(), Some(About::Edit(_))) {
            self.cancel();
        }
        self.set_about(Some((About::Reply(super::list::seq(entry)), entry)));
        dom::focus(&self.field, true);
    }

    /// Takes up one's own message to change it.
    pub fn edit(&self, entry: &Element) {
        if !matches!(*self.room.about.borrow(), Some(About::Edit(_))) {
            *self.before.borrow_mut() = self.field.value();
        }
        self.set_about(Some((About::Edit(super::list::seq(entry)), entry)));
        self.set_text(&dom::attribute(entry, "data-body"));
        let end = self.field.text_length();
        // Text can be selected in any such field.
        let _ = self.field.set_selection_range(end, end);
        dom::focus(&self.field, true);
    }

    /// Says above the field what the message is about.
    fn set_about(&self, about: Option<(About, &Element)>) {
        if let Some(before) = dom::first_in(&self.form, "[data-about]") {
            before.remove();
        }
        let Some((about, entry)) = about else {
            *self.room.about.borrow_mut() = None;
            return;
        };
        let text =
            |selector: &str| dom::first_in(entry, selector).and_then(|place| place.text_content()).unwrap_or_default();
        let (what, name) = match about {
            About::Reply(_) => ("Replying to", text(".message__name")),
            About::Edit(_) => ("Editing your message", String::new()),
        };
        *self.room.about.borrow_mut() = Some(about);
        let Some(shown) = dom::copy_of_template("composer-about") else { return };
        say_in(&shown, "[data-what]", what);
        say_in(&shown, "strong", &name);
        say_in(&shown, "[data-excerpt]", &text(".message__words").chars().take(140).collect::<String>());
        // The form has children, and this is nowhere else.
        let _ = self.form.prepend_with_node_1(&shown);
    }

    /// Says something about the message, aloud as well.
    fn tell(&self, words: &str) {
        say_in(&self.form, "[data-status]", words);
    }
}

/// Where this browser keeps what is being written.
fn drafts() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Whether one writes with fingers: there Enter begins a new line.
fn is_touched() -> bool {
    let asked = Reflect::get(&window(), &"matchMedia".into())
        .and_then(|ask| ask.dyn_into::<js_sys::Function>())
        .and_then(|ask| ask.call1(&window(), &JsValue::from_str("(hover: none) and (pointer: coarse)")));
    asked.is_ok_and(|answer| post::is_true(&answer, "matches"))
}

/// The pins of this site whose addresses stand in a text.
fn pins_in(text: &str) -> Vec<String> {
    let origin = window().location().origin().unwrap_or_default();
    text.split_whitespace().filter_map(|word| pin_at(word, &origin)).collect()
}

/// A text, or nothing where it is only the address of a pin: that is shown as a picture.
fn without_only_pin(text: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    if pin_at(text.trim(), &origin).is_some() { String::new() } else { text.to_owned() }
}

/// The pin whose page an address leads to, on a site of this origin.
fn pin_at(address: &str, origin: &str) -> Option<String> {
    let rest = address.strip_prefix(origin)?.strip_prefix(PIN)?;
    let id = rest.split(['?', '#']).next()?;
    id.parse::<crate::model::ids::PinId>().ok().map(|id| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::pin_at;

    #[test]
    fn a_pin_is_known_by_the_address_of_its_page() {
        let id = "1C3XR6Gzv21Kf3E2ZpLk9B";
        let at = |address: &str| pin_at(address, "https://a.org");
        for address in ["", "?from=explore", "#comments"] {
            assert_eq!(at(&format!("https://a.org/pin/{id}{address}")).as_deref(), Some(id), "{address}");
        }
        for other in
            [format!("https://b.org/pin/{id}"), format!("https://a.org/board/{id}"), "https://a.org/pin/x".to_owned()]
        {
            assert_eq!(at(&other), None, "{other}");
        }
    }
}
