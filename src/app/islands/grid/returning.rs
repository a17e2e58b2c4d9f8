//! Shows a list as it was left to whoever comes back to it: the same tiles at the same place, without a request. The pages around that
//! place come first, the others after them, a few with each frame.

use super::{
    Grid, LINK, PAGER, html,
    list::Spot,
    list_store::{ListStore, Page},
};
use crate::app::{
    browser,
    islands::{dom, toggles},
};
use js_sys::Promise;
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DocumentFragment, Node, ScrollRestoration};

/// How long the browser does not scroll by itself, in milliseconds: a little longer than [`browser::scroll_to`] holds the place.
const SETTLES: i32 = 2_200;

/// Shows the list as it was left. Where its pages are not kept, it stays as the server drew it, and the browser scrolls.
pub(super) async fn show_as_left(grid: &Grid) {
    toggles::apply_switched(&grid.sheet);
    let Some(spot) = grid.list.spot() else { return };
    // What could not be read is left out.
    let _ = show_pages(grid, &spot).await;
    give_focus(grid, &spot);
}

async fn show_pages(grid: &Grid, spot: &Spot) -> Result<(), JsValue> {
    let (store, id) = (ListStore::open().await?, grid.list.id());
    let count = store.count(&id).await?;
    if count == 0 {
        return Ok(());
    }
    let middle = ((spot.part * f64::from(count)) as u32).min(count - 1);
    // These pages are shown.
    let (mut from, mut to) = (middle.saturating_sub(1), (middle + 2).min(count));
    let last = store.page(&id, count - 1).await?;
    let mut around = Vec::new();
    for number in from..to {
        around.push(store.page(&id, number).await?);
    }
    grid.list.go_on_below(count);
    show_place(grid, spot, &around, &last);
    while from > 0 || to < count {
        next_frame().await?;
        if to < count {
            add_thin(grid, &store.page(&id, to).await?, None);
            to += 1;
        }
        if from > 0 {
            from -= 1;
            add_thin(grid, &store.page(&id, from).await?, grid.sheet.first_child().as_ref());
        }
    }
    Ok(())
}

/// Replaces what the server drew by the pages around the place where one was, and scrolls there, all with one frame.
fn show_place(grid: &Grid, spot: &Spot, around: &[Page], last: &Page) {
    restore_scrolling(ScrollRestoration::Manual);
    grid.sheet.set_text_content(None);
    last.extend(&grid.sheet);
    if let (Some(before), Some(pager)) = (dom::first(PAGER), last.pager()) {
        // It is in the document.
        let _ = before.replace_with_with_node_1(&pager);
    }
    for tiles in around.iter().filter_map(Page::tiles) {
        add(grid, &tiles, None);
    }
    toggles::apply_switched(&grid.sheet);
    window().scroll_to_with_x_and_y(0.0, spot.top);
    browser::scroll_to(spot.top);
    dom::after(SETTLES, || restore_scrolling(ScrollRestoration::Auto));
    give_focus(grid, spot);
}

/// Adds a page that is far from what is in sight. Tiles of it that are near after all are whole with the next frame.
fn add_thin(grid: &Grid, page: &Page, before: Option<&Node>) {
    let Some(tiles) = page.tiles() else { return };
    html::children(&tiles).iter().for_each(|tile| grid.tiles.thin(tile));
    add(grid, &tiles, before);
}

fn add(grid: &Grid, tiles: &DocumentFragment, before: Option<&Node>) {
    let added = html::children(tiles);
    if grid.sheet.insert_before(tiles, before).is_ok() {
        added.iter().for_each(|tile| grid.tiles.watch(tile));
    }
}

/// Gives the focus back to the link that had it, once that is shown, unless something else has it.
fn give_focus(grid: &Grid, spot: &Spot) {
    let nothing_has_it = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    let tile = spot.focused.as_deref().filter(|_| nothing_has_it).and_then(|pin| grid.tile(pin));
    if let Some(link) = tile.and_then(|tile| dom::first_in(&tile, LINK)) {
        dom::focus(&link, true);
        *grid.list.focused.borrow_mut() = spot.focused.clone();
    }
}

fn restore_scrolling(by: ScrollRestoration) {
    if let Ok(history) = window().history() {
        // A browser that does not know this scrolls by itself, and the place is held against that.
        let _ = history.set_scroll_restoration(by);
    }
}

async fn next_frame() -> Result<(), JsValue> {
    let frame = Promise::new(&mut |resolve, _| {
        // Every page has frames.
        let _ = window().request_animation_frame(&resolve);
    });
    JsFuture::from(frame).await.map(drop)
}
