//! The picture that goes along from a tile to its pin's page, and back: the browser moves it from one place to the other (view transitions
//! between documents). Here it is said which picture it is. The style sheet says how it moves, and that it does not for readers who want less
//! motion. Browsers that cannot do this show the next page at once.

use super::dom;
use crate::app::browser;
use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, PageTransitionEvent};

/// A style for the head of every page: there are transitions, unless a reader wants less motion. Chromium looks for this as it first draws a
/// page. By then it may not have applied the style sheet, and would write to the console that the page has none.
pub const OPT_IN: &str = "@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}";

/// A script for the head of every page. A promise of a transition that is skipped is rejected, and so is one of a page that comes back from
/// the browser's cache. Browsers write that to their console as an error unless something waits for it.
pub const EXPECT_SKIPPED: &str =
    "for(const n of['pageswap','pagereveal'])addEventListener(n,e=>e.viewTransition?.ready.catch(()=>{}));";

/// On the picture that goes along: there is one at most. The server draws it on that of a pin's page.
const CARRIED: &str = "[data-carried]";

/// The picture of a pin's page.
const OWN: &str = ".pin__picture";

/// Under which key a tab notes the pin whose page was left.
const LEFT: &str = "left";

#[wasm_bindgen]
extern "C" {
    /// The event by which a page is left or shown: `PageSwapEvent`, `PageRevealEvent`.
    type Turn;

    #[wasm_bindgen(method, getter, js_name = viewTransition)]
    fn transition(this: &Turn) -> Option<Transition>;

    /// How the page is left, in browsers that say so.
    #[wasm_bindgen(method, getter)]
    fn activation(this: &Turn) -> Option<Activation>;

    /// `NavigationActivation`.
    type Activation;

    #[wasm_bindgen(method, getter, js_name = navigationType)]
    fn navigation_type(this: &Activation) -> String;

    /// `ViewTransition`.
    type Transition;

    #[wasm_bindgen(method, getter)]
    fn finished(this: &Transition) -> Promise;

    #[wasm_bindgen(method, js_name = skipTransition)]
    fn skip(this: &Transition);
}

/// Listens for clicks on tiles, and for pages that are left and shown.
pub fn start() {
    dom::on_each("click", "a.tile__link", |link, event| {
        if dom::opens_here(&event) {
            carry(dom::first_in(&link, "img"));
        }
    });
    dom::on(&window(), "pageswap", |event| leave(event.unchecked_ref()));
    dom::on(&window(), "pageshow", |event| {
        // What went along when the page was left does not do so now.
        if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
            carry(None);
        }
    });
    dom::on(&window(), "pagereveal", |event| reveal(event.unchecked_ref()));
}

fn carry(picture: Option<Element>) {
    for other in dom::all(CARRIED) {
        dom::set(&other, "data-carried", None);
    }
    if let Some(picture) = picture {
        dom::set(&picture, "data-carried", Some(""));
    }
}

/// Lets a tile's picture go along, and that of a pin's page on the way back. The next pin has another picture.
fn leave(turn: &Turn) {
    dom::note(LEFT, pin().as_deref());
    let Some(transition) = turn.transition() else { return };
    let goes_back = || turn.activation().is_some_and(|activation| activation.navigation_type() == "traverse");
    let is_own = |picture: &Element| matches!(picture.matches(OWN), Ok(true));
    let goes_along = |picture: Element| is_in_sight(&picture) && (!is_own(&picture) || goes_back());
    if !dom::first(CARRIED).is_some_and(goes_along) {
        transition.skip();
    }
}

/// The pin whose page this is.
fn pin() -> Option<String> {
    dom::first(OWN)?;
    browser::path().strip_prefix("/pin/")?.split('/').next().map(str::to_owned)
}

/// On the way back from a pin, its picture goes to its tile. A page that is not kept in the browser's cache is shown before this runs.
fn reveal(turn: &Turn) {
    // The server has drawn it.
    if dom::first(CARRIED).is_some() {
        return;
    }
    let Some(transition) = turn.transition() else { return carry(dom::first(OWN)) };
    let left = dom::noted(LEFT).unwrap_or_default();
    carry(dom::first(&["[data-pin=\"", &left, "\"] .tile__picture"].concat()).filter(is_in_sight));
    spawn_local(async move {
        // However it ends.
        let _ = JsFuture::from(transition.finished()).await;
        carry(dom::first(OWN));
    });
}

fn is_in_sight(element: &Element) -> bool {
    let shape = element.get_bounding_client_rect();
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    shape.bottom() > 0.0 && shape.top() < height
}
