//! A finger that rests on a tile shows what can be done with its picture, as a pointer over it does. A tap elsewhere hides that again.

use super::dom;
use leptos::prelude::{document, window};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};

/// How long a finger rests, in milliseconds.
const RESTS: i32 = 500;

/// How far it may stray meanwhile, in CSS pixels.
const STRAYS: i32 = 10;

/// How long after the finger has gone a browser may still take what it did for a click, in milliseconds.
const ECHOES: i32 = 400;

/// What can be done, on a tile.
const ACTS: &str = ".tile__acts";

/// Tiles that show it.
const OPEN: &str = ".tile[data-open]";

/// The finger that came down last.
#[derive(Default)]
struct Finger {
    /// How many came down before.
    number: Cell<u32>,
    /// The tile that it rests on, and where.
    rests: RefCell<Option<(Element, i32, i32)>>,
    /// Whether it has opened a tile.
    has_opened: Cell<bool>,
}

/// Listens for fingers.
pub fn start() {
    let finger = Rc::new(Finger::default());
    for name in ["pointerdown", "pointermove", "pointerup", "pointercancel"] {
        let finger = Rc::clone(&finger);
        dom::on(&document(), name, move |event| finger.follow(&event));
    }
    for name in ["contextmenu", "dragstart"] {
        let finger = Rc::clone(&finger);
        dom::on(&document(), name, move |event| finger.keep_from_browser(&event));
    }
    // Before anything else takes it for a tap.
    dom::on_capture(&document(), "click", move |event| {
        if finger.has_opened.take() && dom::target_in(&event, OPEN).is_some() {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    // A page that was left by a tile is not open on the way back.
    dom::on(&window(), "pagehide", |_| close_all_but(None));
}

impl Finger {
    fn follow(self: &Rc<Self>, event: &Event) {
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        let (x, y) = (pointer.client_x(), pointer.client_y());
        match event.type_().as_str() {
            "pointerdown" => {
                let tile = dom::target_in(event, ".tile");
                close_all_but(tile.as_ref());
                let alone = pointer.pointer_type() == "touch" && pointer.is_primary();
                let on_picture = dom::target_in(event, ACTS).is_none();
                self.come_down(tile.filter(|_| alone && on_picture), x, y);
            }
            "pointermove" => {
                let strays = |(_, from_x, from_y): &(Element, i32, i32)| {
                    (x - from_x).abs() > STRAYS || (y - from_y).abs() > STRAYS
                };
                let has_strayed = self.rests.borrow().as_ref().is_some_and(strays);
                if has_strayed {
                    *self.rests.borrow_mut() = None;
                }
            }
            _ => {
                *self.rests.borrow_mut() = None;
                let (this, number) = (Rc::clone(self), self.number.get());
                dom::after(ECHOES, move || {
                    if this.number.get() == number {
                        this.has_opened.set(false);
                    }
                });
            }
        }
    }

    fn come_down(self: &Rc<Self>, tile: Option<Element>, x: i32, y: i32) {
        let number = self.number.get().wrapping_add(1);
        self.number.set(number);
        self.has_opened.set(false);
        // Pictures that are still being processed have nothing to show.
        let tile = tile.filter(|tile| dom::first_in(tile, ACTS).is_some());
        let rests = tile.is_some();
        *self.rests.borrow_mut() = tile.map(|tile| (tile, x, y));
        if rests {
            let this = Rc::clone(self);
            dom::after(RESTS, move || {
                if this.number.get() == number {
                    this.open();
                }
            });
        }
    }

    /// Opens the tile that the finger still rests on.
    fn open(&self) {
        if let Some((tile, ..)) = self.rests.take() {
            dom::set(&tile, "data-open", Some(""));
            self.has_opened.set(true);
        }
    }

    /// Browsers show a menu of the picture after a while, or begin to drag it. Where a tile opens by the same press, that is all.
    fn keep_from_browser(&self, event: &Event) {
        self.open();
        if self.has_opened.get() && dom::target_in(event, OPEN).is_some() {
            event.prevent_default();
        }
    }
}

fn close_all_but(tile: Option<&Element>) {
    for open in dom::all(OPEN) {
        if Some(&open) != tile {
            dom::set(&open, "data-open", None);
        }
    }
}
