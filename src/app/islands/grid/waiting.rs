//! Tiles of pictures that are still being processed: each is replaced once its picture is ready.

use super::{Grid, LINK, focus_is_in};
use crate::app::islands::{dom, post};
use leptos::prelude::{document, window};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// These tiles.
const WAITING: &str = ".tile[data-waiting]";

/// How long to wait before asking again, in milliseconds.
const LOOK_AGAIN: i32 = 1_500;

/// How many are asked about at once.
const AT_ONCE: usize = 40;

/// Asks about them while the page is in sight.
pub(super) fn start(grid: &Rc<Grid>) {
    look_later(grid);
    let again = Rc::clone(grid);
    dom::on(&document(), "visibilitychange", move |_| look_later(&again));
    let again = Rc::clone(grid);
    dom::on(&window(), "pageshow", move |_| look_later(&again));
}

/// Asks about them in a while, and again until none is left.
pub(super) fn look_later(grid: &Rc<Grid>) {
    let any = dom::first_in(&grid.sheet, WAITING).is_some();
    if document().hidden() || !any || grid.is_looking.replace(true) {
        return;
    }
    let grid = Rc::clone(grid);
    dom::after(LOOK_AGAIN, move || {
        spawn_local(async move {
            if look(&grid).await {
                grid.is_looking.set(false);
                look_later(&grid);
            }
        });
    });
}

/// Replaces those that are ready. `false` where the server will never tell: the list is gone, or one is signed out.
async fn look(grid: &Grid) -> bool {
    let waiting = dom::all_in(&grid.sheet, WAITING);
    let pins: Vec<_> = waiting.iter().take(AT_ONCE).map(|tile| dom::attribute(tile, "data-pin")).collect();
    let pins = pins.join(",");
    match post::part(&dom::here(), "states", &[("x-pins", pins.as_str())]).await {
        Ok(html) => {
            let list = dom::parsed(&html).and_then(|answer| answer.first_element_child());
            let answered = list.map(|list| dom::all_in(&list, "li")).unwrap_or_default();
            answered.iter().for_each(|tile| replace(grid, tile));
            true
        }
        // A server that is busy or out of reach answers later.
        Err(refusal) => !matches!(refusal.status, 401..=410),
    }
}

/// Puts a tile in the place of the one it was before, or removes that where the pin is gone.
fn replace(grid: &Grid, tile: &Element) {
    let gone = tile.get_attribute("data-gone");
    let Some(before) = grid.tile(&gone.clone().unwrap_or_else(|| dom::attribute(tile, "data-pin"))) else { return };
    grid.tiles.unwatch(&before);
    if gone.is_some() {
        before.remove();
        return;
    }
    dom::set(tile, "style", before.get_attribute("style").as_deref());
    let had_focus = focus_is_in(&before);
    if before.replace_with_with_node_1(tile).is_ok() {
        grid.tiles.watch(tile);
        if let (true, Some(link)) = (had_focus, dom::first_in(tile, LINK)) {
            dom::focus(&link, true);
        }
    }
}
