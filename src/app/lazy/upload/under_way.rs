//! On all other pages: that uploads are going on, and the way back to them.

use super::parts::{arrange, say};
use crate::app::{browser::dom, counts::grouped, uploads::UploadQueue};
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// Shows a link with how far they are, as long as they are under way.
pub(super) fn follow(place: Element, queue: &UploadQueue) {
    let (link, words) = match link() {
        Ok(made) => made,
        Err(error) => return dom::report("could not show that uploads are going on", &error),
    };
    let shown = queue.clone();
    queue.when_changed(move |_| {
        let totals = shown.overview().totals;
        let [sent, count] = [totals.sent(), totals.count].map(|number| grouped(number as u64));
        say(&words, &format!("Uploading: {sent} of {count}"));
        arrange(&place, &[(&link, totals.to_go() > 0)]);
    });
}

/// The link, and where its words go.
fn link() -> Result<(Element, Element), JsValue> {
    let create = |name| document().create_element(name);
    let (link, spinner, words) = (create("a")?, create("span")?, create("span")?);
    link.set_class_name("under-way");
    link.set_attribute("href", "/upload")?;
    spinner.set_class_name("spinner");
    spinner.set_attribute("aria-hidden", "true")?;
    link.append_child(&spinner)?;
    link.append_child(&words)?;
    Ok((link, words))
}
