//! What lies where in the window, and what has the focus.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

/// How near to the edge of the window a drag scrolls the page, in CSS pixels.
const EDGE: f64 = 72.0;

/// How far it scrolls at once, in CSS pixels.
const STEP: f64 = 14.0;

/// Gives the focus to the element of this id, once what is shown has been brought up to date.
pub fn focus_on(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id).and_then(|found| found.dyn_into::<HtmlElement>().ok());
        if let Some(Err(error)) = element.map(|element| element.focus()) {
            leptos::logging::error!("could not give the focus: {error:?}");
        }
    });
}

/// The item that lies at a point of the window, by its `data-item`, and whether the point is in its second half, along the lines
/// of text. (In CSS pixels.)
pub fn item_at(x: f64, y: f64) -> Option<(String, bool)> {
    let found: Element = document().element_from_point(x as f32, y as f32)?;
    let item = found.closest("[data-item]").ok()??;
    let shape = item.get_bounding_client_rect();
    Some((item.get_attribute("data-item")?, x > shape.left() + shape.width() / 2.0))
}

/// Scrolls the page a little where a point is near the upper or the lower edge of the window.
pub fn scroll_at_edge(y: f64) {
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

/// Has the element that a pointer came down on hear of all that this pointer does, wherever it goes.
pub fn capture_pointer(event: &PointerEvent) {
    let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(element) = element {
        // Without it a drag ends where the pointer leaves the element, and nothing else is lost.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Shows an item so far from its place, in CSS pixels; `None` puts it back there.
pub fn carry_item(item: &str, by: Option<(f64, f64)>) {
    let Some(item) = item_named(item) else { return };
    let style = item.style();
    let done = match by {
        Some((x, y)) => style
            .set_property("--carried-x", &format!("{x}px"))
            .and_then(|()| style.set_property("--carried-y", &format!("{y}px")))
            .and_then(|()| item.set_attribute("data-carried", "")),
        None => item.remove_attribute("data-carried"),
    };
    if let Err(error) = done {
        leptos::logging::error!("could not carry an item: {error:?}");
    }
}

/// Marks beside which item something would be dropped, and whether after that.
pub fn mark_drop(beside: Option<(&str, bool)>) {
    if let Ok(Some(marked)) = document().query_selector("[data-drop]") {
        // It was just found by it.
        let _ = marked.remove_attribute("data-drop");
    }
    if let Some((item, after)) = beside
        && let Some(item) = item_named(item)
        && let Err(error) = item.set_attribute("data-drop", if after { "after" } else { "before" })
    {
        leptos::logging::error!("could not mark an item: {error:?}");
    }
}

/// The item of this `data-item`, which is a name without quotes.
fn item_named(item: &str) -> Option<HtmlElement> {
    let found = document().query_selector(&format!("[data-item=\"{item}\"]")).ok()??;
    found.dyn_into().ok()
}
