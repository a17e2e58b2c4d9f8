//! Items of a list whose pictures are still being processed: the list is told of each once its picture is ready.

use super::{dom, post};
use leptos::prelude::{document, window};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// These items.
const WAITING: &str = "[data-waiting]";

/// How long to wait before asking again, in milliseconds.
const LOOK_AGAIN: i32 = 1_500;

/// How many are asked about at once.
const AT_ONCE: usize = 40;

/// Asks about them, while the page is in sight and any are left.
pub struct Waiting {
    list: Element,
    replace: Box<dyn Fn(&Element)>,
    /// Whether they will be asked about again.
    is_looking: Cell<bool>,
}

impl Waiting {
    /// Asks about those of a list, whose items name their pins (`data-pin`). `replace` is given each that is ready as the server draws it
    /// now. Of a pin that is gone it is an empty item that says so (`data-gone`: its id).
    pub fn watch(list: &Element, replace: impl Fn(&Element) + 'static) -> Rc<Self> {
        let waiting = Self { list: list.clone(), replace: Box::new(replace), is_looking: Cell::default() };
        let waiting = Rc::new(waiting);
        waiting.look_later();
        let again = Rc::clone(&waiting);
        dom::on(&document(), "visibilitychange", move |_| again.look_later());
        let again = Rc::clone(&waiting);
        dom::on(&window(), "pageshow", move |_| again.look_later());
        waiting
    }

    /// Asks in a while, and again until none is left: others may have come into the list.
    pub fn look_later(self: &Rc<Self>) {
        let any = dom::first_in(&self.list, WAITING).is_some();
        if document().hidden() || !any || self.is_looking.replace(true) {
            return;
        }
        let waiting = Rc::clone(self);
        dom::after(LOOK_AGAIN, move || {
            spawn_local(async move {
                if waiting.look().await {
                    waiting.is_looking.set(false);
                    waiting.look_later();
                }
            });
        });
    }

    /// Tells of those that are ready. `false` where the server will never answer: the list is gone, or one is signed out.
    async fn look(&self) -> bool {
        let items = dom::all_in(&self.list, WAITING);
        let pins: Vec<_> = items.iter().take(AT_ONCE).map(|item| dom::attribute(item, "data-pin")).collect();
        let pins = pins.join(",");
        match post::part(&dom::here(), "states", &[("x-pins", pins.as_str())]).await {
            Ok(html) => {
                let answer = dom::parsed(&html).and_then(|answer| answer.first_element_child());
                let items = answer.map(|answer| dom::all_in(&answer, ":scope > li")).unwrap_or_default();
                items.iter().for_each(|item| (self.replace)(item));
                true
            }
            // A server that is busy or out of reach answers later.
            Err(refusal) => !matches!(refusal.status, 401..=410),
        }
    }
}
