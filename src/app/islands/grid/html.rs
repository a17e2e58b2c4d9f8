//! HTML that stays in the browser's own strings. Where web-sys reads or writes it, it is copied into the memory of this program or back.

use js_sys::JsString;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{DocumentFragment, Element, HtmlTemplateElement};

#[wasm_bindgen]
extern "C" {
    /// An element.
    type Html;

    #[wasm_bindgen(method, getter, js_name = innerHTML)]
    fn inner_html(this: &Html) -> JsString;

    #[wasm_bindgen(method, setter, js_name = innerHTML)]
    fn set_inner_html(this: &Html, html: &JsString);

    #[wasm_bindgen(method, getter, js_name = outerHTML)]
    fn outer_html(this: &Html) -> JsString;

    #[wasm_bindgen(method, js_name = insertAdjacentHTML)]
    fn insert_adjacent_html(this: &Html, place: &str, html: &JsString);
}

/// What is in an element.
pub(super) fn inner(element: &Element) -> JsString {
    element.unchecked_ref::<Html>().inner_html()
}

/// An element with all that is in it.
pub(super) fn outer(element: &Element) -> JsString {
    element.unchecked_ref::<Html>().outer_html()
}

/// Replaces what is in an element.
pub(super) fn set_inner(element: &Element, html: &JsString) {
    element.unchecked_ref::<Html>().set_inner_html(html);
}

/// Adds HTML after an element, which has to be in another one.
pub(super) fn insert_after(element: &Element, html: &JsString) {
    element.unchecked_ref::<Html>().insert_adjacent_html("afterend", html);
}

/// The elements of a piece of HTML, apart from the document: their pictures are not fetched yet.
pub(super) fn parsed(html: &JsString) -> Option<DocumentFragment> {
    let template: HtmlTemplateElement = document().create_element("template").ok()?.dyn_into().ok()?;
    set_inner(&template, html);
    Some(template.content())
}

/// The elements of such a piece, without those in them.
pub(super) fn children(content: &DocumentFragment) -> Vec<Element> {
    std::iter::successors(content.first_element_child(), Element::next_element_sibling).collect()
}
