//! Fetches the next page of a list when its end comes near, or when the link to it is followed.

use super::{List, focus_in, item_in};
use crate::app::browser::{dom, nearness, post, toasts};
use leptos::prelude::document;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// How far from what is in sight the end counts as near.
const NEAR: &str = "1200px 0px";

/// What is below the list: the link to the next page, or that this is the end.
const PAGER: &str = ".pager";

/// That link.
const NEXT: &str = ".pager a[rel=next]";

/// What is said while the next page comes.
const LOADING: &str = "Loading more pictures";

/// What the link shows meanwhile.
const SPINNING: &str = r#"<span class="spinner" aria-hidden="true"></span>Loading more pictures"#;

/// Waits for the end of what is there.
pub(super) fn start(list: &Rc<List>) {
    let Some(pager) = dom::first(PAGER) else { return };
    let near = Rc::clone(list);
    let observer = nearness::observer(NEAR, move |_, is_near| {
        if is_near {
            go_on(&near);
        }
    });
    if let Some(observer) = observer {
        // It is empty so far.
        let _ = list.observer.set(observer);
    }
    await_end(list, &pager);
    let followed = Rc::clone(list);
    dom::on_each("click", NEXT, move |_, event| {
        if dom::opens_here(&event) {
            event.prevent_default();
            go_on(&followed);
        }
    });
}

/// Waits until a pager comes near, where there is more.
fn await_end(list: &List, pager: &Element) {
    if dom::first(NEXT).is_none() {
        return;
    }
    if let Ok(status) = document().create_element("span") {
        status.set_class_name("visually-hidden");
        dom::set(&status, "role", Some("status"));
        // It takes any element.
        let _ = pager.append_child(&status);
    }
    if let Some(observer) = list.observer.get() {
        observer.disconnect();
        observer.observe(pager);
    }
}

/// Fetches the next page and adds it, one at a time.
fn go_on(list: &Rc<List>) {
    let Some(link) = dom::first(NEXT).filter(|_| !list.is_fetching.get()) else { return };
    list.is_fetching.set(true);
    let words = link.text_content();
    // The link stays, and so does the focus on it.
    link.set_inner_html(SPINNING);
    dom::set(&link, "aria-disabled", Some("true"));
    say(LOADING);
    let list = Rc::clone(list);
    spawn_local(async move {
        let fetched = post::part(&dom::attribute(&link, "href"), "tiles", &[]).await;
        list.is_fetching.set(false);
        let problem = match fetched {
            Ok(html) if add(&list, &html).is_some() => return,
            Ok(_) => post::NO_SENSE.to_owned(),
            Err(refusal) => refusal.words,
        };
        link.set_text_content(words.as_deref());
        dom::set(&link, "aria-disabled", None);
        say("");
        toasts::error(&problem);
    });
}

/// Adds the next page and the pager below it; `None` where the answer is something else.
fn add(list: &Rc<List>, html: &str) -> Option<()> {
    let answer = dom::parsed(html)?;
    let more = answer.query_selector("ul, ol").ok()??;
    let (pager, next) = (dom::first(PAGER)?, answer.query_selector(PAGER).ok()??);
    // A list whose order changes meanwhile can bring something twice.
    let is_new = |item: &Element| item_in(&list.element, &dom::attribute(item, "data-pin")).is_none();
    let items: Vec<_> = dom::all_in(&more, ":scope > li").into_iter().filter(is_new).collect();
    let had_focus = focus_in(&pager).is_some();
    for item in &items {
        list.element.append_child(item).ok()?;
    }
    // A new element: an end that is still near after a short page would not be told of again.
    pager.replace_with_with_node_1(&next).ok()?;
    await_end(list, &next);
    if had_focus {
        // Whoever was on the link goes on with what has come.
        let first = items.first().and_then(|item| dom::first_in(item, "a:not([tabindex='-1']), button"));
        if let Some(first) = first.or_else(|| dom::first(NEXT)) {
            dom::focus(&first, false);
        }
    }
    list.waiting.look_later();
    Some(())
}

fn say(words: &str) {
    if let Some(status) = dom::first(".pager [role=status]") {
        status.set_text_content(Some(words));
    }
}
