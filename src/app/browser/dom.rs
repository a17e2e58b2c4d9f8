//! Finding, listening and changing in the document, in a few words each.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AddEventListenerOptions, Element, Event, EventTarget, HtmlElement, MouseEvent};

/// The first element that a selector finds in the document.
pub fn first(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// The first element that a selector finds within another.
pub fn first_in(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// All elements that a selector finds in the document, in its order.
pub fn all(selector: &str) -> Vec<Element> {
    document().query_selector_all(selector).map(|found| listed(&found)).unwrap_or_default()
}

/// All elements that a selector finds within another, in the document's order.
pub fn all_in(within: &Element, selector: &str) -> Vec<Element> {
    within.query_selector_all(selector).map(|found| listed(&found)).unwrap_or_default()
}

fn listed(found: &web_sys::NodeList) -> Vec<Element> {
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// The element that an event happened on.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The nearest element around that of an event, itself included, which a selector finds.
pub fn target_in(event: &Event, selector: &str) -> Option<Element> {
    target(event)?.closest(selector).ok().flatten()
}

/// Whether a key is held that has browsers open a link elsewhere: in another tab or window, or as a file.
pub fn has_modifier(event: &Event) -> bool {
    event
        .dyn_ref::<MouseEvent>()
        .is_some_and(|event| event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// Whether a click opens a link in this tab, and nothing else has made use of it.
pub fn opens_here(click: &Event) -> bool {
    !has_modifier(click) && !click.default_prevented()
}

/// Calls `heard` at each such event on a target, for as long as the page is there.
pub fn on(target: &EventTarget, name: &str, heard: impl FnMut(Event) + 'static) {
    listen(target, name, heard, false);
}

/// The same before the event reaches what it is about. It also hears what does not bubble: `focus`, `toggle`, `close`, `error`.
pub fn on_capture(target: &EventTarget, name: &str, heard: impl FnMut(Event) + 'static) {
    listen(target, name, heard, true);
}

fn listen(target: &EventTarget, name: &str, heard: impl FnMut(Event) + 'static, capture: bool) {
    let heard = Closure::<dyn FnMut(Event)>::new(heard);
    let options = AddEventListenerOptions::new();
    options.set_capture(capture);
    options.set_passive(false);
    let listener = heard.as_ref().unchecked_ref();
    // Browsers refuse no listener.
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(name, listener, &options);
    heard.forget();
}

/// Calls `heard` at each such event anywhere in the document on something that a selector finds, with that element: those that come
/// later are among them.
pub fn on_each(name: &str, selector: &'static str, mut heard: impl FnMut(Element, Event) + 'static) {
    on(&document(), name, move |event| {
        if let Some(element) = target_in(&event, selector) {
            heard(element, event);
        }
    });
}

/// The value of an attribute; empty where there is none.
pub fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// Sets an attribute, or takes it away.
pub fn set(element: &Element, name: &str, value: Option<&str>) {
    // No name used here is one that browsers refuse.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Gives the focus to an element; `stay`: without scrolling to it.
pub fn focus(element: &Element, stay: bool) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(stay);
        // What cannot have the focus leaves it where it is.
        let _ = element.focus_with_options(&options);
    }
}

/// A copy of what a `<template>` of this id holds: its first element.
pub fn copy_of_template(id: &str) -> Option<Element> {
    let template: web_sys::HtmlTemplateElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    template.content().first_element_child()?.clone_node_with_deep(true).ok()?.dyn_into().ok()
}

/// The elements of a piece of HTML that this site's server has drawn, apart from the document.
pub fn parsed(html: &str) -> Option<web_sys::DocumentFragment> {
    let template: web_sys::HtmlTemplateElement = document().create_element("template").ok()?.dyn_into().ok()?;
    template.set_inner_html(html);
    Some(template.content())
}

/// Calls `then` with the next frame.
pub fn next_frame(then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    let _ = window().request_animation_frame(then.unchecked_ref());
}

/// Calls `then` after so many milliseconds.
pub fn after(milliseconds: i32, then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), milliseconds);
}

/// What this tab has noted under a key, over pages and reloads.
pub fn noted(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Notes something for this tab, or forgets it. A browser that keeps nothing goes without.
pub fn note(key: &str, value: Option<&str>) {
    let Ok(Some(storage)) = window().session_storage() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// Notes that the list at a path has changed: it is not shown again as it was.
pub fn note_changed(path: &str) {
    let now = (js_sys::Date::now() as u64).to_string();
    note(&format!("changed:{path}"), Some(&now));
}

/// The address of the page within this site: path and query.
pub fn here() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Goes to another page; `replace`: in the place of this one in the history.
pub fn go(address: &str, replace: bool) {
    let location = window().location();
    let gone = if replace { location.replace(address) } else { location.assign(address) };
    if let Err(error) = gone {
        report("could not go on", &error);
    }
}

/// Writes to the browser's console what should not happen.
pub fn report(what: &str, error: &JsValue) {
    web_sys::console::error_2(&what.into(), error);
}
