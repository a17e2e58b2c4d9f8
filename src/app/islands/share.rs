//! Handing on links: that of a pin, and one that is shown once.

use super::{dom, toasts};
use crate::app::browser;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};

/// Listens for the buttons; that of a pin says what it will do.
pub fn start() {
    dom::on_each("click", "button[data-share]", |button, _| {
        let (title, address) = (dom::attribute(&button, "data-title"), dom::attribute(&button, "data-address"));
        spawn_local(hand_on(title, address));
    });
    dom::on_each("click", ".shown-once__text", |field, _| select(&field));
    dom::on_each("click", ".shown-once button", |button, _| spawn_local(copy_shown_once(button)));
    if let Some(root) = document().document_element() {
        renew(&root);
    }
}

/// Copies what is shown once, and says so beside it.
async fn copy_shown_once(button: Element) {
    let Ok(Some(around)) = button.closest(".shown-once") else { return };
    let (Some(field), Some(said)) = (dom::first_in(&around, "input"), dom::first_in(&around, "[role=status]")) else {
        return;
    };
    if browser::copy(&dom::attribute(&field, "value")).await {
        said.set_text_content(Some("Copied"));
    } else {
        select(&field);
        let words = "Your browser didn’t allow copying. The text is selected, so you can copy it yourself.";
        said.set_text_content(Some(words));
    }
}

fn select(field: &Element) {
    if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
        field.select();
    }
}

/// Has the buttons in what has come since say what they will do.
pub fn renew(within: &Element) {
    if browser::can_share() {
        for word in dom::all_in(within, "[data-share-word]") {
            word.set_text_content(Some("Share"));
        }
    }
}

/// Copies the link or, where the browser has a share sheet, opens that.
async fn hand_on(title: String, address: String) {
    if browser::can_share() {
        browser::share(&title, &address).await;
    } else if browser::copy(&address).await {
        toasts::success("Link copied.");
    } else {
        toasts::error("Your browser did not allow copying. Copy the link from the address bar instead.");
    }
}
