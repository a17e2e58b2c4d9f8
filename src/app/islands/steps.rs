//! The way from a pin to those beside it, by links, keys and a swipe, and a look at its picture again as long as that is being processed.
//! All pins gone through this way are one step of the history: back leads to the list.

use super::{dom, keys, mention_field, moments, post, share, toggles};
use leptos::prelude::document;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, PointerEvent};

/// How far a finger goes before it is a swipe, in CSS pixels, and how many times further sideways than up or down.
const SWIPE: i32 = 56;
const SIDEWAYS: i32 = 2;

/// How long between looks whether the picture is done, in milliseconds.
const LOOK_AGAIN: i32 = 1_000;

/// Under which key the next page finds that it is to enlarge its picture at once.
const CLOSER: &str = "closer";

/// Under which key the next page finds which of its links is to have the focus.
const STEPPED: &str = "stepped";

/// What in the article is in use, and would be lost with it.
const IN_USE: &str = "dialog[open], details:is(.dropdown, .save)[open], :is(input, textarea, select):focus";

/// What the article shows or hides.
const DISCLOSURES: &str = "details.disclosure";

/// Where a finger came down.
type Touched = Cell<Option<(i32, i32)>>;

/// Listens for clicks, keys and swipes, and watches the picture.
pub fn start() {
    dom::on_each("click", "a.pin__step", |link, event| follow(&link, &event));
    dom::on(&document(), "keydown", |event| {
        let stepped = match keys::for_the_page(&event).as_deref() {
            Some("ArrowLeft") => step(false, false),
            Some("ArrowRight") => step(true, false),
            _ => false,
        };
        if stepped {
            event.prevent_default();
        }
    });
    let touched = Rc::new(Touched::default());
    for name in ["pointerdown", "pointerup", "pointercancel"] {
        let touched = Rc::clone(&touched);
        dom::on_each(name, ".pin__stage", move |_, event| swipe(&touched, &event));
    }
    if let Some(rel) = dom::noted(STEPPED) {
        dom::note(STEPPED, None);
        if let Some(link) = dom::first(&format!("a.pin__step[rel={rel}]")) {
            dom::focus(&link, true);
        }
    }
    if is_processing() {
        look_later();
    }
}

/// Goes to the pin before this one or after it, in the place of this one, and says whether there is one. `closer`: its picture is
/// enlarged at once, as this one is.
pub fn step(on: bool, closer: bool) -> bool {
    let link = dom::first(if on { "a.pin__step[rel=next]" } else { "a.pin__step[rel=prev]" });
    let Some(address) = link.and_then(|link| link.get_attribute("href")) else { return false };
    if closer {
        dom::note(CLOSER, Some("1"));
    }
    dom::go(&address, true);
    true
}

fn follow(link: &Element, event: &Event) {
    if dom::opens_here(event) {
        event.prevent_default();
        // Whoever goes by keys can go on with the same key.
        let by_keys = matches!(link.matches(":focus-visible"), Ok(true));
        dom::note(STEPPED, by_keys.then(|| dom::attribute(link, "rel")).as_deref());
        dom::go(&dom::attribute(link, "href"), true);
    }
}

fn swipe(touched: &Touched, event: &Event) {
    let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
    let (x, y) = (pointer.client_x(), pointer.client_y());
    match event.type_().as_str() {
        "pointerdown" => {
            let finger = pointer.pointer_type() == "touch" && pointer.is_primary();
            touched.set(finger.then_some((x, y)));
        }
        "pointerup" if !pointer.is_primary() => {}
        "pointerup" => {
            let Some((from_x, from_y)) = touched.take() else { return };
            let (x, y) = (x - from_x, y - from_y);
            if x.abs() > SWIPE && x.abs() > SIDEWAYS * y.abs() {
                step(x < 0, false);
            }
        }
        _ => touched.set(None),
    }
}

fn is_processing() -> bool {
    dom::first("article.pin[data-processing], article.pin [data-processing]").is_some()
}

fn look_later() {
    dom::after(LOOK_AGAIN, || spawn_local(look()));
}

/// Fetches the article, and shows it as it is now. Looks again later, unless it is done or gone.
async fn look() {
    match post::part(&dom::here(), "pin", &[]).await {
        Ok(html) => show(&html),
        Err(refusal) if matches!(refusal.status, 401..=410) => return,
        // A server that is busy or out of reach answers later.
        Err(_) => {}
    }
    if is_processing() {
        look_later();
    }
}

/// Puts the article as it is now in the place of the one that is shown, where they differ.
fn show(html: &str) {
    let now = dom::parsed(html).and_then(|parsed| parsed.query_selector("article.pin").ok().flatten());
    let (Some(before), Some(now)) = (dom::first("article.pin"), now) else { return };
    // Nothing is taken from under somebody's hands: it is looked at again.
    if dom::first_in(&before, IN_USE).is_some() {
        return;
    }
    moments::renew(&now);
    share::renew(&now);
    toggles::apply_pressed(&now);
    keep_disclosures(&before, &now);
    if now.outer_html() == before.outer_html() {
        return;
    }
    let focus = document().active_element().filter(|active| before.contains(Some(active))).map(|active| active.id());
    if let Err(error) = before.replace_with_with_node_1(&now) {
        return dom::report("could not show the picture", &error);
    }
    mention_field::attach(&now);
    if let Some(focus) = focus.and_then(|id| document().get_element_by_id(&id)) {
        dom::focus(&focus, true);
    }
}

/// What was opened stays open.
fn keep_disclosures(before: &Element, now: &Element) {
    let (before, now) = (dom::all_in(before, DISCLOSURES), dom::all_in(now, DISCLOSURES));
    if before.len() == now.len() {
        for (before, now) in before.iter().zip(&now) {
            dom::set(now, "open", before.get_attribute("open").as_deref());
        }
    }
}
