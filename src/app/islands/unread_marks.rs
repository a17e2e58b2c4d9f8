//! Marks of what a member has not read, in lists of channels and of conversations. They go once it was read in another tab, or by a program.

use super::{dom, post};
use crate::app::counts::{mentions_word, unread_count};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// On what has something unread: empty, or the number of the last message that was heard of since the page was drawn.
const UNREAD: &str = "data-unread";

/// On what counts the unread messages that mention the member: how many.
const MENTIONS: &str = "data-mentions";

/// Lowers the marks of a channel to what is left there, as the server says it.
pub(super) fn lower(read: &JsValue) {
    let channel = post::text_of(read, "channel").unwrap_or_default();
    let number = |name: &str| post::number_of(read, name).unwrap_or_default();
    for marked in dom::all(&["[data-channel=\"", &channel, "\"][", UNREAD, "]"].concat()) {
        // What came after it is unread, and was not known where it was read.
        let last: f64 = dom::attribute(&marked, UNREAD).parse().unwrap_or_default();
        if last <= number("seq") {
            lower_mentions(&marked, number("mentions") as u32);
            if !post::is_true(read, "unread") {
                clear(&marked);
            }
        }
    }
}

fn lower_mentions(marked: &Element, left: u32) {
    let Some(badge) = dom::first_in(marked, &["[", MENTIONS, "]"].concat()) else { return };
    let shown: u32 = dom::attribute(&badge, MENTIONS).parse().unwrap_or_default();
    match unread_count(left) {
        None => badge.remove(),
        Some(count) if left < shown => {
            dom::set(&badge, MENTIONS, Some(&left.to_string()));
            for (part, words) in dom::all_in(&badge, "span").iter().zip([count.as_str(), mentions_word(left)]) {
                part.set_text_content(Some(words));
            }
        }
        Some(_) => {}
    }
}

fn clear(marked: &Element) {
    dom::set(marked, UNREAD, None);
    if let Some(words) = dom::first_in(marked, "[data-unread-words]") {
        words.set_text_content(None);
    }
}
