//! What is in a list, dragged by mouse or finger. It is carried along as it is, and goes to its place when it is let go.

use super::{GRIP, ITEM, kind::Kind, moves::Moves, places::Move};
use crate::app::browser::{dom, scrolled};
use leptos::prelude::{document, window};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// How near to the edge of the window a drag scrolls the page, in CSS pixels.
const EDGE: f64 = 72.0;

/// How far it scrolls at once, in CSS pixels.
const STEP: f64 = 14.0;

/// On the item that is being dragged.
const CARRIED: &str = "data-carried";

/// On the item beside which it would go: before or after that.
const DROP: &str = "data-drop";

/// An item that is being dragged.
struct Held {
    item: Element,
    /// What it was taken hold of by.
    by: Element,
    pointer: i32,
    /// Where in the page it was taken hold of, in CSS pixels.
    start: (f64, f64),
    /// Where in the window the pointer is, in CSS pixels.
    at: (f64, f64),
    /// Beside which it would go, and whether after that.
    beside: Option<(Element, bool)>,
}

/// The drags of a page: one at a time.
pub(super) struct Drag {
    moves: Rc<Moves>,
    held: RefCell<Option<Held>>,
}

impl Drag {
    pub(super) fn of(moves: &Rc<Moves>) -> Rc<Self> {
        Rc::new(Self { moves: Rc::clone(moves), held: RefCell::default() })
    }

    /// Follows pointers from here on: a mouse on pictures, and any of them on what items are moved by.
    pub(super) fn listen(self: &Rc<Self>, list: &Element) {
        let drag = Rc::clone(self);
        dom::on(list, "pointerdown", move |event| {
            let event: &PointerEvent = event.unchecked_ref();
            let by = match event.pointer_type().as_str() {
                "mouse" => dom::target_in(event, ".draggable__face, .draggable__grip"),
                _ => dom::target_in(event, GRIP),
            };
            if let Some(by) = by {
                drag.down(event, by);
            }
        });
        let drag = Rc::clone(self);
        dom::on(&document(), "pointermove", move |event| drag.follow_pointer(event.unchecked_ref()));
        let drag = Rc::clone(self);
        dom::on(&document(), "pointerup", move |event| drag.up(event.unchecked_ref()));
        let drag = Rc::clone(self);
        dom::on(&document(), "pointercancel", move |_| {
            drag.cancel();
        });
        let drag = Rc::clone(self);
        dom::on(&document(), "keydown", move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                drag.cancel();
            }
        });
    }

    /// Takes hold of an item.
    fn down(self: &Rc<Self>, event: &PointerEvent, by: Element) {
        let Ok(Some(item)) = by.closest(ITEM) else { return };
        if event.button() != 0 || !event.is_primary() || self.held.borrow().is_some() {
            return;
        }
        // Neither words nor the picture itself are dragged.
        event.prevent_default();
        // Without it nothing is told of a pointer that leaves the window, and nothing else is lost.
        let _ = by.set_pointer_capture(event.pointer_id());
        dom::focus(&by, true);
        let at = place(event);
        let start = (at.0, at.1 + scrolled());
        *self.held.borrow_mut() = Some(Held { item, by, pointer: event.pointer_id(), start, at, beside: None });
        self.each_frame();
    }

    /// The pointer has moved.
    fn follow_pointer(&self, event: &PointerEvent) {
        if let Some(held) = self.held.borrow_mut().as_mut().filter(|held| held.pointer == event.pointer_id()) {
            held.at = place(event);
        }
    }

    /// Lets go where the pointer is.
    fn up(&self, event: &PointerEvent) {
        if self.held.borrow().as_ref().is_none_or(|held| held.pointer != event.pointer_id()) {
            return;
        }
        self.follow_pointer(event);
        self.show();
        let Some(Held { item, by, beside, .. }) = self.cancel() else { return };
        let beside = beside.and_then(|(other, after)| Some((self.moves.place_of(&other)?, after)));
        if let Some((at, after)) = beside {
            self.moves.go(&item, if after { Move::After(at) } else { Move::Before(at) });
            dom::focus(&by, true);
        }
    }

    /// Lets go, and leaves everything where it was. Gives what was held.
    fn cancel(&self) -> Option<Held> {
        let held = self.held.borrow_mut().take()?;
        dom::set(&held.item, CARRIED, None);
        mark(None);
        Some(held)
    }

    fn each_frame(self: &Rc<Self>) {
        let Some(y) = self.held.borrow().as_ref().map(|held| held.at.1) else { return };
        scroll_at_edge(y);
        self.show();
        let drag = Rc::clone(self);
        dom::next_frame(move || drag.each_frame());
    }

    /// Shows the item where the pointer is, and where it would go.
    fn show(&self) {
        let mut held = self.held.borrow_mut();
        let Some(held) = held.as_mut() else { return };
        let (x, y) = held.at;
        if let Err(error) = carry(&held.item, x - held.start.0, y + scrolled() - held.start.1) {
            dom::report("could not carry an item", &error);
        }
        if let Some((other, after)) = item_at(x, y, self.moves.kind).filter(|(other, _)| *other != held.item) {
            mark(Some((&other, after)));
            held.beside = Some((other, after));
        }
    }
}

/// Where in the window a pointer is, in CSS pixels.
fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// Scrolls the page a little where a point is near the upper or the lower edge of the window.
fn scroll_at_edge(y: f64) {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let by = if y < EDGE {
        -STEP
    } else if y > height - EDGE {
        STEP
    } else {
        return;
    };
    window().scroll_by_with_x_and_y(0.0, by);
}

/// Shows an item so far from its place, in CSS pixels.
fn carry(item: &Element, x: f64, y: f64) -> Result<(), JsValue> {
    let style = item.unchecked_ref::<HtmlElement>().style();
    style.set_property("--carried-x", &format!("{}px", x as i32))?;
    style.set_property("--carried-y", &format!("{}px", y as i32))?;
    item.set_attribute(CARRIED, "")
}

/// The item that lies at a point of the window, and whether the point is in its second half, in the direction of the list. (In CSS pixels.)
fn item_at(x: f64, y: f64, kind: Kind) -> Option<(Element, bool)> {
    let item = document().element_from_point(x as f32, y as f32)?.closest(ITEM).ok()??;
    let shape = item.get_bounding_client_rect();
    let is_after = match kind {
        Kind::Board => x > shape.left() + shape.width() / 2.0,
        Kind::Channels => y > shape.top() + shape.height() / 2.0,
    };
    Some((item, is_after))
}

/// Marks beside which item something would be dropped, and whether after that.
fn mark(beside: Option<(&Element, bool)>) {
    if let Some(marked) = dom::first("[data-drop]") {
        dom::set(&marked, DROP, None);
    }
    if let Some((item, after)) = beside {
        dom::set(item, DROP, Some(if after { "after" } else { "before" }));
    }
}
