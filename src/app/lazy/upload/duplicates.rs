//! Pictures on the list that one has already, where there are several: they are skipped or kept all at once.

use super::parts::say;
use crate::app::{
    browser::dom,
    counts::Grouped,
    uploads::{Overview, UploadQueue},
};
use web_sys::Element;

/// The question, which stands above the list.
const QUESTION: &str = "[data-at=known-several]";

pub(super) struct Duplicates {
    words: Element,
}

impl Duplicates {
    pub(super) fn of(drawn: &Element, queue: &UploadQueue) -> Option<Self> {
        let question = dom::first_in(drawn, QUESTION)?;
        let pressed = queue.clone();
        dom::on(&question, "click", move |event| {
            let button = dom::target_in(&event, "[data-do]");
            match button.map(|button| dom::attribute(&button, "data-do")).as_deref() {
                Some("skip") => pressed.skip_known(),
                Some(_) => pressed.keep_all_known(),
                None => {}
            }
        });
        Some(Self { words: dom::first_in(&question, "p")? })
    }

    pub(super) fn show(&self, now: &Overview) {
        say(&self.words, &format!("You already have {} of these pictures.", Grouped(now.totals.known as u32)));
    }
}

/// Whether all of them are asked about at once.
pub(super) fn are_several(now: &Overview) -> bool {
    now.totals.known > 1
}
