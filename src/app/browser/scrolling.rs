//! Where on a page one is.

use leptos::{
    leptos_dom::helpers::{WindowListenerHandle, window_event_listener_untyped},
    prelude::*,
};
use std::{cell::Cell, rc::Rc};

/// For how many frames a restored page may still settle: some two seconds.
const SETTLES: u32 = 120;

/// By which a user takes over from a page that is being restored.
const BY_USER: [&str; 5] = ["wheel", "touchstart", "pointerdown", "keydown", "popstate"];

/// How far down the page one is, in CSS pixels.
pub fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls to this offset, in CSS pixels, after layout, and stays there while the page settles: what stands above may still grow or
/// shrink. Stops as soon as the user does something.
pub fn scroll_to(top: f64) {
    let taken_over = Rc::new(Cell::new(false));
    let listeners = BY_USER.map(|event| {
        let taken_over = Rc::clone(&taken_over);
        window_event_listener_untyped(event, move |_| taken_over.set(true))
    });
    request_animation_frame(move || hold(top, taken_over, listeners.into(), SETTLES));
}

fn hold(top: f64, taken_over: Rc<Cell<bool>>, listeners: Vec<WindowListenerHandle>, frames: u32) {
    if frames == 0 || taken_over.get() {
        listeners.into_iter().for_each(WindowListenerHandle::remove);
        return;
    }
    // Browsers round to device pixels.
    if (scrolled() - top).abs() > 1.0 {
        window().scroll_to_with_x_and_y(0.0, top);
    }
    request_animation_frame(move || hold(top, taken_over, listeners, frames - 1));
}
