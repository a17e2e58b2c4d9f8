//! Moves of what is on a board: shown at once, told to the server one after the other, and put back where that failed.

use super::{
    GRIP,
    places::{Action, Destination, Part, back_at, destination, words},
};
use crate::{
    app::{
        addresses::sign_in_address,
        browser::{dom, post, toasts},
    },
    model::{ids::PinId, text::isolated},
};
use leptos::prelude::window;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Node};

/// Where moves are sent.
const ACTION: &str = "/fn/arrange_board";

/// A move that the server has not confirmed yet, and the way back from it.
struct Step {
    item: Element,
    pin: PinId,
    /// Where it was; nowhere, where it is put back on the board.
    from: Option<usize>,
    action: Action,
}

/// The pins of a board as they are being moved.
pub(super) struct Moves {
    list: Element,
    /// The id of the board.
    board: String,
    /// Moves on their way. They are told to the end, also after the page is left.
    steps: RefCell<VecDeque<Step>>,
    /// Whether one goes back to the board as soon as the server knows of all of them.
    is_leaving: Cell<bool>,
}

impl Moves {
    pub(super) fn of(list: Element) -> Rc<Self> {
        let board = dom::attribute(&list, "data-board");
        let moves = Rc::new(Self { list, board, steps: RefCell::default(), is_leaving: Cell::default() });
        let busy = Rc::clone(&moves);
        dom::on(&window(), "beforeunload", move |event| {
            if busy.under_way() {
                event.prevent_default();
            }
        });
        moves
    }

    /// The address of the board.
    fn address(&self) -> String {
        ["/board/", self.board.as_str()].concat()
    }

    /// Whether the server has not confirmed all of it yet.
    fn under_way(&self) -> bool {
        !self.steps.borrow().is_empty()
    }

    /// Goes back to the board once the server knows of all that was done; `false` where it does already.
    pub(super) fn leave(&self) -> bool {
        self.is_leaving.set(self.under_way());
        self.is_leaving.get()
    }

    /// Does it at once, and has the server told. Says which item is to have the focus after that.
    pub(super) fn go(self: &Rc<Self>, item: &Element, action: Action) -> Option<Element> {
        let pins: Vec<_> = self.items().iter().filter_map(pin_of).collect();
        let pin = pin_of(item)?;
        let from = pins.iter().position(|other| *other == pin)?;
        let ends = dom::first(".pager a[rel=next]").is_none();
        let to = destination(&pins, from, action, Part { begins: self.begins(), ends });
        say(&words(&title_of(item), to, action, self.begins()).unwrap_or_default());
        if to == Destination::Same {
            return Some(item.clone());
        }
        item.remove();
        if let Destination::To(to) = to {
            self.insert(item, to);
        }
        self.tell(Step { item: item.clone(), pin, from: Some(from), action });
        match to {
            Destination::Away => {
                let items = self.items();
                items.get(from).or_else(|| items.last()).cloned()
            }
            _ => Some(item.clone()),
        }
    }

    fn tell(self: &Rc<Self>, step: Step) {
        // Whoever goes back to the board sees it as it is now.
        dom::note_changed(&self.address());
        let is_idle = !self.under_way();
        self.steps.borrow_mut().push_back(step);
        self.show();
        if is_idle {
            spawn_local(Rc::clone(self).tell_all());
        }
    }

    async fn tell_all(self: Rc<Self>) {
        while let Some((pin, to)) = self.next() {
            let fields = [("board", self.board.as_str()), ("pin", pin.as_str()), ("to", to.as_str())];
            match post::post_fields(ACTION, &fields).await {
                Ok(_) => {
                    let done = self.steps.borrow_mut().pop_front();
                    if let Some(taken) = done.filter(|step| step.action == Action::TakeOff) {
                        self.offer_back(taken);
                    }
                }
                Err(refusal) => {
                    self.is_leaving.set(false);
                    self.put_back();
                    if refusal.wants_sign_in() {
                        dom::go(&sign_in_address(&dom::here()), false);
                    } else {
                        toasts::error(&refusal.words);
                    }
                }
            }
            self.show();
        }
    }

    /// What the server is told next.
    fn next(&self) -> Option<(String, String)> {
        self.steps.borrow().front().map(|step| (step.pin.to_string(), step.action.said()))
    }

    /// Takes back what could not be done, and what was done on top of it, the last of it first.
    fn put_back(&self) {
        for Step { item, pin, from, .. } in self.steps.take().into_iter().rev() {
            // It may have been drawn anew meanwhile.
            let item = self.item(pin).unwrap_or(item);
            item.remove();
            if let Some(from) = from {
                self.insert(&item, from);
            }
        }
        say("That could not be saved. The pictures are back where they were.");
    }

    /// Says that a pin was taken off the board, and puts it back where that is pressed.
    fn offer_back(self: &Rc<Self>, taken: Step) {
        let words = format!("{} was removed from the board.", isolated(&title_of(&taken.item)));
        let moves = Rc::clone(self);
        toasts::with_undo(&words, move || moves.take_back(taken));
    }

    fn take_back(self: &Rc<Self>, Step { item, pin, from, .. }: Step) {
        if self.item(pin).is_some() {
            return;
        }
        let pins: Vec<_> = self.items().iter().filter_map(pin_of).collect();
        let at = from.unwrap_or_default().min(pins.len());
        self.insert(&item, at);
        say(&format!("{} is back on the board.", isolated(&title_of(&item))));
        self.tell(Step { item: item.clone(), pin, from: None, action: Action::Put(back_at(&pins, at, self.begins())) });
        if let Some(grip) = dom::first_in(&item, GRIP) {
            dom::focus(&grip, false);
        }
    }

    fn items(&self) -> Vec<Element> {
        dom::all_in(&self.list, ":scope > li")
    }

    fn item(&self, pin: PinId) -> Option<Element> {
        self.items().into_iter().find(|item| pin_of(item) == Some(pin))
    }

    fn insert(&self, item: &Element, at: usize) {
        let items = self.items();
        let before = items.get(at).map(AsRef::<Node>::as_ref);
        if let Err(error) = self.list.insert_before(item, before) {
            dom::report("could not move an item", &error);
        }
    }

    /// Whether the list is there from the first pin of the board on.
    fn begins(&self) -> bool {
        self.list.has_attribute("data-begins")
    }

    /// Shows whether moves are on their way and whether any pin is left, and leaves the page where one waits for that.
    fn show(&self) {
        let under_way = self.under_way();
        if let Some(state) = dom::first(".arrange-bar__state") {
            state.set_text_content(under_way.then_some("Saving…"));
        }
        if let Some(nothing) = dom::first("[data-nothing]") {
            dom::set(&nothing, "hidden", (!self.items().is_empty()).then_some(""));
        }
        if !under_way && self.is_leaving.take() {
            dom::go(&self.address(), false);
        }
    }
}

/// The pin of an item.
pub(super) fn pin_of(item: &Element) -> Option<PinId> {
    dom::attribute(item, "data-pin").parse().ok()
}

fn title_of(item: &Element) -> String {
    dom::first_in(item, ".arrange__title").and_then(|title| title.text_content()).unwrap_or_default()
}

/// Says what was done last, for people who do not see it.
fn say(words: &str) {
    if let Some(status) = dom::first("[data-arranged]") {
        status.set_text_content(Some(words));
    }
}
