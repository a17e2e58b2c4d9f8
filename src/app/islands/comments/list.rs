//! The list of the comments: how the newest come into it, and earlier ones.

use super::super::{
    dom, moments,
    post::{self, Refusal},
};
use leptos::prelude::window;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// The list.
pub(super) const LIST: &str = "#comments > .comments__list";

/// What stands in the place of comments where there are none.
pub(super) const EMPTY: &str = "#comments > .empty";

/// A comment in the list.
const ENTRY: &str = ".comment";

/// How many there are.
const TITLE: &str = "#comments-title";

/// The paragraph with the link to earlier comments, and the one with the link to the newest.
const EARLIER: &str = "#comments > [data-earlier]";
const NEWEST: &str = "#comments > .comments__more:not([data-earlier])";

/// Fetches a part of a page that is one element.
///
/// # Errors
/// What the server says.
pub(super) async fn fetch(address: &str, part: &str) -> Result<Element, Refusal> {
    let html = post::part(address, part, &[]).await?;
    let drawn = dom::parsed(&html).and_then(|parsed| parsed.first_element_child());
    drawn.ok_or_else(|| Refusal::new(200, post::NO_SENSE))
}

/// Fetches the newest comments, with what stands around them. The list that one came to the pin from stays in the address.
///
/// # Errors
/// What the server says.
pub(super) async fn fetch_newest() -> Result<Element, Refusal> {
    let here = dom::here();
    let (path, query) = here.split_once('?').unwrap_or((here.as_str(), ""));
    let leads_elsewhere = |pair: &str| pair.starts_with("comment=") || pair.starts_with("comments=");
    let kept: Vec<_> = query.split('&').filter(|pair| !leads_elsewhere(pair)).collect();
    fetch(&format!("{path}?{}", kept.join("&")), "comments").await
}

/// Shows the newest comments after those that are there or, where there is a gap between the two, in their place.
pub(super) fn show_newest(newest: &Element) {
    let Some(list) = dom::first(LIST) else { return };
    show_count(newest);
    if !join(&list, dom::all_in(newest, ENTRY)) {
        show_above(&list, newest, EARLIER);
    }
    show_above(&list, newest, EMPTY);
    dom::first(NEWEST).iter().for_each(Element::remove);
    moments::renew(&list);
}

/// Shows how many comments there are.
pub(super) fn show_count(fetched: &Element) {
    if let (Some(title), Some(now)) = (dom::first(TITLE), dom::first_in(fetched, TITLE)) {
        title.set_text_content(now.text_content().as_deref());
    }
}

/// Takes whoever reads by ear or key to the heading, where what they were at has gone; `stay`: without scrolling to it.
pub(super) fn focus_title(stay: bool) {
    dom::first(TITLE).iter().for_each(|title| dom::focus(title, stay));
}

/// Puts something that stands above the list, or does not, as it was fetched in the place of what is there.
fn show_above(list: &Element, fetched: &Element, selector: &str) {
    dom::first(selector).iter().for_each(Element::remove);
    if let Some(now) = dom::first_in(fetched, selector) {
        // The list is in the document, and stays there.
        let _ = list.before_with_node_1(&now);
    }
}

/// Joins the newest comments to those in the list without gap or repetition, and says whether there was no gap.
fn join(list: &Element, newest: Vec<Element>) -> bool {
    let there = dom::all_in(list, ENTRY);
    let ids = |entries: &[Element]| entries.iter().map(|entry| entry.id()).collect::<Vec<_>>();
    let newest_ids = ids(&newest);
    let staying = staying(&ids(&there), &newest_ids);
    // What somebody is at is not taken from under their hands.
    let in_use = |entry: &Element| entry.matches(":focus-within, :has(form)").unwrap_or(false);
    let (kept, replaced): (Vec<Element>, Vec<Element>) = there
        .into_iter()
        .skip(staying.unwrap_or_default())
        .partition(|entry| newest_ids.contains(&entry.id()) && in_use(entry));
    replaced.iter().for_each(Element::remove);
    // From the last one on, each before the one after it: what is kept is not moved, and so keeps the focus.
    let mut next: Option<Element> = None;
    for entry in newest.into_iter().rev() {
        let known = kept.iter().find(|kept| kept.id() == entry.id());
        if known.is_none() {
            insert(list, &entry, next.as_ref());
        }
        next = Some(known.cloned().unwrap_or(entry));
    }
    staying.is_some()
}

/// How many of the comments that are there stay before the newest, both by their ids, which grow with time; `None` where there is a gap
/// between the two.
fn staying(there: &[String], newest: &[String]) -> Option<usize> {
    let first = newest.first()?;
    newest.iter().any(|id| there.contains(id)).then(|| there.iter().take_while(|id| *id < first).count())
}

/// Inserts a comment before another of the list, or at its end.
fn insert(list: &Element, entry: &Element, next: Option<&Element>) {
    if let Err(error) = list.insert_before(entry, next.map(|next| next.as_ref())) {
        dom::report("could not show a comment", &error);
    }
}

/// Fetches the comments that a link leads to, and shows them before the others.
pub(super) fn go_earlier(link: Element) {
    if link.has_attribute("aria-busy") {
        return;
    }
    set_loading(&link, true);
    spawn_local(async move {
        let address = dom::attribute(&link, "href");
        let fetched = fetch(&address, "comments").await;
        set_loading(&link, false);
        match fetched {
            Ok(earlier) if link.is_connected() => show_earlier(&link, &earlier),
            // The comments before which these belong have given way to the newest.
            Ok(_) => {}
            Err(_) => dom::go(&address, false),
        }
    });
}

fn set_loading(link: &Element, loading: bool) {
    dom::set(link, "aria-busy", loading.then_some("true"));
    if let Some(status) = dom::first("#comments > p[role=status]") {
        status.set_text_content(loading.then_some("Loading earlier comments"));
    }
}

fn show_earlier(link: &Element, earlier: &Element) {
    let Some(list) = dom::first(LIST) else { return };
    let there = dom::all_in(&list, ENTRY);
    let top = |entry: &Element| entry.get_bounding_client_rect().top();
    let in_sight = there.iter().find(|entry| entry.get_bounding_client_rect().bottom() > 0.0);
    let before = in_sight.map(top);
    for entry in dom::all_in(earlier, ENTRY) {
        if !there.iter().any(|known| known.id() == entry.id()) {
            insert(&list, &entry, there.first());
        }
    }
    show_count(earlier);
    match dom::first_in(earlier, EARLIER).and_then(|earlier| dom::first_in(&earlier, "a")) {
        Some(next) => dom::set(link, "href", next.get_attribute("href").as_deref()),
        None => {
            dom::first(EARLIER).iter().for_each(Element::remove);
            focus_title(true);
        }
    }
    moments::renew(&list);
    // What is read stays where it is. Not every browser sees to that by itself.
    if let (Some(in_sight), Some(before)) = (in_sight, before) {
        window().scroll_by_with_x_and_y(0.0, top(in_sight) - before);
    }
}

#[cfg(test)]
mod tests {
    use super::staying;

    #[test]
    fn the_newest_join_what_is_there_without_gap_or_repetition() {
        for (there, newest, expected) in [
            ("123", "234", Some(1)),
            // 3 has gone meanwhile.
            ("123", "24", Some(1)),
            ("12", "56", None),
            ("", "1", None),
            ("1", "", None),
        ] {
            let ids = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
            assert_eq!(staying(&ids(there), &ids(newest)), expected, "{there} {newest}");
        }
    }
}
