//! Which of one's uploads are selected. The boxes in the form are what is selected, with script as without; with script, ranges and whole
//! pages are, and what can be done is shown only where something is.

mod arrivals;
mod boxes;
mod deleting;
mod filters;

use super::lists;
use crate::app::{
    browser::dom,
    counts::{grouped, pictures},
};
use leptos::prelude::window;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, KeyboardEvent, MouseEvent};

/// The form.
const FORM: &str = "form#selection";

/// The forms that change the list of one's uploads.
const CHANGES: &str = "form[method=post][action^='/uploads']";

/// Under which key a tab notes what is selected while the list is shown in another way: its address then, and what is selected.
const TAKEN_ALONG: &str = "selected";

/// What is noted where all that match are selected.
const ALL: &str = "all";

struct Selection {
    form: HtmlFormElement,
    /// The pin whose box was clicked last: a range begins there.
    last: RefCell<Option<String>>,
    /// Pins that were selected and are not in the list: it is shown anew, or not that far. What comes back is selected again.
    away: RefCell<Vec<String>>,
}

/// Follows what is selected from here on, on the page of one's uploads.
pub fn start() {
    filters::start();
    deleting::start();
    // Lists that the browser keeps for the way back are no longer right.
    dom::on_each("submit", CHANGES, |_, _| dom::note_changed("/uploads"));
    let form = dom::first(FORM).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form else { return };
    let selection = Rc::new(Selection { form, last: RefCell::default(), away: RefCell::default() });
    selection.listen();
    if let Some(rows) = dom::first_in(&selection.form, ".rows") {
        lists::come_alive(&rows);
    }
    if let Some(list) = dom::first_in(&selection.form, ".rows, .masonry__sheet") {
        let followed = Rc::clone(&selection);
        arrivals::watch(&list, move |gone, came| followed.follow(gone, came));
    }
    selection.take_up();
    selection.show();
}

impl Selection {
    fn listen(self: &Rc<Self>) {
        let clicked = Rc::clone(self);
        dom::on(&self.form, "click", move |event| clicked.click(&event));
        dom::on(&self.form, "keydown", |event| press(event.unchecked_ref()));
        let chosen = Rc::clone(self);
        dom::on(&self.form, "change", move |event| {
            if dom::target_in(&event, "#board").is_some() {
                chosen.show_board();
            }
        });
        // Browsers tick again what was ticked for whoever comes back.
        let back = Rc::clone(self);
        dom::on(&window(), "pageshow", move |_| back.show());
    }

    fn click(&self, event: &Event) {
        if let Some(ticked) = dom::target_in(event, ".tick__box") {
            self.tick(ticked.unchecked_ref(), event.unchecked_ref::<MouseEvent>().shift_key());
        } else if let Some(button) = dom::target_in(event, "[data-select]") {
            let select = dom::attribute(&button, "data-select");
            boxes::tick_all(&self.form, select != "none");
            self.away.borrow_mut().clear();
            self.set_all(select == "matching");
            self.show();
        } else if let Some(link) = dom::target_in(event, ".segmented a")
            && dom::opens_here(event)
        {
            self.take_along(&dom::attribute(&link, "href"));
        }
    }

    /// A box was clicked, or pressed by a key. In a range, all from the last one on become as it is.
    fn tick(&self, ticked: &HtmlInputElement, range: bool) {
        let last = self.last.replace(Some(ticked.value()));
        if let Some(last) = last.filter(|_| range) {
            boxes::tick_between(&self.form, &last, &ticked.value(), ticked.checked());
        }
        self.set_all(false);
        self.show();
    }

    /// Items went out of the list or came into it, or both, as where one is replaced.
    fn follow(&self, gone: &[Element], came: &[Element]) {
        let mut away = self.away.borrow_mut();
        let ticked = gone.iter().filter_map(boxes::of).filter(HtmlInputElement::checked);
        away.extend(ticked.map(|ticked| ticked.value()));
        for new in came.iter().filter_map(boxes::of) {
            let known = away.iter().position(|pin| *pin == new.value()).map(|at| away.swap_remove(at));
            if known.is_some() || self.has_all() {
                new.set_checked(true);
            }
        }
        drop(away);
        self.show();
    }

    /// Notes what is selected for the page at an address, which shows the same list.
    fn take_along(&self, address: &str) {
        let selected = if self.has_all() {
            ALL.to_owned()
        } else {
            let mut pins = boxes::ticked(&self.form);
            pins.extend_from_slice(&self.away.borrow());
            pins.join(",")
        };
        let noted = (!selected.is_empty()).then(|| [address, "\n", &selected].concat());
        dom::note(TAKEN_ALONG, noted.as_deref());
    }

    /// Selects what was noted for this page.
    fn take_up(&self) {
        let noted = dom::noted(TAKEN_ALONG).unwrap_or_default();
        dom::note(TAKEN_ALONG, None);
        match noted.split_once('\n').filter(|(address, _)| *address == dom::here()) {
            Some((_, ALL)) => {
                boxes::tick_all(&self.form, true);
                self.set_all(true);
            }
            Some((_, pins)) => {
                let away = pins.split(',').filter(|pin| !boxes::tick(&self.form, pin));
                *self.away.borrow_mut() = away.map(str::to_owned).collect();
            }
            None => {}
        }
    }

    /// The box that stands for all that match, whatever is on the page.
    fn all(&self) -> Option<HtmlInputElement> {
        dom::first_in(&self.form, "input[name=all]")?.dyn_into().ok()
    }

    fn has_all(&self) -> bool {
        self.all().is_some_and(|all| all.checked())
    }

    fn set_all(&self, on: bool) {
        if let Some(all) = self.all() {
            all.set_checked(on);
        }
    }

    /// Shows how many are selected, and what can be done to them.
    fn show(&self) {
        let all = self.has_all();
        let matching: u32 = dom::attribute(&self.form, "data-matching").parse().unwrap_or_default();
        let ticked = u32::try_from(boxes::ticked(&self.form).len()).unwrap_or(u32::MAX);
        let count = if all { matching } else { ticked };
        let words = words(count, all);
        for place in dom::all_in(&self.form, "[data-selected]") {
            place.set_text_content(Some(&words));
        }
        if let Some(bar) = dom::first_in(&self.form, ".selection") {
            dom::set(&bar, "data-any", (all || count > 0).then_some(""));
        }
        if let Some(button) = dom::first_in(&self.form, "[data-select=matching]") {
            dom::set(&button, "hidden", (count >= matching).then_some(""));
        }
        if let Some(title) = dom::first("#ask-delete-title") {
            title.set_text_content(Some(&question(count)));
        }
        self.show_board();
    }

    /// Shows what is said of a new board, unless another one is chosen.
    fn show_board(&self) {
        let known = dom::first_in(&self.form, "#board option:checked:not([value=''])").map(|_| "");
        for place in dom::all_in(&self.form, "[data-new-board]") {
            dom::set(&place, "hidden", known);
        }
    }
}

/// Enter would press the first button of the form.
fn press(event: &KeyboardEvent) {
    if event.key() != "Enter" || event.is_composing() {
        return;
    }
    let pressed = match dom::target_in(event, ".tick__box") {
        None => dom::target_in(event, "#board_title").and_then(|_| dom::first("#selection [value=put_on]")),
        ticked => ticked,
    };
    if let Some(pressed) = pressed {
        event.prevent_default();
        pressed.unchecked_ref::<HtmlElement>().click();
    }
}

/// How many are selected.
fn words(count: u32, all: bool) -> String {
    match (all, count) {
        (true, _) => format!("All {} selected", grouped(count.into())),
        (false, 0) => String::new(),
        (false, _) => format!("{} selected", grouped(count.into())),
    }
}

/// What is asked before they are deleted.
fn question(count: u32) -> String {
    if count == 1 { "Delete this picture?".to_owned() } else { format!("Delete {}?", pictures(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_selected_is_counted_in_words() {
        let said = [(0, false), (1, false), (1_240, false), (1_240, true)].map(|(count, all)| words(count, all));
        assert_eq!(said, ["", "1 selected", "1,240 selected", "All 1,240 selected"]);
        assert_eq!([1, 70].map(question), ["Delete this picture?", "Delete 70 pictures?"]);
    }
}
