//! Fetches the next page of the grid when the end comes near, or when the link to it is followed.

use super::{Grid, LINK, PAGER, TILE, focus_is_in, list_store::Page, nearness};
use crate::app::browser::{Waiting, dom, post, toasts};
use leptos::prelude::document;
use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, IntersectionObserver};

/// How far from what is in sight the end counts as near.
const NEAR: &str = "1200px 0px";

/// The link to the next page, in the pager.
const NEXT: &str = "a[rel=next]";

/// What is said while the next page comes.
const LOADING: &str = "Loading more pictures";

/// What the link shows meanwhile.
const SPINNING: &str = r#"<span class="spinner" aria-hidden="true"></span>Loading more pictures"#;

struct Paging {
    grid: Rc<Grid>,
    waiting: Rc<Waiting>,
    observer: OnceCell<IntersectionObserver>,
    is_fetching: Cell<bool>,
}

/// Waits for the end of what is there.
pub(super) fn start(grid: &Rc<Grid>, waiting: Rc<Waiting>) {
    let Some(pager) = dom::first(PAGER) else { return };
    let (observer, is_fetching) = (OnceCell::new(), Cell::default());
    let paging = Rc::new(Paging { grid: Rc::clone(grid), waiting, observer, is_fetching });
    let near = Rc::clone(&paging);
    let observer = nearness::observer(NEAR, move |_, is_near| {
        if is_near {
            near.go_on();
        }
    });
    if let Some(observer) = observer {
        // It is empty so far.
        let _ = paging.observer.set(observer);
    }
    paging.await_end(&pager);
    dom::on_each("click", ".pager a[rel=next]", move |_, event| paging.follow(&event));
}

impl Paging {
    /// Waits until a pager comes near, where there is more.
    fn await_end(&self, pager: &Element) {
        if dom::first_in(pager, NEXT).is_none() {
            return;
        }
        if let Ok(status) = document().create_element("span") {
            status.set_class_name("visually-hidden");
            dom::set(&status, "role", Some("status"));
            // It takes any element.
            let _ = pager.append_child(&status);
        }
        if let Some(observer) = self.observer.get() {
            observer.disconnect();
            observer.observe(pager);
        }
    }

    fn follow(self: &Rc<Self>, event: &Event) {
        if dom::opens_here(event) {
            event.prevent_default();
            self.go_on();
        }
    }

    /// Fetches the next page and adds it, one at a time.
    fn go_on(self: &Rc<Self>) {
        let Some(pager) = dom::first(PAGER) else { return };
        let Some(link) = dom::first_in(&pager, NEXT) else { return };
        if self.is_fetching.replace(true) {
            return;
        }
        let words = link.text_content();
        // The link stays, and so does the focus on it.
        link.set_inner_html(SPINNING);
        dom::set(&link, "aria-disabled", Some("true"));
        say(&pager, LOADING);
        let this = Rc::clone(self);
        spawn_local(async move {
            let sheet = dom::attribute(&this.grid.sheet, "data-sheet");
            let fetched = post::part(&dom::attribute(&link, "href"), "tiles", &[("x-sheet", sheet.as_str())]).await;
            this.is_fetching.set(false);
            let problem = match fetched {
                Ok(html) if this.add(&pager, &html).is_some() => return,
                Ok(_) => post::NO_SENSE.to_owned(),
                Err(refusal) => refusal.words,
            };
            link.set_text_content(words.as_deref());
            dom::set(&link, "aria-disabled", None);
            say(&pager, "");
            toasts::error(&problem);
        });
    }

    /// Adds the next page and the pager below it; `None` where the answer is something else.
    fn add(&self, pager: &Element, html: &str) -> Option<()> {
        let answer = dom::parsed(html)?;
        let list = answer.query_selector("ul").ok()??;
        let next = answer.query_selector(PAGER).ok()??;
        let grid = &self.grid;
        let came = dom::all_in(&list, TILE).into_iter();
        let (twice, tiles): (Vec<_>, Vec<_>) = came.partition(|tile| grid.tiles.has(tile));
        twice.iter().for_each(Element::remove);
        let page = Page::of(&list, &next);
        let had_focus = focus_is_in(pager);
        page.extend(&grid.sheet);
        for tile in &tiles {
            grid.sheet.append_child(tile).ok()?;
            grid.tiles.watch(tile);
        }
        // A new element: what is pushed down in sight would count as a shift of the layout, and an end that is still near after a short
        // page would not be told of again.
        pager.replace_with_with_node_1(&next).ok()?;
        self.await_end(&next);
        if had_focus {
            // Whoever was on the link goes on with what has come.
            let link = tiles.first().and_then(|tile| dom::first_in(tile, LINK)).or_else(|| dom::first_in(&next, NEXT));
            if let Some(link) = link {
                dom::focus(&link, false);
            }
        }
        grid.list.keep(page);
        self.waiting.look_later();
        Some(())
    }
}

fn say(pager: &Element, words: &str) {
    if let Some(status) = dom::first_in(pager, "[role=status]") {
        status.set_text_content(Some(words));
    }
}
