//! Days and times as the reader's own zone has them. The server, which does not know it, writes how long ago a message was sent, and days
//! in UTC.

use super::grouping::{Said, is_joined};
use crate::app::browser::dom;
use js_sys::{Date, JSON};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// No browser has a language of this name, so each takes the reader's own.
const READERS_LANGUAGE: &str = "default";

const TIME: &str = r#"{"timeStyle":"short"}"#;
const DAY_AND_TIME: &str = r#"{"dateStyle":"long","timeStyle":"short"}"#;

/// Days are written as the server writes them.
const ENGLISH: &str = "en-GB";
const DAY: &str = r#"{"dateStyle":"long"}"#;

/// On a message: when it was sent, in milliseconds since 1970, and on which day.
const AT: &str = "data-at";
const ON: &str = "data-on";

/// Writes when a message was sent, once.
pub fn stamp(entry: &Element) {
    if entry.has_attribute(AT) {
        return;
    }
    let Some(time) = dom::first_in(entry, ".message__time time") else { return };
    let date = Date::new(&dom::attribute(&time, "datetime").into());
    let at = date.get_time();
    if at.is_nan() {
        return;
    }
    time.set_text_content(Some(&String::from(
        date.to_locale_time_string_with_options(READERS_LANGUAGE, &options(TIME)),
    )));
    let title = String::from(date.to_locale_string(READERS_LANGUAGE, &options(DAY_AND_TIME)));
    dom::set(&time, "title", Some(&title));
    dom::set(entry, AT, Some(&(at as i64).to_string()));
    dom::set(entry, ON, Some(&day_of(&date)));
}

/// A name of a day that no other day has: `2026-10-28`, with months from 0.
fn day_of(date: &Date) -> String {
    let [year, month, day] = [date.get_full_year(), date.get_month(), date.get_date()].map(|part| part.to_string());
    [year.as_str(), "-", &month, "-", &day].concat()
}

fn options(json: &str) -> JsValue {
    JSON::parse(json).unwrap_or_default()
}

/// Puts days between the messages of a list, and joins those that stand together.
pub fn arrange(list: &Element) {
    dom::all_in(list, ":scope > .day").iter().for_each(Element::remove);
    let mut before = None;
    for entry in dom::all_in(list, ":scope > .message") {
        stamp(&entry);
        follow(before.as_ref(), &entry);
        before = Some(entry);
    }
}

/// Has a message follow another one: below it, or below the day that begins with it.
pub fn follow(before: Option<&Element>, entry: &Element) {
    let is_new_day = before.is_none_or(|before| dom::attribute(before, ON) != dom::attribute(entry, ON));
    let above = entry.previous_element_sibling();
    // Where the unread ones begin, a message has its name.
    let is_apart = above.as_ref().is_some_and(|above| above.class_list().contains("unread"));
    if is_new_day && let Some(day) = day(entry) {
        // It stands above the mark, too.
        let first = above.filter(|_| is_apart).unwrap_or_else(|| entry.clone());
        // Both are in the list.
        let _ = first.before_with_node_1(&day);
    }
    let joined = !is_new_day && !is_apart && before.is_some_and(|before| stand_together(before, entry));
    dom::set(entry, "data-joined", joined.then_some(""));
}

fn stand_together(before: &Element, entry: &Element) -> bool {
    let at = |entry: &Element| dom::attribute(entry, AT).parse().unwrap_or(0);
    let authors = [before, entry].map(|entry| dom::attribute(entry, "data-author"));
    let answers = dom::first_in(entry, ".message__quote").is_some();
    let first = Said { author: &authors[0], at: at(before), answers: false };
    is_joined(first, Said { author: &authors[1], at: at(entry), answers })
}

fn day(entry: &Element) -> Option<Element> {
    let day = dom::copy_of_template("day")?;
    let date = Date::new(&JsValue::from_f64(dom::attribute(entry, AT).parse().ok()?));
    let words = String::from(date.to_locale_date_string(ENGLISH, &options(DAY)));
    dom::first_in(&day, "time")?.set_text_content(Some(&words));
    Some(day)
}
