//! The upload page in a browser: its form takes what is dropped or pasted as well, lists what was chosen, and says how far each and all of
//! it is. On other pages: that uploads are going on.

mod action_bar;
mod announcer;
mod card;
mod drop_zone;
mod duplicates;
mod for_all;
mod list;
mod parts;
mod progress;
mod remarks;
mod status;
mod under_way;
mod visibility;

use crate::{
    app::{
        browser::{are_uploads_under_way, dom},
        uploads::{Changes, Going, Overview, UploadQueue},
    },
    model::ids::UserId,
};
use action_bar::ActionBar;
use duplicates::{Duplicates, are_several};
use for_all::ForAll;
use list::{List, can_be_filtered};
use parts::{arrange_by, toggle};
use remarks::Remarks;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

/// The `<template>` in which the server draws what comes below the zone.
const TEMPLATE: &str = "uploading";

/// Takes over the form of the upload page, or goes on with what is under way, for the member `account`. `largest`: the largest file, in
/// bytes; `batch`: how many files at once.
pub fn start(account: UserId, largest: u64, batch: u32) {
    if let Some(form) = dom::first("[data-upload]") {
        if UploadPage::start(form, UploadQueue::new(account, largest, batch)).is_none() {
            dom::report("could not show the uploads", &JsValue::NULL);
        }
    } else if let Some(place) = dom::first("#under-way").filter(|_| are_uploads_under_way(&account.to_string())) {
        under_way::follow(place, &UploadQueue::new(account, largest, batch));
    }
}

struct UploadPage {
    queue: UploadQueue,
    form: Element,
    zone: Element,
    /// What stands below the zone, in its order.
    pieces: Vec<Element>,
    remarks: Remarks,
    duplicates: Duplicates,
    for_all: ForAll,
    list: Rc<List>,
    bar: ActionBar,
}

impl UploadPage {
    fn start(form: Element, queue: UploadQueue) -> Option<()> {
        let drawn = dom::copy_of_template(TEMPLATE)?;
        let page = Rc::new(Self {
            zone: dom::first_in(&form, ".dropzone")?,
            pieces: dom::all_in(&drawn, ":scope > *"),
            remarks: Remarks::of(&drawn)?,
            duplicates: Duplicates::of(&drawn, &queue)?,
            for_all: ForAll::of(&drawn, &queue)?,
            list: List::of(&drawn, &queue)?,
            bar: ActionBar::of(&drawn, &queue)?,
            form,
            queue,
        });
        page.show(Changes::default());
        page.listen();
        Some(())
    }

    fn listen(self: &Rc<Self>) {
        let page = Rc::clone(self);
        self.queue.when_changed(move |changes| page.show(changes));
        let sent = self.queue.clone();
        dom::on(&self.form, "submit", move |event| {
            event.prevent_default();
            sent.send_all();
        });
        dom::on(&self.form, "keydown", |event| keep_from_sending(&event));
        drop_zone::follow(&self.form, &self.queue);
    }

    fn show(&self, changes: Changes) {
        let now = self.queue.overview();
        // Once there is a list, the zone makes room.
        toggle(&self.zone, "dropzone--small", now.totals.count > 0);
        self.remarks.show(&now, &self.queue);
        self.duplicates.show(&now);
        self.for_all.show(&now);
        arrange_by(&self.form, &self.pieces, &pieces_at(&now));
        self.list.show(changes, &now);
        self.bar.show(&now);
    }
}

/// Which of the pieces are shown that are not always.
fn pieces_at(now: &Overview) -> [(&'static str, bool); 4] {
    [
        ("signed-out", now.going == Going::SignedOut),
        ("known-several", are_several(now)),
        ("several", now.totals.count > 1),
        ("failed", can_be_filtered(now)),
    ]
}

/// Enter ends a tag or a title, and sends nothing: only the button does. It still opens a choice of files.
fn keep_from_sending(event: &Event) {
    let input = dom::target(event).and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let is_enter = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Enter");
    if is_enter && input.is_some_and(|input| input.type_() != "file") {
        event.prevent_default();
    }
}
