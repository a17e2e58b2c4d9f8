//! What was switched in this tab: likes, follows, and pictures on boards. It is remembered for lists and pages that one comes back to. What
//! was still being sent when a page was left is told to the next one, which the server may have drawn before it heard of that.

use super::{dom, post::Refusal};
use js_sys::{JSON, Object, Reflect};
use leptos::prelude::window;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// Under which key a tab notes what was still being sent when a page was left.
const UNDERWAY: &str = "underway";
/// How long a page may take to be left, in milliseconds.
const LEAVING: i32 = 3_000;
/// How many switches a tab remembers.
const REMEMBERED: u32 = 300;

thread_local! {
    /// The keys of what is being sent.
    static SENDING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Whether things were switched on or off, by the keys that they are remembered by.
pub(super) struct Switched(Object);

impl Switched {
    /// What was switched in this tab, the last one at its end.
    pub(super) fn all() -> Self {
        let noted = dom::noted(&memory()).and_then(|noted| JSON::parse(&noted).ok());
        Self(noted.and_then(|noted| noted.dyn_into::<Object>().ok()).unwrap_or_default())
    }

    /// What was still being sent when the page before was left; `None` where there was nothing.
    pub(super) fn underway() -> Option<Self> {
        let noted = dom::noted(UNDERWAY)?;
        dom::note(UNDERWAY, None);
        let (all, underway) = (Self::all(), Self(Object::new()));
        for key in noted.lines() {
            if let Some(on) = all.get(key) {
                underway.set(key, on);
            }
        }
        Some(underway)
    }

    /// Whether something was switched on or off, where it was.
    pub(super) fn get(&self, key: &str) -> Option<bool> {
        Reflect::get(&self.0, &key.into()).ok()?.as_bool()
    }

    /// Sets it anew: it stands at the end then.
    fn set(&self, key: &str, on: bool) {
        let key = JsValue::from_str(key);
        // An object of JSON refuses nothing.
        let _ = Reflect::delete_property(&self.0, &key);
        let _ = Reflect::set(&self.0, &key, &on.into());
    }
}

/// Tells the next page what is still being sent when this one is left.
pub fn start() {
    dom::on(&window(), "pagehide", |_| {
        let sending = SENDING.with_borrow(|sending| sending.join("\n"));
        dom::note(UNDERWAY, (!sending.is_empty()).then_some(sending.as_str()));
    });
}

/// Remembers that something was switched.
pub(super) fn remember(key: &str, on: bool) {
    let switched = Switched::all();
    switched.set(key, on);
    let keys = Object::keys(&switched.0);
    for oldest in 0..keys.length().saturating_sub(REMEMBERED) {
        let _ = Reflect::delete_property(&switched.0, &keys.get(oldest));
    }
    if let Ok(text) = JSON::stringify(&switched.0) {
        dom::note(&memory(), Some(&String::from(text)));
    }
}

/// Begins to send what was switched; `false` where that is being sent already.
pub(super) fn begin_sending(key: &str) -> bool {
    let begins = !is_sending(key);
    if begins {
        SENDING.with_borrow_mut(|sending| sending.push(key.to_owned()));
    }
    begins
}

/// It was answered, or refused. Where no answer came as the page is being left, it counts as being sent until then: so the next one is told.
pub(super) fn end_sending(key: String, refusal: Option<&Refusal>) {
    let end = move || SENDING.with_borrow_mut(|sending| sending.retain(|known| *known != key));
    if refusal.is_some_and(|refusal| refusal.left) {
        dom::after(LEAVING, end);
    } else {
        end();
    }
}

pub(super) fn is_sending(key: &str) -> bool {
    SENDING.with_borrow(|sending| sending.iter().any(|known| known == key))
}

/// Under which key a tab remembers what a member switched. Others may sign in there after them.
fn memory() -> String {
    let member = dom::first("html[data-member]").map(|root| dom::attribute(&root, "data-member"));
    format!("switched:{}", member.unwrap_or_default())
}
