//! Where pictures are dropped, chosen or pasted, and folders of them. The zone itself is drawn by the server.

use crate::app::{
    browser::{self, dom},
    uploads::UploadQueue,
};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// Takes what is dropped, chosen or pasted from here on. The whole page takes what is dropped.
pub(super) fn follow(form: &Element, queue: &UploadQueue) {
    if let Some(files) = input(form, "#files") {
        // What was chosen before this was here.
        queue.add(browser::chosen_files(&files));
        let (chosen, queue) = (files.clone(), queue.clone());
        dom::on(&files, "change", move |_| queue.add(browser::chosen_files(&chosen)));
    }
    if let Some(folder) = input(form, "#folder") {
        let (chosen, queue) = (folder.clone(), queue.clone());
        dom::on(&folder, "change", move |_| queue.add_folder(browser::chosen_folder(&chosen)));
        if let Some(button) = dom::first_in(form, ".dropzone__folder") {
            dom::on(&button, "click", move |_| browser::choose_folder(&folder));
        }
    }
    let pasted = queue.clone();
    dom::on(&window(), "paste", move |event| pasted.add(browser::pasted_files(event.unchecked_ref())));
    if let Some(zone) = dom::first_in(form, ".dropzone") {
        let over = move |dragging: bool| dom::set(&zone, "data-over", dragging.then_some(""));
        let queue = queue.clone();
        browser::when_dropped(over, move |dropped| queue.add_dropped(dropped));
    }
}

fn input(form: &Element, id: &str) -> Option<HtmlInputElement> {
    dom::first_in(form, id)?.dyn_into().ok()
}
