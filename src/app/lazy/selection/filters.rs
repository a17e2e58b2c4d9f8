//! The filters of one's uploads: what is chosen is followed at once, and the address says no more than that.

use crate::app::browser::dom;
use js_sys::Reflect;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FormData, HtmlFormElement, PageTransitionEvent};

/// The form.
const FORM: &str = "form.filters[data-lazy]";

/// What its fields hold as long as nothing is asked for.
const USUAL: [(&str, &str); 6] =
    [("q", ""), ("tag", ""), ("visibility", ""), ("state", ""), ("sort", "newest"), ("view", "")];

/// Under which key a tab notes what had the focus when the form was sent: the id of a field.
const FOCUSED: &str = "filtered-by";

/// Follows the form from here on.
pub(super) fn start() {
    let form = dom::first(FORM).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form else { return };
    let chosen = form.clone();
    dom::on(&form, "change", move |event| {
        if dom::target_in(&event, "select").is_some() {
            send(&chosen);
        }
    });
    dom::on(&form, "formdata", |event| leave_out(&event));
    dom::on(&form, "submit", |_| dom::note(FOCUSED, document().active_element().map(|active| active.id()).as_deref()));
    let kept = form.clone();
    dom::on(&window(), "pageshow", move |event| {
        // A page that comes back from the browser's cache lists what its address says.
        if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
            kept.reset();
        }
    });
    if let Some(focused) = dom::noted(FOCUSED) {
        dom::note(FOCUSED, None);
        if let Some(field) = document().get_element_by_id(&focused).filter(|field| form.contains(Some(field))) {
            dom::focus(&field, true);
        }
    }
    // It may have been chosen before this was listening.
    if dom::all_in(&form, "select").iter().any(is_changed) {
        send(&form);
    }
}

fn send(form: &HtmlFormElement) {
    if let Err(error) = form.request_submit() {
        dom::report("could not send the form", &error);
    }
}

/// Whether something else is chosen than the server drew.
fn is_changed(select: &Element) -> bool {
    dom::first_in(select, "option:checked") != dom::first_in(select, "option[selected]")
}

/// Takes out of the form as it is sent what is as usual.
fn leave_out(event: &Event) {
    let fields = Reflect::get(event, &"formData".into()).ok().and_then(|fields| fields.dyn_into::<FormData>().ok());
    let Some(fields) = fields else { return };
    for (name, usual) in USUAL {
        if fields.get(name).as_string().is_some_and(|value| value.trim() == usual) {
            fields.delete(name);
        }
    }
}
