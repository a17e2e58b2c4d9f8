//! Lists whose order is made by hand: a board, and the channels of a community. It is done by dragging, with the keyboard, or by buttons,
//! and shown at once. Without script the buttons are forms, each of which leads to the page anew.

mod drag;
mod kind;
mod moves;
mod places;

use super::lists;
use crate::app::browser::{dom, toasts};
use drag::Drag;
use kind::Kind;
use moves::Moves;
use places::Move;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// The list, for those who may arrange it.
const LIST: &str = "ol[data-lazy][data-arrange]";

/// An item of it.
const ITEM: &str = ".draggable";

/// What an item is dragged by, and moved by keys.
const GRIP: &str = ".draggable__grip";

/// Follows what is done to the list from here on.
pub fn start() {
    let Some(list) = dom::first(LIST) else { return };
    let Some(kind) = Kind::of(&list) else { return };
    if kind == Kind::Board {
        toasts::listen_for_undo();
        lists::come_alive(&list);
    }
    let moves = Moves::of(list.clone(), kind);
    let drag = Drag::of(&moves);
    drag.listen(&list);
    let pressed = Rc::clone(&moves);
    dom::on(&list, "click", move |event| press(&pressed, &event));
    let keyed = Rc::clone(&moves);
    dom::on(&list, "keydown", move |event| key(&keyed, event.unchecked_ref()));
    dom::on_each("click", ".arrange-bar a", move |_, event| {
        if dom::opens_here(&event) && moves.leave() {
            event.prevent_default();
        }
    });
}

/// A button of an item was pressed.
fn press(moves: &Rc<Moves>, event: &Event) {
    let Some(button) = dom::target_in(event, "button[data-move]") else { return };
    event.prevent_default();
    if let Some(made) = Move::of_button(&dom::attribute(&button, "data-move")) {
        go(moves, &button, made);
    }
}

/// A key was pressed on what an item is moved by.
fn key(moves: &Rc<Moves>, event: &KeyboardEvent) {
    let Some(grip) = dom::target_in(event, GRIP) else { return };
    let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    if let Some(made) = Move::of_key(&event.key()).filter(|_| !has_modifier) {
        event.prevent_default();
        go(moves, &grip, made);
    }
}

/// Does what was pressed. The focus stays on that, or goes to the item that has taken the place of this one.
fn go(moves: &Rc<Moves>, pressed: &Element, made: Move) {
    let Ok(Some(item)) = pressed.closest(ITEM) else { return };
    let next = match moves.go(&item, made) {
        Some(next) if next == item => Some(pressed.clone()),
        Some(next) => dom::first_in(&next, GRIP),
        None => dom::first("#main"),
    };
    if let Some(next) = next {
        dom::focus(&next, false);
    }
}
