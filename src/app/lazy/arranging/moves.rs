//! Moves of what is in a list: shown at once, told to the server one after the other, and put back where that failed.

use super::{
    GRIP,
    kind::Kind,
    places::{Destination, Move, Part, back_at, destination, words},
};
use crate::{
    app::{
        addresses::sign_in_address,
        browser::{dom, post, toasts},
    },
    model::text::isolated,
};
use leptos::prelude::window;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Node};

/// A move that the server has not confirmed yet, and the way back from it.
struct Step {
    item: Element,
    id: String,
    /// Where it was; nowhere, where it is put back on a board.
    from: Option<usize>,
    is_off: bool,
    /// What the server is told.
    said: String,
}

/// The items of a list as they are being moved.
pub(super) struct Moves {
    list: Element,
    pub(super) kind: Kind,
    /// The id of the board or the community.
    whole: String,
    /// Moves on their way. They are told to the end, also after the page is left.
    steps: RefCell<VecDeque<Step>>,
    /// Whether one goes back to the board as soon as the server knows of all of them.
    is_leaving: Cell<bool>,
}

impl Moves {
    pub(super) fn of(list: Element, kind: Kind) -> Rc<Self> {
        let whole = dom::attribute(&list, "data-of");
        let moves = Rc::new(Self { list, kind, whole, steps: RefCell::default(), is_leaving: Cell::default() });
        let busy = Rc::clone(&moves);
        dom::on(&window(), "beforeunload", move |event| {
            if busy.under_way() {
                event.prevent_default();
            }
        });
        moves
    }

    /// The address of the board.
    fn board(&self) -> Option<String> {
        (self.kind == Kind::Board).then(|| ["/board/", self.whole.as_str()].concat())
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
    pub(super) fn go(self: &Rc<Self>, item: &Element, made: Move) -> Option<Element> {
        let (from, items) = (self.place_of(item)?, self.items());
        let ends = dom::first(".pager a[rel=next]").is_none();
        let to = destination(items.len(), from, made, Part { begins: self.begins(), ends });
        say(&words(&title_of(item), to, made, self.begins()).unwrap_or_default());
        let Some(said) = self.kind.said(made, &self.ids(), to) else { return Some(item.clone()) };
        item.remove();
        if let Destination::To(to) = to {
            self.insert(item, to);
        }
        let (id, is_off) = (self.id_of(item), made == Move::Off);
        self.tell(Step { item: item.clone(), id, from: Some(from), is_off, said });
        match to {
            Destination::Away => {
                let items = self.items();
                items.get(from).or_else(|| items.last()).cloned()
            }
            _ => Some(item.clone()),
        }
    }

    fn tell(self: &Rc<Self>, step: Step) {
        if let Some(board) = self.board() {
            // Whoever goes back to the board sees it as it is now.
            dom::note_changed(&board);
        }
        let is_idle = !self.under_way();
        self.steps.borrow_mut().push_back(step);
        self.show();
        if is_idle {
            spawn_local(Rc::clone(self).tell_all());
        }
    }

    async fn tell_all(self: Rc<Self>) {
        let [whole, item, to] = self.kind.fields();
        while let Some((id, said)) = self.next() {
            let fields = [(whole, self.whole.as_str()), (item, id.as_str()), (to, said.as_str())];
            match post::post_fields(self.kind.action(), &fields).await {
                Ok(_) => {
                    let done = self.steps.borrow_mut().pop_front();
                    if let Some(taken) = done.filter(|step| step.is_off) {
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
        self.steps.borrow().front().map(|step| (step.id.clone(), step.said.clone()))
    }

    /// Takes back what could not be done, and what was done on top of it, the last of it first.
    fn put_back(&self) {
        for Step { item, id, from, .. } in self.steps.take().into_iter().rev() {
            // It may have been drawn anew meanwhile.
            let item = self.item(&id).unwrap_or(item);
            item.remove();
            if let Some(from) = from {
                self.insert(&item, from);
            }
        }
        say(self.kind.failed());
    }

    /// Says that a pin was taken off the board, and puts it back where that is pressed.
    fn offer_back(self: &Rc<Self>, taken: Step) {
        let words = format!("{} was removed from the board.", isolated(&title_of(&taken.item)));
        let moves = Rc::clone(self);
        toasts::with_undo(&words, move || moves.take_back(taken));
    }

    fn take_back(self: &Rc<Self>, Step { item, id, from, .. }: Step) {
        if self.item(&id).is_some() {
            return;
        }
        let ids = self.ids();
        let at = from.unwrap_or_default().min(ids.len());
        let made = back_at(ids.len(), at, self.begins());
        let Some(said) = self.kind.said(made, &ids, Destination::To(at)) else { return };
        self.insert(&item, at);
        say(&format!("{} is back on the board.", isolated(&title_of(&item))));
        self.tell(Step { item: item.clone(), id, from: None, is_off: false, said });
        if let Some(grip) = dom::first_in(&item, GRIP) {
            dom::focus(&grip, false);
        }
    }

    fn items(&self) -> Vec<Element> {
        dom::all_in(&self.list, ":scope > li")
    }

    /// The place of an item, from 0.
    pub(super) fn place_of(&self, item: &Element) -> Option<usize> {
        self.items().iter().position(|known| known == item)
    }

    fn id_of(&self, item: &Element) -> String {
        dom::attribute(item, self.kind.id())
    }

    fn ids(&self) -> Vec<String> {
        self.items().iter().map(|item| self.id_of(item)).collect()
    }

    fn item(&self, id: &str) -> Option<Element> {
        self.items().into_iter().find(|item| self.id_of(item) == id)
    }

    fn insert(&self, item: &Element, at: usize) {
        let items = self.items();
        let before = items.get(at).map(AsRef::<Node>::as_ref);
        if let Err(error) = self.list.insert_before(item, before) {
            dom::report("could not move an item", &error);
        }
    }

    /// Whether the list is there from its first item on.
    fn begins(&self) -> bool {
        self.list.has_attribute("data-begins")
    }

    /// Shows whether moves are on their way and whether any item is left, and leaves the page where one waits for that.
    fn show(&self) {
        let under_way = self.under_way();
        if let Some(state) = dom::first("[data-saving]") {
            state.set_text_content(under_way.then_some("Saving…"));
        }
        if let Some(nothing) = dom::first("[data-nothing]") {
            dom::set(&nothing, "hidden", (!self.items().is_empty()).then_some(""));
        }
        if let Some(board) = self.board().filter(|_| !under_way && self.is_leaving.take()) {
            dom::go(&board, false);
        }
    }
}

fn title_of(item: &Element) -> String {
    dom::first_in(item, ".draggable__name").and_then(|title| title.text_content()).unwrap_or_default()
}

/// Says what was done last, for people who do not see it.
fn say(words: &str) {
    if let Some(status) = dom::first("[data-arranged]") {
        status.set_text_content(Some(words));
    }
}
