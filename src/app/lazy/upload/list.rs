//! The chosen pictures. Each has its place in the list from the beginning; what is drawn in it is made when it comes
//! near what is in sight, and in a long list goes when it is away again.

use super::{
    card::Card,
    parts::{say, toggle},
    visibility,
};
use crate::{
    app::{
        browser::{dom, nearness},
        counts::grouped,
        uploads::{Changes, Overview, Upload, UploadQueue},
    },
    model::pins::Visibility,
};
use leptos::prelude::document;
use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::VecDeque,
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, IntersectionObserver};

/// From how many pictures on one may want to see those alone that have failed.
const MANY: usize = 12;

/// How many cards are made with each frame.
const MADE_AT_ONCE: usize = 6;

/// How far outside of what is in sight a place still counts as near.
const NEAR: &str = "900px 0px";

/// The `<template>` in which the server draws a place.
const PLACE: &str = "upload-place";

/// What the id of a place begins with, before the upload's key.
const ID: &str = "upload-";

/// All of them.
pub(super) struct List {
    queue: UploadQueue,
    element: Element,
    /// The button that leaves those alone in sight that have failed.
    filter: Element,
    failed_alone: Cell<bool>,
    /// Told which places are near.
    observer: OnceCell<IntersectionObserver>,
    /// In the order of the list, which is that of their keys.
    places: RefCell<Vec<Place>>,
    /// Keys of cards that are to be made: a few with each frame, as all that one jump brings near would take too long.
    coming: RefCell<VecDeque<u32>>,
    /// What holds for all cards, as they show it.
    shown: Cell<Option<ForEach>>,
}

/// Where one of them stands. Copies are the same place.
#[derive(Clone)]
struct Place {
    upload: Rc<Upload>,
    element: Element,
    /// What stands there while there is no card.
    name: Element,
    card: Option<Rc<Card>>,
}

/// Whether each is a line, whether there is but one, and who sees those of which nothing else is said.
type ForEach = (bool, bool, Visibility);

/// Whether one picture is all there is.
pub(super) fn is_single(now: &Overview) -> bool {
    now.totals.count == 1 && !now.is_dense
}

/// Whether those that have failed can be seen alone.
pub(super) fn can_be_filtered(now: &Overview) -> bool {
    now.totals.failed > 0 && now.totals.count > MANY
}

impl List {
    pub(super) fn of(drawn: &Element, queue: &UploadQueue) -> Option<Rc<Self>> {
        let list = Rc::new(Self {
            queue: queue.clone(),
            element: dom::first_in(drawn, ".upload__list")?,
            filter: dom::first_in(drawn, ".upload__filter")?,
            failed_alone: Cell::new(false),
            observer: OnceCell::new(),
            places: RefCell::default(),
            coming: RefCell::default(),
            shown: Cell::new(None),
        });
        let told = Rc::clone(&list);
        let observer = nearness::observer(NEAR, move |place, is_near| told.come_or_go(&place, is_near));
        if let Some(observer) = observer {
            // It is empty so far.
            let _ = list.observer.set(observer);
        }
        list.listen();
        Some(list)
    }

    fn listen(self: &Rc<Self>) {
        let pressed = Rc::clone(self);
        dom::on(&self.element, "click", move |event| pressed.press(&event));
        let typed = self.queue.clone();
        dom::on(&self.element, "input", move |event| note_typed(&typed, &event));
        let chosen = self.queue.clone();
        dom::on(&self.element, "change", move |event| {
            if let (Some(visibility), Some(key)) = (visibility::chosen(&event), key_of(&event)) {
                chosen.say(key, |words| words.visibility = Some(visibility));
            }
        });
        let filtered = Rc::clone(self);
        dom::on(&self.filter, "click", move |_| {
            filtered.failed_alone.set(!filtered.failed_alone.get());
            filtered.show_filter(&filtered.queue.overview());
        });
    }

    /// A button of a card was pressed.
    fn press(&self, event: &Event) {
        let Some((button, key)) = dom::target_in(event, "[data-do]").zip(key_of(event)) else { return };
        match dom::attribute(&button, "data-do").as_str() {
            "remove" => self.queue.remove(key),
            "retry" => self.queue.retry(key),
            "keep" => self.queue.keep_both(key),
            _ => {
                if let Some(card) = self.place(key).and_then(|place| place.card) {
                    card.unfold();
                }
            }
        }
    }

    /// Shows what has changed.
    pub(super) fn show(self: &Rc<Self>, changes: Changes, now: &Overview) {
        if changes.gone {
            self.take_out();
        }
        for upload in changes.came.into_iter().filter(|upload| !upload.is_removed()) {
            self.put_in(upload);
        }
        toggle(&self.element, "upload__list--dense", now.is_dense);
        self.show_filter(now);
        for place in changes.changed.iter().filter_map(|upload| self.place(upload.key)) {
            place.show(now);
        }
        let for_each = (now.is_dense, is_single(now), now.visibility);
        if self.shown.replace(Some(for_each)) != Some(for_each) {
            let places = self.places.borrow().clone();
            for place in places {
                place.show(now);
            }
        }
    }

    /// Once none has failed any more, all are shown again.
    fn show_filter(&self, now: &Overview) {
        let alone = self.failed_alone.get() && now.totals.failed > 0;
        self.failed_alone.set(alone);
        toggle(&self.element, "upload__list--failed", alone);
        dom::set(&self.filter, "aria-pressed", Some(if alone { "true" } else { "false" }));
        let words = match now.totals.failed {
            1 => "Show only the 1 that failed".to_owned(),
            count => format!("Show only the {} that failed", grouped(count as u64)),
        };
        say(&self.filter, &words);
    }

    fn put_in(self: &Rc<Self>, upload: Rc<Upload>) {
        let Some(element) = dom::copy_of_template(PLACE) else { return };
        let Some(name) = element.first_element_child() else { return };
        let key = upload.key;
        element.set_id(&format!("{ID}{key}"));
        name.set_text_content(Some(&upload.name));
        dom::set(&element, "data-state", Some(upload.step().name()));
        // It takes any element.
        let _ = self.element.append_child(&element);
        self.places.borrow_mut().push(Place { upload, element: element.clone(), name, card: None });
        match self.observer.get() {
            Some(observer) => observer.observe(&element),
            // A browser without such observers takes all of them for near.
            None => self.make_soon(key),
        }
    }

    fn take_out(&self) {
        let places = self.places.take();
        let (gone, stay): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| place.upload.is_removed());
        self.places.replace(stay);
        for place in gone {
            if let Some(observer) = self.observer.get() {
                observer.unobserve(&place.element);
            }
            place.element.remove();
        }
    }

    fn place(&self, key: u32) -> Option<Place> {
        let places = self.places.borrow();
        let at = places.binary_search_by_key(&key, |place| place.upload.key).ok()?;
        places.get(at).cloned()
    }

    fn set_card(&self, key: u32, card: Option<Rc<Card>>) {
        if let Some(place) = self.places.borrow_mut().iter_mut().find(|place| place.upload.key == key) {
            place.card = card;
        }
    }

    /// A card is made when it comes near. In a long list it goes when it is away, unless somebody is at work in it.
    fn come_or_go(self: &Rc<Self>, element: &Element, is_near: bool) {
        let Some(place) = key_in(element).and_then(|key| self.place(key)) else { return };
        let key = place.upload.key;
        if is_near {
            self.make_soon(key);
        } else if self.queue.overview().is_dense && !place.is_in_use() {
            self.coming.borrow_mut().retain(|coming| *coming != key);
            if place.card.is_some() {
                self.set_card(key, None);
                place.element.set_text_content(None);
                // It takes any element.
                let _ = place.element.append_child(&place.name);
            }
        }
    }

    fn make_soon(self: &Rc<Self>, key: u32) {
        self.coming.borrow_mut().push_back(key);
        if self.coming.borrow().len() == 1 {
            self.make_with_next_frame();
        }
    }

    fn make_with_next_frame(self: &Rc<Self>) {
        let list = Rc::clone(self);
        dom::next_frame(move || list.make_some());
    }

    fn make_some(self: &Rc<Self>) {
        let mut coming = self.coming.take();
        let rest = coming.split_off(coming.len().min(MADE_AT_ONCE));
        let is_last = rest.is_empty();
        self.coming.replace(rest);
        let now = self.queue.overview();
        for place in coming.into_iter().filter_map(|key| self.place(key)) {
            self.make(&place, &now);
        }
        if !is_last {
            self.make_with_next_frame();
        }
    }

    /// Makes a card. What is there already is not made anew.
    fn make(&self, place: &Place, now: &Overview) {
        if place.card.is_some() {
            return;
        }
        place.name.remove();
        if let Some(card) = Card::of(&place.upload, &place.element) {
            card.show(now);
            self.set_card(place.upload.key, Some(Rc::new(card)));
        }
    }
}

impl Place {
    fn show(&self, now: &Overview) {
        dom::set(&self.element, "data-state", Some(self.upload.step().name()));
        if let Some(card) = &self.card {
            card.show(now);
        }
    }

    /// Whether somebody is at work in its card.
    fn is_in_use(&self) -> bool {
        let has_focus = || document().active_element().is_some_and(|active| self.element.contains(Some(&active)));
        self.card.as_ref().is_some_and(|card| card.is_unfolded()) || has_focus()
    }
}

/// The key of the upload at whose place something happened.
fn key_of(event: &Event) -> Option<u32> {
    key_in(&dom::target_in(event, ".upload-card")?)
}

fn key_in(place: &Element) -> Option<u32> {
    place.id().strip_prefix(ID)?.parse().ok()
}

/// Notes what is typed in a field of a card.
fn note_typed(queue: &UploadQueue, event: &Event) {
    let Some(field) = dom::target_in(event, "[data-words]") else { return };
    if let Some(key) = key_of(event) {
        let text = field.unchecked_ref::<HtmlInputElement>().value();
        queue.say(key, |words| words.set_text(&dom::attribute(&field, "data-words"), text));
    }
}
