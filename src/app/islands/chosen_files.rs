//! Shows a picture that was chosen from one's files in the place of the present one (`data-preview` on the field: what of).

use super::dom;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement, Url};

/// Where what was there before is kept, for whoever chooses nothing after all.
const BEFORE: &str = "data-before";

/// Listens for files that are chosen.
pub fn start() {
    dom::on_each("change", "input[data-preview]", |input, _| {
        if let Err(error) = show(&input) {
            dom::report("could not show the picture", &error);
        }
    });
}

fn show(input: &Element) -> Result<(), JsValue> {
    let of = dom::attribute(input, "data-preview");
    let around = input.closest(&[".", &of, "-picker"].concat())?;
    let preview = around.and_then(|around| dom::first_in(&around, &[".", &of, "-picker__preview"].concat()));
    let Some(preview) = preview else { return Ok(()) };
    if !preview.has_attribute(BEFORE) {
        dom::set(&preview, BEFORE, Some(&preview.inner_html()));
    }
    let chosen = input.unchecked_ref::<HtmlInputElement>().files().and_then(|files| files.get(0));
    let Some(file) = chosen else {
        preview.set_inner_html(&dom::attribute(&preview, BEFORE));
        return Ok(());
    };
    let picture = document().create_element("img")?;
    let address = Url::create_object_url_with_blob(&file)?;
    dom::set(&picture, "alt", Some(""));
    dom::set(&picture, "src", Some(&address));
    // A picture that has been read needs its address no more.
    dom::on(&picture, "load", move |_| {
        let _ = Url::revoke_object_url(&address);
    });
    preview.set_inner_html("");
    if of == "avatar" {
        let round = document().create_element("span")?;
        round.set_class_name("avatar avatar--picked avatar--plain");
        picture.set_class_name("avatar__picture");
        round.append_child(&picture)?;
        preview.append_child(&round)?;
    } else {
        picture.set_class_name("picture-picker__picture");
        preview.append_child(&picture)?;
    }
    Ok(())
}
