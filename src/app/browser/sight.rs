//! What of a list is in sight, and which link in it has the focus.

use crate::{app::masonry::Sight, model::ids::PinId};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlUListElement};

/// In how many frames what is to have the focus must have come.
const FRAMES: u32 = 20;

/// What of a sheet of tiles is in sight when the page is scrolled to a place, in CSS pixels from its top, or as it is now;
/// `None` as long as the sheet is not laid out.
pub fn in_sight(sheet: &HtmlUListElement, scrolled: Option<f64>) -> Option<Sight> {
    let window = window();
    let now = window.scroll_y().ok()?;
    let height = window.inner_height().ok()?.as_f64()?;
    let (shape, style) = (sheet.get_bounding_client_rect(), window.get_computed_style(sheet).ok()??);
    // How many columns there are is the style sheet's to say. Where it cannot, there is no number that is known.
    let columns = style.get_property_value("--n").ok()?.trim().parse().unwrap_or(0);
    (shape.width() > 0.0).then(|| Sight {
        top: scrolled.unwrap_or(now) - (now + shape.top()),
        height,
        width: shape.width(),
        columns,
    })
}

/// Tells whenever the window is scrolled or gets another size.
pub fn when_sight_changes(tell: impl Fn() + Copy + 'static) {
    let handles =
        [window_event_listener(ev::scroll, move |_| tell()), window_event_listener(ev::resize, move |_| tell())];
    on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
}

/// Tells which pin's link has the focus whenever that changes: none when something else has, or when it was not come to by
/// the keyboard.
pub fn when_pin_has_focus(tell: impl Fn(Option<PinId>) + 'static) {
    let handle = window_event_listener(ev::focusin, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let by_keys = target.filter(|target| matches!(target.matches(":focus-visible"), Ok(true)));
        tell(by_keys.and_then(|target| pin_of(&target.get_attribute("href")?)));
    });
    on_cleanup(move || handle.remove());
}

/// The pin of the tile that the focus is on or in, on a sheet of tiles.
pub fn pin_with_focus(sheet: &HtmlUListElement) -> Option<PinId> {
    let tile = document().active_element()?.closest("li").ok()??;
    let link = tile.query_selector("a[href^=\"/pin/\"]").ok()??;
    sheet.contains(Some(&tile)).then(|| pin_of(&link.get_attribute("href")?)).flatten()
}

fn pin_of(address: &str) -> Option<PinId> {
    let path = address.strip_prefix("/pin/")?;
    path.split(['?', '/']).next()?.parse().ok()
}

/// Gives the focus to the link of a pin once it is there; `stay`: without going where it is.
pub fn focus_pin(pin: PinId, stay: bool) {
    focus_within(format!("main a[href^=\"/pin/{pin}\"]:not([tabindex=\"-1\"])"), stay, FRAMES);
}

fn focus_within(link: String, stay: bool, frames: u32) {
    request_animation_frame(move || match document().query_selector(&link) {
        Ok(Some(found)) => {
            let options = FocusOptions::new();
            options.set_prevent_scroll(stay);
            if let Ok(found) = found.dyn_into::<HtmlElement>() {
                // What cannot have the focus leaves it where it is.
                let _refused = found.focus_with_options(&options);
            }
        }
        _ if frames > 0 => focus_within(link, stay, frames - 1),
        _ => {}
    });
}

/// Whether the focus is on something within what a selector finds.
pub fn focus_is_in(selector: &str) -> bool {
    document().active_element().is_some_and(|active| matches!(active.closest(selector), Ok(Some(_))))
}
