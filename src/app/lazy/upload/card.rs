//! One picture on its way: its words, how far it is, and what can be done about it. The server has drawn it, without what is its own.

use super::{
    list::is_single,
    parts::{arrange, disable, say},
    progress,
    status::Status,
    visibility,
};
use crate::{
    app::{
        browser::{self, dom},
        uploads::{Overview, Upload},
    },
    model::pins::Location,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// The `<template>` in which the server draws one.
const TEMPLATE: &str = "upload-card";

/// On a field: what is typed there.
const FIELD: &str = "data-words";

/// What names an element of a card, or points to one: no other card has the same.
const NAMES: [&str; 5] = ["id", "for", "name", "aria-controls", "aria-describedby"];

/// How the tags of a picture are explained that is the only one, and of one among several.
const HINT: &str = "Separate with commas.";
const HINT_AMONG_SEVERAL: &str = "Separate with commas. Tags for all are added.";

/// The inside of a card, or of a line in a long list.
pub(super) struct Card {
    upload: Rc<Upload>,
    own_title: String,
    body: Element,
    top: Element,
    visibility: Element,
    tags: Element,
    tags_hint: Element,
    progress: Element,
    status: Status,
    location: Element,
    /// What is unfolded.
    details: Element,
    /// What is always among it.
    others: Vec<Element>,
    unfold: Element,
    /// What is typed in. Some lines of text are among them, which have the same properties as a line.
    fields: Vec<HtmlInputElement>,
}

impl Card {
    /// Makes one in its place, which is empty.
    pub(super) fn of(upload: &Rc<Upload>, place: &Element) -> Option<Self> {
        let drawn = dom::copy_of_template(TEMPLATE)?;
        number(&drawn, upload.key);
        let find = |selector| dom::first_in(&drawn, selector);
        let (body, details) = (find(".upload-card__body")?, find(".upload-card__details")?);
        let tags = dom::first_in(&body, ":scope > .field")?;
        let fields = dom::all_in(&drawn, &["[", FIELD, "]"].concat());
        let card = Self {
            upload: Rc::clone(upload),
            own_title: upload.own_title(),
            top: find(".upload-card__top")?,
            visibility: find(".segmented")?,
            tags_hint: dom::first_in(&tags, ".field__hint")?,
            tags,
            progress: find(".progress")?,
            status: Status::of(&drawn, upload)?,
            location: dom::first_in(&body, ":scope > .field__hint")?,
            others: dom::all_in(&details, ":scope > *"),
            unfold: find(".upload-card__more")?,
            fields: fields.into_iter().map(JsCast::unchecked_into).collect(),
            body,
            details,
        };
        card.name();
        for piece in dom::all_in(&drawn, ":scope > *") {
            place.append_child(&piece).ok()?;
        }
        card.draw_preview();
        Some(card)
    }

    /// Says which file it is about.
    fn name(&self) {
        let name = &self.upload.name;
        if let Some(label) = dom::first_in(&self.top, "label") {
            say(&label, &format!("Title of {name}"));
        }
        if let Some(remove) = dom::first_in(&self.top, "button") {
            dom::set(&remove, "aria-label", Some(&format!("Remove {name}")));
        }
        if let Some(about) = dom::first_in(&self.unfold, "span") {
            say(&about, &format!(" about {name}"));
        }
    }

    /// Draws the picture itself, small, as soon as there is time. One that arrived before this page has no file here.
    fn draw_preview(&self) {
        let canvas = self.body.parent_element().and_then(|place| dom::first_in(&place, "canvas"));
        if let (Some(canvas), Some(file)) = (canvas, self.upload.file()) {
            browser::draw_preview(file, canvas.unchecked_into());
        }
    }

    /// Shows how far it is and what is said of it.
    pub(super) fn show(&self, now: &Overview) {
        let (step, words) = (self.upload.step(), self.upload.words());
        let is_fixed = !step.is_open();
        for field in &self.fields {
            let text = words.text(&dom::attribute(field, FIELD)).unwrap_or(&self.own_title);
            // To set what is there would move the cursor.
            if field.value() != text {
                field.set_value(text);
            }
            disable(field, is_fixed);
        }
        visibility::show(&self.visibility, words.visibility.unwrap_or(now.visibility), is_fixed);
        say(&self.tags_hint, if is_single(now) { HINT } else { HINT_AMONG_SEVERAL });
        let part = step.part();
        let doing = if part.is_some() { "Uploading" } else { "Processing" };
        dom::set(&self.progress, "aria-label", Some(&format!("{doing} {}", self.upload.name)));
        progress::show(&self.progress, part);
        self.status.show(&step);
        self.arrange(now);
    }

    fn arrange(&self, now: &Overview) {
        let is_single = is_single(now);
        let location = self.upload.location().and_then(Location::words);
        say(&self.location, location.unwrap_or_default());
        arrange(
            &self.body,
            &[
                (&self.top, true),
                (&self.visibility, !now.is_dense),
                (&self.tags, is_single),
                (&self.progress, true),
                (&self.status.element, true),
                (&self.location, location.is_some()),
                (&self.details, true),
            ],
        );
        let mut details = vec![(&self.visibility, now.is_dense)];
        details.extend(self.others.iter().map(|other| (other, true)));
        details.push((&self.tags, !is_single));
        arrange(&self.details, &details);
    }

    /// Unfolds all that can be said of it, or folds it again.
    pub(super) fn unfold(&self) {
        let unfolds = !self.is_unfolded();
        dom::set(&self.details, "hidden", (!unfolds).then_some(""));
        dom::set(&self.unfold, "aria-expanded", Some(if unfolds { "true" } else { "false" }));
    }

    pub(super) fn is_unfolded(&self) -> bool {
        !self.details.has_attribute("hidden")
    }
}

/// Gives what is named in a card the number of its upload.
fn number(card: &Element, key: u32) {
    for name in NAMES {
        for element in dom::all_in(card, &["[", name, "]"].concat()) {
            let numbered = format!("{}-{key}", dom::attribute(&element, name));
            dom::set(&element, name, Some(&numbered));
        }
    }
}
