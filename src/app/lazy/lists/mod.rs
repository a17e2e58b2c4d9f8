//! Lists of pins that are no grids: the rows of one's uploads, and a board that is being arranged. They go on as one scrolls, and show
//! pictures once they are processed. Their items name their pins (`data-pin`).

mod paging;
mod waiting;

use crate::app::islands::dom;
use leptos::prelude::document;
use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};
use web_sys::{Element, IntersectionObserver};

/// Such a list.
struct List {
    element: Element,
    /// Watches its end.
    observer: OnceCell<IntersectionObserver>,
    is_fetching: Cell<bool>,
    /// Whether pictures that are being processed will be asked about again.
    is_looking: Cell<bool>,
}

/// Brings a list to life.
pub(super) fn come_alive(list: &Element) {
    let (is_fetching, is_looking) = (Cell::default(), Cell::default());
    let list = Rc::new(List { element: list.clone(), observer: OnceCell::new(), is_fetching, is_looking });
    paging::start(&list);
    waiting::start(&list);
}

impl List {
    /// The item of a pin.
    fn item(&self, pin: &str) -> Option<Element> {
        dom::first_in(&self.element, &["[data-pin=\"", pin, "\"]"].concat())
    }
}

/// What has the focus within an element.
fn focus_in(element: &Element) -> Option<Element> {
    document().active_element().filter(|active| element.contains(Some(active)))
}
