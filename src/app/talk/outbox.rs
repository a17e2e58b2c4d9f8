//! Messages on their way. Each has a key, by which the server knows it again: sent twice, it is one message. What could not be sent yet
//! waits for the connection, over a reload of the page as well.

use super::wire::{array, object, say, text};
use crate::{
    app::browser::{dom, live, new_key, post},
    model::ids::ClientKey,
};
use js_sys::{Array, JSON};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How long an answer may take before one can try again, in milliseconds.
const PATIENCE: i32 = 10_000;

const SENDING: &str = "Sending";
const WAITING: &str = "Waiting for the connection";
const NOT_SENT: &str = "Not sent.";

/// A message on its way.
struct Pending {
    key: String,
    body: String,
    /// The number of the message that it answers; empty for none.
    reply_to: String,
    /// Their ids.
    pins: Vec<String>,
    element: Element,
}

/// Those of a channel.
pub struct Outbox {
    channel: String,
    /// Under which key this tab keeps them.
    note: String,
    place: Element,
    items: RefCell<Vec<Rc<Pending>>>,
}

impl Outbox {
    /// The outbox of a channel, with what an earlier page could not send. `place`: where messages are shown until they have arrived.
    pub fn of(channel: &str, me: &str, place: Element) -> Rc<Self> {
        let note = ["outbox:", me, ":", channel].concat();
        let outbox = Self { channel: channel.to_owned(), note, place, items: RefCell::default() };
        let outbox = Rc::new(outbox);
        for kept in outbox.kept() {
            let texts = ["key", "body", "reply_to"].map(|name| text(&kept, name));
            let [key, body, reply_to] = texts;
            let pins = text(&kept, "pins").split_whitespace().map(str::to_owned).collect();
            // One that did arrive is on the page.
            if dom::first(&[".message[data-key=\"", &key, "\"]"].concat()).is_none() {
                outbox.show(key, body, reply_to, pins);
            }
        }
        outbox.keep();
        outbox
    }

    fn kept(&self) -> Vec<JsValue> {
        let kept = dom::noted(&self.note).and_then(|noted| JSON::parse(&noted).ok());
        kept.and_then(|kept| kept.dyn_into::<Array>().ok()).map(|kept| kept.iter().collect()).unwrap_or_default()
    }

    /// Sends a message, now or once there is a connection.
    pub fn add(self: &Rc<Self>, body: String, reply_to: String, pins: Vec<String>) {
        let key = ClientKey::from_uuid(new_key()).to_string();
        if let Some(pending) = self.show(key, body, reply_to, pins) {
            self.keep();
            self.send(&pending);
        }
    }

    fn show(self: &Rc<Self>, key: String, body: String, reply_to: String, pins: Vec<String>) -> Option<Rc<Pending>> {
        let element = dom::copy_of_template("message-pending")?;
        dom::set(&element, "data-key", Some(&key));
        let words = dom::first_in(&element, ".pending__words")?;
        words.set_text_content(Some(if body.is_empty() { "Picture" } else { &body }));
        self.place.append_child(&element).ok()?;
        let pending = Rc::new(Pending { key, body, reply_to, pins, element });
        pending.say(WAITING, false);
        self.listen(&pending);
        self.items.borrow_mut().push(Rc::clone(&pending));
        Some(pending)
    }

    fn listen(self: &Rc<Self>, pending: &Rc<Pending>) {
        if let Some(button) = dom::first_in(&pending.element, "[data-again]") {
            let (outbox, again) = (Rc::clone(self), Rc::clone(pending));
            dom::on(&button, "click", move |_| outbox.try_again(&again));
        }
        if let Some(button) = dom::first_in(&pending.element, "[data-discard]") {
            let (outbox, key) = (Rc::clone(self), pending.key.clone());
            dom::on(&button, "click", move |_| outbox.arrived(&key));
        }
    }

    /// Sends all that wait: there is a connection.
    pub fn flush(self: &Rc<Self>) {
        let waiting = self.items.borrow().clone();
        waiting.iter().filter(|pending| !pending.has_failed()).for_each(|pending| self.send(pending));
    }

    /// The connection is lost. What was said and not answered is said again.
    pub fn hold(&self) {
        for pending in self.items.borrow().iter().filter(|pending| !pending.has_failed()) {
            pending.say(WAITING, false);
        }
    }

    fn send(self: &Rc<Self>, pending: &Rc<Pending>) {
        let fields: [(&str, JsValue); 5] = [
            ("channel", self.channel.as_str().into()),
            ("key", pending.key.as_str().into()),
            ("body", pending.body.as_str().into()),
            ("reply_to", pending.reply_to.parse().map_or(JsValue::NULL, JsValue::from_f64)),
            ("pins", array(&pending.pins)),
        ];
        if !say("send", &fields) {
            return;
        }
        pending.say(SENDING, false);
        let (outbox, late) = (Rc::clone(self), Rc::clone(pending));
        dom::after(PATIENCE, move || {
            if late.state() == SENDING && outbox.has(&late.key) {
                late.say(NOT_SENT, true);
            }
        });
    }

    /// Sends one again: where there is no socket, as a form would be.
    fn try_again(self: &Rc<Self>, pending: &Rc<Pending>) {
        if live::is_open() {
            return self.send(pending);
        }
        pending.say(SENDING, false);
        let (outbox, pending) = (Rc::clone(self), Rc::clone(pending));
        spawn_local(async move {
            let pins = pending.pins.join(" ");
            let fields = [
                ("channel", outbox.channel.as_str()),
                ("key", pending.key.as_str()),
                ("body", pending.body.as_str()),
                ("reply_to", pending.reply_to.as_str()),
                ("pins", pins.as_str()),
            ];
            match post::post_fields("/fn/send_message", &fields).await {
                // It comes into the list with the connection.
                Ok(_) => outbox.arrived(&pending.key),
                Err(refusal) => pending.say(&refusal.of_field("body"), true),
            }
        });
    }

    /// The server has taken a message. It stays until the list has it.
    pub fn taken(&self, key: &str) {
        let Some(pending) = self.take(key) else { return };
        pending.say("", false);
        let element = pending.element.clone();
        dom::after(PATIENCE, move || element.remove());
    }

    /// The list has a message, or it is not wanted any more.
    pub fn arrived(&self, key: &str) {
        self.take(key);
        for element in dom::all_in(&self.place, &["[data-key=\"", key, "\"]"].concat()) {
            element.remove();
        }
    }

    /// The server has not taken a message.
    pub fn refused(&self, frame: &JsValue) {
        let key = text(frame, "key");
        if let Some(pending) = self.items.borrow().iter().find(|pending| pending.key == key) {
            let why = text(frame, "detail");
            pending.say(&[NOT_SENT, " ", &why].concat(), true);
        }
    }

    fn has(&self, key: &str) -> bool {
        self.items.borrow().iter().any(|pending| pending.key == key)
    }

    fn take(&self, key: &str) -> Option<Rc<Pending>> {
        let at = self.items.borrow().iter().position(|pending| pending.key == key)?;
        let taken = self.items.borrow_mut().remove(at);
        self.keep();
        Some(taken)
    }

    /// Notes what is on its way, for a reload.
    fn keep(&self) {
        let items = self.items.borrow();
        let kept: Array = items.iter().map(|pending| pending.written()).collect();
        let noted = JSON::stringify(&kept).ok().map(String::from).filter(|_| !items.is_empty());
        dom::note(&self.note, noted.as_deref());
    }
}

impl Pending {
    fn written(&self) -> JsValue {
        let fields: [(&str, JsValue); 4] = [
            ("key", self.key.as_str().into()),
            ("body", self.body.as_str().into()),
            ("reply_to", self.reply_to.as_str().into()),
            ("pins", self.pins.join(" ").into()),
        ];
        object(&fields).into()
    }

    /// Says how far it is, and whether one can try again.
    fn say(&self, words: &str, failed: bool) {
        if let Some(state) = dom::first_in(&self.element, "[data-state]") {
            state.set_text_content(Some(words));
        }
        dom::set(&self.element, "data-failed", failed.then_some(""));
        for button in dom::all_in(&self.element, "button") {
            dom::set(&button, "hidden", (!failed).then_some(""));
        }
    }

    fn state(&self) -> String {
        dom::first_in(&self.element, "[data-state]").and_then(|state| state.text_content()).unwrap_or_default()
    }

    fn has_failed(&self) -> bool {
        self.element.has_attribute("data-failed")
    }
}
