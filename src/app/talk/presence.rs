//! Who is typing, and who is here.

use super::{
    entry::say_in,
    room::Room,
    wire::{Person, get, list, number, person},
};
use crate::app::browser::dom;
use leptos::prelude::document;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// How long somebody is shown as typing after the last that was heard of it, in milliseconds.
const TYPING: f64 = 5_000.0;

/// How often that is looked at, in milliseconds.
const LOOK_EVERY: i32 = 1_000;

/// What stands in place of the names of very many.
const UNNAMED: &str = "Names are shown while up to 200 people are here.";

thread_local! {
    /// Who is typing, and until when that is shown.
    static TYPERS: RefCell<Vec<(Person, f64)>> = const { RefCell::new(Vec::new()) };
    static LOOKING: Cell<bool> = const { Cell::new(false) };
}

/// Somebody is typing.
pub fn show_typing(room: &Rc<Room>, frame: &JsValue) {
    let person = person(&get(frame, "person"));
    let until = js_sys::Date::now() + TYPING;
    TYPERS.with_borrow_mut(|typers| {
        typers.retain(|(known, _)| known.username != person.username);
        typers.push((person, until));
    });
    say(room);
    look_later(room);
}

/// Those who have just sent something are not typing any more.
pub fn stop_typing(room: &Room, username: &str) {
    TYPERS.with_borrow_mut(|typers| typers.retain(|(known, _)| known.username != username));
    say(room);
}

fn look_later(room: &Rc<Room>) {
    if LOOKING.replace(true) {
        return;
    }
    let room = Rc::clone(room);
    dom::after(LOOK_EVERY, move || {
        LOOKING.set(false);
        let now = js_sys::Date::now();
        let any = TYPERS.with_borrow_mut(|typers| {
            typers.retain(|(_, until)| *until > now);
            !typers.is_empty()
        });
        say(&room);
        if any {
            look_later(&room);
        }
    });
}

fn say(room: &Room) {
    let names: Vec<_> = TYPERS.with_borrow(|typers| typers.iter().map(|(person, _)| person.name.clone()).collect());
    say_in(&room.root, ".room__typing", &typing_words(&names));
}

fn typing_words(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => [one.as_str(), " is typing"].concat(),
        [one, other] => [one.as_str(), " and ", other, " are typing"].concat(),
        _ => "Several people are typing".to_owned(),
    }
}

/// Shows who has the channel open.
pub fn show_here(room: &Room, frame: &JsValue) {
    let Some(here) = dom::first_in(&room.root, "[data-here]") else { return };
    let count = number(frame, "count");
    dom::set(&here, "hidden", (count < 2).then_some(""));
    say_in(&here, "summary", &[count.to_string().as_str(), " here"].concat());
    let Some(place) = dom::first_in(&here, "ul") else { return };
    place.set_text_content(None);
    let people = list(frame, "people");
    let entries = people.iter().filter_map(|one| named(&person(one)));
    // Where there are many, the server names nobody.
    for entry in entries.chain(people.is_empty().then(unnamed).flatten()) {
        // An element that is nowhere else can stand there.
        let _ = place.append_child(&entry);
    }
}

fn unnamed() -> Option<Element> {
    let entry = document().create_element("li").ok()?;
    entry.set_text_content(Some(UNNAMED));
    Some(entry)
}

fn named(person: &Person) -> Option<Element> {
    let (entry, link) = (document().create_element("li").ok()?, document().create_element("a").ok()?);
    link.set_class_name("dropdown__item");
    link.set_text_content(Some(&person.name));
    dom::set(&link, "href", Some(&["/@", &person.username].concat()));
    entry.append_child(&link).ok()?;
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::typing_words;

    #[test]
    fn who_is_typing_is_told_in_words() {
        let names = ["Ana", "Bo", "Cy"].map(str::to_owned);
        let words = ["", "Ana is typing", "Ana and Bo are typing", "Several people are typing"];
        for (count, words) in words.into_iter().enumerate() {
            assert_eq!(typing_words(&names[..count]), words);
        }
    }
}
