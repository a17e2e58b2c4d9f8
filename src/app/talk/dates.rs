//! Days and times as the reader's own zone has them. The server, which does not know it, writes how long ago a message was sent, and days
//! in UTC.

use super::grouping::{Said, is_joined};
use crate::app::browser::dom;
use js_sys::{Date, JSON};
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// No browser has a language of this name, so each takes the reader's own.
const READERS_LANGUAGE: &str = "default";

const TIME: &str = r#"{"timeStyle":"short"}"#;
const DAY_AND_TIME: &str = r#"{"dateStyle":"long","timeStyle":"short"}"#;

/// Days are written as the server writes them.
const ENGLISH: &str = "en-GB";
const DAY: &str = r#"{"dateStyle":"long"}"#;

/// On a message: when it was sent, in milliseconds since 1970, and on which day. A line between days has its day as well.
const AT: &str = "data-at";
const ON: &str = "data-on";

/// Goes by the reader's own days for as long as the page is open: what is today is yesterday after midnight.
pub fn start() {
    dom::on(&document(), "visibilitychange", |_| name_days());
    name_days_at_midnight();
}

fn name_days_at_midnight() {
    let until = day_from_today(1).get_time() - Date::now();
    dom::after(until.max(0.0) as i32 + 1_000, || {
        name_days();
        name_days_at_midnight();
    });
}

fn name_days() {
    dom::all(".room__list > .day").iter().for_each(name_day);
}

/// Writes what a day is called today.
fn name_day(day: &Element) {
    let Some(time) = dom::first_in(day, "time") else { return };
    let on = dom::attribute(day, ON);
    let is = |days: i32| on == day_of(&day_from_today(days));
    let in_full = dom::attribute(&time, "title");
    let words = if is(0) {
        "Today"
    } else if is(-1) {
        "Yesterday"
    } else {
        in_full.as_str()
    };
    if time.text_content().as_deref() != Some(words) {
        time.set_text_content(Some(words));
    }
}

/// When a day begins that is so many after today.
fn day_from_today(days: i32) -> Date {
    let now = Date::new_0();
    Date::new_with_year_month_day(now.get_full_year(), now.get_month() as i32, now.get_date() as i32 + days)
}

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
    let in_full = String::from(date.to_locale_date_string(ENGLISH, &options(DAY)));
    dom::set(&dom::first_in(&day, "time")?, "title", Some(&in_full));
    dom::set(&day, ON, Some(&day_of(&date)));
    name_day(&day);
    Some(day)
}
