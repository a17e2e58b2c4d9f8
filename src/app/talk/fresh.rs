//! Pictures that are posted in a gallery while its page is open appear above the grid; those that are taken away leave it.

use super::wire::Message;
use crate::app::browser::{
    dom,
    post::{self, Refusal},
};
use js_sys::Math;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DocumentFragment, Element};

/// How many are shown above the grid: the newest.
const SHOWN_MOST: usize = 20;

/// How many the server is asked about at once.
const ASKED_MOST: usize = 40;

/// How long deletions gather before the grid is compared, in milliseconds: between these, by chance, as everyone who shows the gallery hears
/// of them in the same moment.
const SOONEST: f64 = 300.0;
const LATEST: f64 = 1_500.0;

/// How long to wait before those are asked about again that are being processed, in milliseconds.
const LOOK_AGAIN: i32 = 1_500;

/// Where they appear. Copies are the same place.
#[derive(Clone)]
pub struct Fresh(Rc<Inner>);

struct Inner {
    place: Element,
    address: String,
    /// Their ids, each with the number of its message, the newest first.
    pins: RefCell<Vec<(i64, String)>>,
    /// How often they have changed: an answer about those before comes too late.
    turn: Cell<u32>,
    /// Whether deletions gather.
    gathers: Cell<bool>,
}

impl Fresh {
    /// Of a gallery's page; `None` for other pages.
    pub fn of(room: &Element, address: &str) -> Option<Self> {
        let place = dom::first_in(room, "[data-fresh]")?;
        let (pins, turn, gathers) = (RefCell::default(), Cell::default(), Cell::default());
        Some(Self(Rc::new(Inner { place, address: address.to_owned(), pins, turn, gathers })))
    }

    /// Shows the pictures of a message, or takes them away with it. What the grid has already stays there alone.
    pub fn add(&self, message: &Message) {
        if message.is_deleted() {
            return self.take_away(message.seq());
        }
        let mut changed = false;
        let mut pins = self.0.pins.borrow_mut();
        for pin in message.pins() {
            let known = pins.iter().any(|(_, known)| *known == pin);
            let in_grid = dom::first(&[".tile[data-pin=\"", &pin, "\"]"].concat()).is_some();
            if !known && !in_grid {
                pins.insert(0, (message.seq(), pin));
                changed = true;
            }
        }
        pins.truncate(SHOWN_MOST);
        drop(pins);
        if changed {
            self.show();
        }
    }

    /// Takes the pictures of a deleted message away. It does not say any more which it had, so the server is asked about those in the grid.
    fn take_away(&self, seq: i64) {
        let before = self.0.pins.borrow().len();
        self.0.pins.borrow_mut().retain(|(of, _)| *of != seq);
        if self.0.pins.borrow().len() < before {
            self.show();
        }
        if self.0.gathers.replace(true) {
            return;
        }
        let fresh = self.clone();
        let pause = SOONEST + (LATEST - SOONEST) * Math::random();
        dom::after(pause as i32, move || {
            fresh.0.gathers.set(false);
            spawn_local(fresh.compare_grid());
        });
    }

    /// Takes what is no longer posted here out of the grid.
    async fn compare_grid(self) {
        for tiles in dom::all(".gallery .tile[data-pin]").chunks(ASKED_MOST) {
            let pins: Vec<_> = tiles.iter().map(|tile| dom::attribute(tile, "data-pin")).collect();
            // Without an answer they stay until the page is loaded again.
            let Ok(there) = self.ask(&pins).await else { return };
            for (tile, pin) in tiles.iter().zip(pins) {
                let is_there = there.query_selector(&["[data-pin=\"", &pin, "\"]"].concat());
                if is_there.is_ok_and(|found| found.is_none()) {
                    tile.remove();
                }
            }
        }
    }

    /// Those of these pictures that are posted here, as the server draws them now.
    async fn ask(&self, pins: &[String]) -> Result<DocumentFragment, Refusal> {
        let html = post::part(&self.0.address, "fresh", &[("x-pins", pins.join(",").as_str())]).await?;
        dom::parsed(&html).ok_or_else(|| Refusal::new(200, ""))
    }

    fn show(&self) {
        let turn = self.0.turn.get() + 1;
        self.0.turn.set(turn);
        let fresh = self.clone();
        spawn_local(async move {
            let pins: Vec<_> = fresh.0.pins.borrow().iter().map(|(_, pin)| pin.clone()).collect();
            let answer = fresh.ask(&pins).await;
            if fresh.0.turn.get() != turn {
                return;
            }
            let place = &fresh.0.place;
            // A picture that the server cannot tell of now is told of when the page is loaded again.
            let Ok(drawn) = answer else { return };
            place.replace_children_with_node_1(&drawn);
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
