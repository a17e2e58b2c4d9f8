//! Lists of pins that are no grids: the rows of one's uploads, and a board that is being arranged. They go on as one scrolls, and show
//! pictures once they are processed. Their items name their pins (`data-pin`).

mod paging;

use crate::app::browser::{Waiting, dom};
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
    waiting: Rc<Waiting>,
}

/// Brings a list to life.
pub(super) fn come_alive(list: &Element) {
    let element = list.clone();
    let waiting = Waiting::watch(list, move |item| replace(&element, item));
    let (observer, is_fetching) = (OnceCell::new(), Cell::default());
    paging::start(&Rc::new(List { element: list.clone(), observer, is_fetching, waiting }));
}

/// The item of a pin in a list.
fn item_in(list: &Element, pin: &str) -> Option<Element> {
    dom::first_in(list, &["[data-pin=\"", pin, "\"]"].concat())
}

/// What has the focus within an element.
fn focus_in(element: &Element) -> Option<Element> {
    document().active_element().filter(|active| element.contains(Some(active)))
}

/// Puts an item in the place of the one it was before, or removes that where the pin is gone.
fn replace(list: &Element, item: &Element) {
    if let Some(gone) = item.get_attribute("data-gone") {
        if let Some(before) = item_in(list, &gone) {
            before.remove();
        }
        return;
    }
    let Some(before) = item_in(list, &dom::attribute(item, "data-pin")) else { return };
    let focused = focus_in(&before).map(|focused| selector_of(&focused));
    if before.replace_with_with_node_1(item).is_ok()
        && let Some(again) = focused.and_then(|selector| dom::first_in(item, &selector))
    {
        dom::focus(&again, true);
    }
}

/// What finds an element of an item in the one that takes its place: its id, or its first class.
fn selector_of(element: &Element) -> String {
    let (id, class) = (element.id(), element.class_name());
    if id.is_empty() { [".", class.split(' ').next().unwrap_or_default()].concat() } else { ["#", &id].concat() }
}
