//! Keeps the grid light: only tiles near what is in sight are whole. The others are links with their names, and get the rest back before
//! they are seen. A tile's style alone places it, so none moves.

use super::{LINK, focus_is_in, html, nearness};
use crate::app::islands::{dom, toggles};
use js_sys::{Array, Object, Set, WeakMap};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, IntersectionObserver};

/// How far above and below what is in sight tiles are whole, in heights of the window.
const NEAR: &str = "250% 0px";

/// What can be done on a tile: the forms by which its picture is liked and saved. For visitors they are links to sign in.
const ACTS: &str = ".tile__acts";

/// What is in the link of a tile that is not near: its name, for screen readers.
const NAME: &str = r#"<span class="visually-hidden"></span>"#;

/// The tiles of the grid.
pub(super) struct Tiles {
    rest: Rc<Rest>,
    observer: Option<IntersectionObserver>,
    /// Their pins.
    pins: Set,
}

/// What tiles have given up.
struct Rest {
    /// By tile, the HTML in its link and that of what can be done. It stays in the browser: that of thousands of tiles would fill this program's
    /// memory, which never shrinks.
    kept: WeakMap,
    /// Tiles that went away with the focus in them, and stay whole until it is elsewhere.
    focused: RefCell<Vec<Element>>,
}

impl Tiles {
    pub(super) fn new() -> Self {
        let rest = Rc::new(Rest { kept: WeakMap::new(), focused: RefCell::default() });
        let told = Rc::clone(&rest);
        let observer = nearness::observer(NEAR, move |tile, near| told.follow(tile, near));
        Self { rest, observer, pins: Set::new(&JsValue::UNDEFINED) }
    }

    /// Watches a tile that was added to the grid.
    pub(super) fn watch(&self, tile: &Element) {
        self.pins.add(&dom::attribute(tile, "data-pin").into());
        if let Some(observer) = &self.observer {
            observer.observe(tile);
        }
    }

    /// Stops watching a tile that is about to be replaced or removed.
    pub(super) fn unwatch(&self, tile: &Element) {
        self.rest.focused.borrow_mut().retain(|focused| focused != tile);
        if let Some(observer) = &self.observer {
            observer.unobserve(tile);
        }
    }

    /// Whether the pin of a tile is in the grid already: a list whose order changes meanwhile can bring one twice.
    pub(super) fn has(&self, tile: &Element) -> bool {
        self.pins.has(&dom::attribute(tile, "data-pin").into())
    }

    /// Takes all but its name from a tile that is not near yet.
    pub(super) fn thin(&self, tile: &Element) {
        // Otherwise nothing would tell when it comes near.
        if self.observer.is_some() {
            self.rest.take_from(tile);
        }
    }
}

impl Rest {
    fn follow(&self, tile: Element, near: bool) {
        let mut away = self.focused.take();
        away.retain(|focused| *focused != tile);
        if near {
            self.give_back(&tile);
        } else {
            away.push(tile);
        }
        away.retain(|tile| !self.take_from(tile));
        *self.focused.borrow_mut() = away;
    }

    /// Keeps what is in a tile apart from it. The link stays, so that it can have the focus. `false` where the focus is in the tile,
    /// which stays whole.
    fn take_from(&self, tile: &Element) -> bool {
        if focus_is_in(tile) {
            return false;
        }
        let Some(link) = dom::first_in(tile, LINK) else { return true };
        let Some(picture) = dom::first_in(&link, ".tile__picture") else { return true };
        let (name, acts) = (name(&link, &picture), dom::first_in(tile, ACTS));
        let acts_html = acts.as_ref().map(html::outer).unwrap_or_default();
        let kept: JsValue = Array::of2(&html::inner(&link), &acts_html).into();
        self.kept.set(tile.unchecked_ref::<Object>(), &kept);
        link.set_inner_html(NAME);
        if let Some(place) = link.first_element_child() {
            place.set_text_content(Some(&name));
        }
        if let Some(acts) = acts {
            acts.remove();
        }
        true
    }

    fn give_back(&self, tile: &Element) {
        let kept = self.kept.get(tile.unchecked_ref::<Object>());
        let (Ok(kept), Some(link)) = (kept.dyn_into::<Array>(), dom::first_in(tile, LINK)) else { return };
        html::set_inner(&link, &kept.get(0).unchecked_into());
        html::insert_after(&link, &kept.get(1).unchecked_into());
        self.kept.delete(tile.unchecked_ref::<Object>());
        toggles::apply_switched(tile);
    }
}

/// What a link says while its tile is whole.
fn name(link: &Element, picture: &Element) -> String {
    let words = |selector: &str| dom::first_in(link, selector).and_then(|found| found.text_content());
    let said = [
        picture.get_attribute("alt"),
        words(".tile__badge .visually-hidden"),
        words(".tile__title:not([aria-hidden=true])"),
    ];
    let said: Vec<_> = said.into_iter().flatten().filter(|words| !words.is_empty()).collect();
    said.join(" ")
}
