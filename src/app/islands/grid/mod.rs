//! The grid of a page: it goes on as one scrolls, stays light however many tiles it has, shows pictures once they are processed, and is
//! as it was left for whoever comes back. A page that comes back from the browser's own cache just goes on, unless its list was changed.

mod html;
mod list;
mod list_store;
mod paging;
mod returning;
mod tiles;

use super::{dom, nearness};
use crate::app::browser::Waiting;
use leptos::prelude::{document, window};
use list::List;
use std::rc::Rc;
use tiles::Tiles;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, PageTransitionEvent};

/// The list. A grid of a few pins that does not go on has no state of its layout.
const SHEET: &str = ".masonry__sheet[data-sheet]";

/// The items of the list.
const TILE: &str = ".tile";

/// The link in a tile.
const LINK: &str = ".tile__link";

/// What is below the list: the link to the next page, or that this is the end.
const PAGER: &str = ".pager";

/// Where boards are. Unlike other lists, they are changed from the pages of their pins.
const BOARDS: &str = "/board/";

/// The grid of the page.
struct Grid {
    /// The list.
    sheet: Element,
    tiles: Tiles,
    list: Rc<List>,
}

/// Brings the grid to life, where there is one.
pub fn start() {
    let member = dom::first("html[data-member]").map(|root| dom::attribute(&root, "data-member")).unwrap_or_default();
    list_store::forget_others(&member);
    let (sheet, path) = (dom::first(SHEET), window().location().pathname().unwrap_or_default());
    // An empty board has no grid, and may have one by the time one comes back to it.
    if sheet.is_none() && !path.starts_with(BOARDS) {
        return;
    }
    let list = Rc::new(List::of_page(member, path));
    if list.is_outdated() {
        list.load_anew();
        return;
    }
    let shown = Rc::clone(&list);
    dom::on(&window(), "pageshow", move |event| {
        let persisted = event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
        if persisted && shown.is_outdated() {
            shown.load_anew();
        }
    });
    if let Some(sheet) = sheet {
        let grid = Grid { sheet, tiles: Tiles::new(), list };
        spawn_local(come_alive(Rc::new(grid)));
    }
}

async fn come_alive(grid: Rc<Grid>) {
    if grid.list.is_returned {
        returning::show_as_left(&grid).await;
    }
    if !grid.list.is_kept() {
        grid.list.begin(&grid.sheet);
        dom::all_in(&grid.sheet, TILE).iter().for_each(|tile| grid.tiles.watch(tile));
    }
    grid.list.follow(&grid.sheet);
    let ready = Rc::clone(&grid);
    let waiting = Waiting::watch(&grid.sheet, move |tile| ready.replace(tile));
    paging::start(&grid, waiting);
}

impl Grid {
    /// The tile of a pin.
    fn tile(&self, pin: &str) -> Option<Element> {
        dom::first_in(&self.sheet, &[TILE, "[data-pin=\"", pin, "\"]"].concat())
    }

    /// Puts a tile in the place of the one it was before, or removes that where the pin is gone.
    fn replace(&self, tile: &Element) {
        let gone = tile.get_attribute("data-gone");
        let pin = gone.clone().unwrap_or_else(|| dom::attribute(tile, "data-pin"));
        let Some(before) = self.tile(&pin) else { return };
        self.tiles.unwatch(&before);
        if gone.is_some() {
            before.remove();
            return;
        }
        dom::set(tile, "style", before.get_attribute("style").as_deref());
        let had_focus = focus_is_in(&before);
        if before.replace_with_with_node_1(tile).is_ok() {
            self.tiles.watch(tile);
            if let (true, Some(link)) = (had_focus, dom::first_in(tile, LINK)) {
                dom::focus(&link, true);
            }
        }
    }
}

fn focus_is_in(element: &Element) -> bool {
    document().active_element().is_some_and(|active| element.contains(Some(&active)))
}
