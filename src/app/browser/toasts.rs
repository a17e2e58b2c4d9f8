//! Short messages at the edge of the page, which screen readers say aloud, and which go away by themselves. Those that are shown when the
//! page is left are shown on the next page for the rest of their time.

use super::dom;
use js_sys::{Array, Date, JSON};
use leptos::prelude::window;
use std::cell::RefCell;
use web_sys::Element;

/// How long a message stays, in milliseconds.
const LIFE: u64 = 8_000;

/// On a message: until when it stays, in milliseconds since 1970.
const UNTIL: &str = "data-until";

/// Under which key messages are handed on to the next page.
const HANDED_ON: &str = "toasts";

/// The templates of messages: that something went well, the same with a button that takes it back, and that something went wrong.
const DONE: &str = "toast";
const UNDOABLE: &str = "toast-undo";
const ERROR: &str = "toast-error";

/// How that is taken back which a message tells.
struct Undo {
    toast: Element,
    undo: Box<dyn FnOnce()>,
}

thread_local! {
    static UNDOS: RefCell<Vec<Undo>> = const { RefCell::new(Vec::new()) };
}

/// Shows what the page before was still showing, and listens for the buttons that dismiss messages.
pub fn start() {
    dom::on_each("click", ".toast .icon-button", |button, _| {
        if let Ok(Some(toast)) = button.closest(".toast") {
            toast.remove();
        }
    });
    listen_for_undo();
    // A page that is kept for the way back is kept without its messages: the next page shows them.
    dom::on(&window(), "pagehide", |_| hand_on());
    take_up();
}

/// Listens for the buttons that take back what messages tell. Each bundle takes back what it has told itself.
pub fn listen_for_undo() {
    dom::on_each("click", ".toast [data-undo]", |button, _| {
        if let Ok(Some(toast)) = button.closest(".toast") {
            take_back(&toast);
        }
    });
}

/// Says that something went well.
pub fn success(words: &str) {
    show(words, DONE, now() + LIFE);
}

/// Says that something went well, with a button that calls `undo`. On the next page the message has no such button.
pub fn with_undo(words: &str, undo: impl FnOnce() + 'static) {
    if let Some(toast) = show(words, UNDOABLE, now() + LIFE) {
        UNDOS.with_borrow_mut(|undos| {
            undos.retain(|known| known.toast.is_connected());
            undos.push(Undo { toast, undo: Box::new(undo) });
        });
    }
}

/// Says that something went wrong.
pub fn error(words: &str) {
    show(words, ERROR, now() + LIFE);
}

/// Shows a message made of a template, and gives it.
fn show(words: &str, template: &str, until: u64) -> Option<Element> {
    // Whatever the clock does meanwhile.
    let left = until.saturating_sub(now()).min(LIFE);
    let toast = dom::copy_of_template(template).filter(|_| left > 0)?;
    if let Some(place) = dom::first_in(&toast, ".toast__words") {
        place.set_text_content(Some(words));
    }
    dom::set(&toast, UNTIL, Some(&until.to_string()));
    dom::first(".toasts")?.append_child(&toast).ok()?;
    let shown = toast.clone();
    dom::after(left as i32, move || shown.remove());
    Some(toast)
}

fn take_back(toast: &Element) {
    let undo = UNDOS.with_borrow_mut(|undos| {
        let at = undos.iter().position(|known| known.toast == *toast)?;
        Some(undos.swap_remove(at).undo)
    });
    toast.remove();
    if let Some(undo) = undo {
        undo();
    }
}

fn hand_on() {
    let shown: Array = dom::all(".toast").iter().map(handed_on).collect();
    if shown.length() > 0
        && let Ok(text) = JSON::stringify(&shown)
    {
        dom::note(HANDED_ON, Some(&String::from(text)));
    }
}

/// What the next page has to know of a message: its words, whether it is an error, and until when it stays.
fn handed_on(toast: &Element) -> Array {
    toast.remove();
    let words = dom::first_in(toast, ".toast__words").and_then(|place| place.text_content());
    let error = toast.class_list().contains("toast--error");
    Array::of3(&words.unwrap_or_default().into(), &error.into(), &dom::attribute(toast, UNTIL).into())
}

fn take_up() {
    let Some(noted) = dom::noted(HANDED_ON) else { return };
    dom::note(HANDED_ON, None);
    let Ok(shown) = JSON::parse(&noted) else { return };
    for toast in Array::from(&shown).iter() {
        let toast = Array::from(&toast);
        let (words, until) = (toast.get(0).as_string(), toast.get(2).as_string());
        if let (Some(words), Some(Ok(until))) = (words, until.map(|until| until.parse::<u64>())) {
            show(&words, if toast.get(1).is_truthy() { ERROR } else { DONE }, until);
        }
    }
}

/// In milliseconds since 1970.
fn now() -> u64 {
    Date::now() as u64
}
