//! A new board for the picture on a pin's page. It is made in place; without script its form leads to the page anew.

use super::{
    dom,
    post::{self, Refusal},
    saves, toasts, toggles, wrong,
};
use crate::{app::browser::filled, model::text::isolated};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement};

/// The form.
const FORM: &str = "form.save__new";

/// The boards to choose from.
const LIST: &str = ".save__list";

/// Listens for the form.
pub fn start() {
    dom::on_each("submit", FORM, |form, event| {
        event.prevent_default();
        create(form.unchecked_into());
    });
}

/// Makes a board with the picture on it.
fn create(form: HtmlFormElement) {
    let Some(button) = dom::first_in(&form, "[type=submit]:not([aria-disabled])") else { return };
    dom::set(&button, "aria-disabled", Some("true"));
    spawn_local(async move {
        let [pin, title, private] = ["pin", "title", "private"].map(|name| filled(&form, name));
        let fields = [("want", "new"), ("pin", pin.as_str()), ("title", title.as_str()), ("private", private.as_str())];
        let action = dom::attribute(&form, "action");
        let made = post::post_fields(&action, &fields).await;
        show_wrong(&form, made.as_ref().err());
        if made.is_ok() {
            saves::set(&pin, true);
            show_saved(&form).await;
            form.reset();
            toasts::success(&format!("Saved to “{}”.", isolated(title.trim())));
        }
        dom::set(&button, "aria-disabled", None);
    });
}

/// Says what is wrong: with the title at its field, anything else beside it.
fn show_wrong(form: &Element, refusal: Option<&Refusal>) {
    let of_title = refusal.and_then(|refusal| refusal.fields.iter().find(|(name, _)| name == "title"));
    if let Some(field) = dom::first_in(form, ".field") {
        wrong::show(&field, of_title.map(|(_, words)| words.as_str()));
    }
    let Some(status) = dom::first_in(form, ":scope > [role=status]") else { return };
    status.set_inner_html("");
    if let (Some(refusal), None, Ok(words)) = (refusal, of_title, document().create_element("p")) {
        words.set_class_name("field__error");
        words.set_text_content(Some(&refusal.words));
        // It is new, and belongs nowhere else.
        let _ = status.append_with_node_1(&words);
    }
}

/// Shows what is saved where. The form stays, with the focus, and what stands around it as open as it is. Where it cannot be fetched, the
/// next page shows it.
async fn show_saved(form: &Element) {
    let Ok(html) = post::part(&dom::here(), "saved", &[]).await else { return };
    let Some(drawn) = dom::parsed(&html) else { return };
    let drawn = |selector: &str| drawn.query_selector(selector).ok().flatten();
    for selector in ["[data-save-word]", "[data-on-boards]"] {
        if let (Some(shown), Some(now)) = (dom::first(selector), drawn(selector)) {
            shown.set_inner_html(&now.inner_html());
        }
    }
    if let Some(list) = drawn(LIST) {
        // The form is in the document, and so is the list.
        let _ = match dom::first(LIST) {
            Some(before) => before.replace_with_with_node_1(&list),
            None => form.before_with_node_1(&list),
        };
        toggles::apply_pressed(&list);
    }
}
