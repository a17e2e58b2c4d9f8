//! The page's one socket, as its bundles share it. The bundle of every page opens it; all others hear and speak through events of the
//! document, as they have no memory in common.

use super::{
    dom,
    socket::{Told, keep_socket},
};
use leptos::prelude::document;
use web_sys::{CustomEvent, CustomEventInit, Element, Event};

/// On the document's element, while the socket is open.
const OPEN: &str = "data-live-open";

/// The socket is open, or is not; the server says something; somebody on this page says something. The last two hold a text.
const OPENED: &str = "live:opened";
const CLOSED: &str = "live:closed";
const HEARD: &str = "live:heard";
const SAID: &str = "live:said";

/// Opens the page's socket. Once.
pub fn open(path: &'static str) {
    let root = document().document_element();
    let socket = keep_socket(path, move |told| match told {
        Told::Opened => {
            mark(root.as_ref(), true);
            tell(OPENED, "");
        }
        Told::Closed => {
            mark(root.as_ref(), false);
            tell(CLOSED, "");
        }
        Told::Heard(text) => tell(HEARD, &text),
    });
    dom::on(&document(), SAID, move |event| {
        if let Some(text) = text_of(&event) {
            // Whoever says something looks before whether it is open. What is lost on the way is said again by those to whom it matters.
            socket.say(&text);
        }
    });
}

/// Whether what is said now is sent.
pub fn is_open() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute(OPEN))
}

/// Says something to the server; `false` where the socket is not open.
pub fn say(text: &str) -> bool {
    let open = is_open();
    if open {
        tell(SAID, text);
    }
    open
}

/// Calls `heard` with each text that the server says, for as long as the page is there.
pub fn when_heard(heard: impl Fn(String) + 'static) {
    dom::on(&document(), HEARD, move |event| {
        if let Some(text) = text_of(&event) {
            heard(text);
        }
    });
}

/// Calls `opened` each time that the socket opens, and `closed` each time that it closes.
pub fn when_turned(opened: impl Fn() + 'static, closed: impl Fn() + 'static) {
    dom::on(&document(), OPENED, move |_| opened());
    dom::on(&document(), CLOSED, move |_| closed());
}

fn mark(root: Option<&Element>, open: bool) {
    if let Some(root) = root {
        dom::set(root, OPEN, open.then_some(""));
    }
}

fn tell(name: &str, text: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&text.into());
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // Nothing that hears it throws.
        let _ = document().dispatch_event(&event);
    }
}

fn text_of(event: &Event) -> Option<String> {
    wasm_bindgen::JsCast::dyn_ref::<CustomEvent>(event)?.detail().as_string()
}
