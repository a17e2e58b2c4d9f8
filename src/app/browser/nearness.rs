//! Which of many elements are near what is in sight, told by one observer for all of them.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::sync::Arc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far outside of what is in sight an element still counts as near.
const NEAR: &str = "900px 0px";

type Tell = dyn Fn(&str, bool) + Send + Sync;

struct Observer {
    observer: IntersectionObserver,
    // It lives as long as the observer does.
    _told: Closure<dyn Fn(js_sys::Array)>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// A watch on elements, which are told apart by their ids. Copies are the same watch.
#[derive(Clone, Copy)]
pub struct Nearness {
    observer: StoredValue<Option<SendWrapper<Observer>>>,
    tell: StoredValue<Arc<Tell>>,
}

impl Nearness {
    /// Tells with its id whenever an element comes near or goes away.
    pub fn new(tell: impl Fn(&str, bool) + Send + Sync + 'static) -> Self {
        Self { observer: StoredValue::new(None), tell: StoredValue::new(Arc::new(tell)) }
    }

    /// Watches an element, too. A browser without such observers takes all of them for near.
    pub fn watch(self, element: &Element) {
        let watched = self.observer.try_update_value(|observer| {
            if observer.is_none() {
                *observer = observe(self.tell.get_value()).map(SendWrapper::new);
            }
            observer.as_ref().map(|observer| observer.observer.observe(element))
        });
        if watched == Some(None) {
            self.tell.with_value(|tell| tell(&element.id(), true));
        }
    }
}

fn observe(tell: Arc<Tell>) -> Option<Observer> {
    let told = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            tell(&entry.target().id(), entry.is_intersecting());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(NEAR);
    let observer = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &options).ok()?;
    Some(Observer { observer, _told: told })
}

/// Whether the focus is in the element of this id.
pub fn has_focus_within(id: &str) -> bool {
    let active = document().active_element();
    active.is_some_and(|active| matches!(active.closest(&format!("#{id}")), Ok(Some(_))))
}
