//! Pictures that are posted in a gallery while its page is open: they appear above the grid, which stays as it is.

use super::wire::Message;
use crate::app::browser::{dom, post};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How many are shown above the grid: the newest.
const SHOWN_MOST: usize = 20;

/// How long to wait before those are asked about again that are being processed, in milliseconds.
const LOOK_AGAIN: i32 = 1_500;

/// Where they appear. Copies are the same place.
#[derive(Clone)]
pub struct Fresh(Rc<Inner>);

struct Inner {
    place: Element,
    address: String,
    /// Their ids, the newest first.
    pins: RefCell<Vec<String>>,
    /// How often they have changed: an answer about those before comes too late.
    turn: Cell<u32>,
}

impl Fresh {
    /// Of a gallery's page; `None` for other pages.
    pub fn of(room: &Element, address: &str) -> Option<Self> {
        let place = dom::first_in(room, "[data-fresh]")?;
        let (pins, turn) = (RefCell::default(), Cell::default());
        Some(Self(Rc::new(Inner { place, address: address.to_owned(), pins, turn })))
    }

    /// Shows the pictures of a message, or takes them away with it. What the grid has already stays there alone.
    pub fn add(&self, message: &Message) {
        let mut changed = false;
        let mut pins = self.0.pins.borrow_mut();
        for pin in message.pins() {
            let known = pins.iter().position(|known| *known == pin);
            let in_grid = dom::first(&[".tile[data-pin=\"", &pin, "\"]"].concat()).is_some();
            match known {
                Some(at) if message.is_deleted() => {
                    pins.remove(at);
                    changed = true;
                }
                None if !message.is_deleted() && !in_grid => {
                    pins.insert(0, pin);
                    changed = true;
                }
                _ => {}
            }
        }
        pins.truncate(SHOWN_MOST);
        drop(pins);
        if changed {
            self.show();
        }
    }

    fn show(&self) {
        let turn = self.0.turn.get() + 1;
        self.0.turn.set(turn);
        let fresh = self.clone();
        spawn_local(async move {
            let pins = fresh.0.pins.borrow().join(",");
            let answer = post::part(&fresh.0.address, "fresh", &[("x-pins", pins.as_str())]).await;
            if fresh.0.turn.get() != turn {
                return;
            }
            let place = &fresh.0.place;
            // A picture that the server cannot tell of now is told of when the page is loaded again.
            let Ok(html) = answer else { return };
            place.set_inner_html(&html);
            dom::set(place, "hidden", dom::first_in(place, ".tile").is_none().then_some(""));
            if dom::first_in(place, "[data-waiting]").is_some() {
                let again = fresh.clone();
                dom::after(LOOK_AGAIN, move || {
                    if again.0.turn.get() == turn {
                        again.show();
                    }
                });
            }
        });
    }
}
