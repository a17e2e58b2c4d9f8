//! What is said of all pictures at once: who sees them, and tags. Shown where there are several.

use super::visibility;
use crate::app::{
    browser::dom,
    uploads::{Overview, UploadQueue},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

/// By these events the line of tags may have changed. A completion that is chosen changes it without an event of its own.
const MAY_CHANGE: [&str; 5] = ["keydown", "input", "keyup", "pointerup", "focusout"];

pub(super) struct ForAll {
    queue: UploadQueue,
    section: Element,
    choice: Element,
    /// The line of tags.
    line: HtmlInputElement,
}

impl ForAll {
    pub(super) fn of(drawn: &Element, queue: &UploadQueue) -> Option<Self> {
        let section = dom::first_in(drawn, ".upload__all")?;
        let choice = dom::first_in(&section, ".segmented")?;
        let tags = dom::first_in(&section, ".upload__tags")?;
        let line: HtmlInputElement = dom::first_in(&tags, "input")?.dyn_into().ok()?;
        let chosen = queue.clone();
        dom::on(&choice, "change", move |event| {
            if let Some(visibility) = visibility::chosen(&event) {
                chosen.show_all_to(visibility);
            }
        });
        let typed = line.clone();
        dom::on(&tags, "keydown", move |event| end_tag(&typed, event.unchecked_ref()));
        for name in MAY_CHANGE {
            let (typed, queue) = (line.clone(), queue.clone());
            dom::on(&tags, name, move |_| queue.tag_all(typed.value()));
        }
        Some(Self { queue: queue.clone(), section, choice, line })
    }

    /// Shows what holds. Tags are typed here alone, or come from an earlier page while nothing is shown yet.
    pub(super) fn show(&self, now: &Overview) {
        visibility::show(&self.choice, now.visibility, false);
        if !self.section.is_connected() {
            self.line.set_value(&self.queue.tags());
        }
    }
}

/// Enter ends a tag, where it has not chosen a completion.
fn end_tag(line: &HtmlInputElement, event: &KeyboardEvent) {
    if event.key() != "Enter" || event.default_prevented() || event.is_composing() {
        return;
    }
    line.set_value(&ended(&line.value()));
    if let Ok(changed) = Event::new("input") {
        // By this the field takes back what it offers for the tag. If it fails, the offer stays open.
        let _ = line.dispatch_event(&changed);
    }
}

/// A line of tags, ready for the next one.
fn ended(tags: &str) -> String {
    let typed = tags.trim_end_matches([' ', ',']);
    if typed.is_empty() { String::new() } else { format!("{typed}, ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_ended_by_one_comma() {
        for (typed, then) in [("", ""), (" , ", ""), ("fog", "fog, "), ("fog, ", "fog, "), ("fog,sea", "fog,sea, ")] {
            assert_eq!(ended(typed), then, "{typed:?}");
        }
    }
}
