//! A message that came while the page is open, drawn as the server draws it: a copy of its template, filled in.

use super::{
    dates,
    wire::{Message, Person, Quoted, Reaction},
};
use crate::app::{
    browser::dom,
    counts::grouped,
    initials::{first_letters, tone},
};
use leptos::prelude::document;
use web_sys::Element;

/// On a picture of a message that is not known yet: it is to be asked for.
pub const WANTED: &str = "data-wanted";

/// What can have the focus within a message.
pub const STOPS: &str = "a[href], button";

/// Who looks, and where messages are seen among those around them.
pub struct Seen<'a> {
    /// Their user name; empty for a visitor.
    pub me: &'a str,
    /// The page of the channel.
    pub address: &'a str,
}

impl Seen<'_> {
    /// The page of a message.
    pub fn place_of(&self, seq: i64) -> String {
        let seq = seq.to_string();
        [self.address, "?at=", &seq, "#m-", &seq].concat()
    }
}

/// Draws a message; `before` is what was shown of it so far, whose pictures stay. `None` where the page has no template.
pub fn draw(message: &Message, seen: &Seen<'_>, before: Option<&Element>) -> Option<Element> {
    let entry = dom::copy_of_template("message")?;
    let (seq, author) = (message.seq(), message.author());
    let own = author.username == seen.me;
    entry.set_id(&["m-", &seq.to_string()].concat());
    dom::set(&entry, "data-seq", Some(&seq.to_string()));
    dom::set(&entry, "data-changed", Some(&message.changed().to_string()));
    dom::set(&entry, "data-author", Some(&author.username));
    if own {
        dom::set(&entry, "data-key", Some(&message.key()));
        dom::set(&entry, "data-body", Some(&message.body()));
    }
    draw_head(&entry, message, &author, &seen.place_of(seq))?;
    draw_quote(&entry, message.quoted(), seen)?;
    // The server has made it safe.
    dom::first_in(&entry, ".message__words")?.set_inner_html(&message.html());
    draw_pins(&entry, &message.pins(), before)?;
    draw_reactions(&entry, seq, message.reactions(), seen.me)?;
    if let Some(more) = dom::first_in(&entry, ".message__more") {
        dom::set(&more, "href", Some(&seen.place_of(seq)));
        say_in(&more, ".visually-hidden", &["Actions for the message by ", &author.name].concat());
    }
    quiet(&entry);
    Some(entry)
}

/// Takes what stands within a message out of the stops of the Tab key: the message itself leads there.
pub fn quiet(entry: &Element) {
    dom::all_in(entry, STOPS).iter().for_each(|stop| dom::set(stop, "tabindex", Some("-1")));
}

fn draw_head(entry: &Element, message: &Message, author: &Person, place: &str) -> Option<()> {
    draw_face(&dom::first_in(entry, ".avatar")?, author);
    let name = dom::first_in(entry, ".message__name")?;
    name.set_text_content(Some(&author.name));
    dom::set(&name, "href", Some(&["/@", &author.username].concat()));
    let link = dom::first_in(entry, ".message__time")?;
    dom::set(&link, "href", Some(place));
    let (written, _) = message.sent_at();
    dom::set(&dom::first_in(&link, "time")?, "datetime", Some(&written));
    dates::stamp(entry);
    for (mark, has) in [(".message__edited", message.is_edited()), (".message__pinned", message.is_pinned())] {
        if !has {
            remove(entry, mark);
        }
    }
    Some(())
}

/// Draws somebody's picture, or their initials.
fn draw_face(avatar: &Element, person: &Person) {
    if person.face.is_empty() {
        dom::set(avatar, "data-tone", Some(&tone(&person.username).to_string()));
        // The style sheet makes capitals of them.
        avatar.set_text_content(Some(&first_letters(&person.name)));
        return;
    }
    dom::set(avatar, "data-tone", None);
    avatar.set_text_content(None);
    if let Ok(picture) = document().create_element("img") {
        picture.set_class_name("avatar__picture");
        dom::set(&picture, "src", Some(&person.face));
        for (name, value) in [("alt", ""), ("width", "128"), ("height", "128")] {
            dom::set(&picture, name, Some(value));
        }
        // An element that is nowhere else can stand there.
        let _ = avatar.append_child(&picture);
    }
}

fn draw_quote(entry: &Element, quoted: Option<Quoted>, seen: &Seen<'_>) -> Option<()> {
    let Some(quoted) = quoted else {
        remove(entry, ".message__quote");
        return Some(());
    };
    let quote = dom::first_in(entry, ".message__quote")?;
    dom::set(&quote, "href", Some(&seen.place_of(quoted.seq)));
    dom::set(&quote, "data-seq", Some(&quoted.seq.to_string()));
    let excerpt = if quoted.name.is_empty() { "Deleted message" } else { quoted.excerpt.as_str() };
    say_in(&quote, ".message__quoted", &quoted.name);
    say_in(&quote, ".message__excerpt", excerpt);
    Some(())
}

/// Draws the pictures: those that were shown stay, others wait to be asked for.
fn draw_pins(entry: &Element, pins: &[String], before: Option<&Element>) -> Option<()> {
    let place = dom::first_in(entry, ".message__pins")?;
    for pin in pins {
        let known = before.and_then(|before| dom::first_in(before, &["[data-pin=\"", pin, "\"]"].concat()));
        let shown = match known {
            Some(known) => known,
            None => {
                let wanted = dom::copy_of_template("message-pin")?;
                dom::set(&wanted, "data-pin", Some(pin));
                dom::set(&wanted, WANTED, Some(""));
                wanted
            }
        };
        place.append_child(&shown).ok()?;
    }
    Some(())
}

fn draw_reactions(entry: &Element, seq: i64, reactions: Vec<Reaction>, me: &str) -> Option<()> {
    let place = dom::first_in(entry, ".message__reactions")?;
    let blank = place.first_element_child()?;
    blank.remove();
    for reaction in reactions {
        let drawn: Element = wasm_bindgen::JsCast::dyn_into(blank.clone_node_with_deep(true).ok()?).ok()?;
        let own = reaction.by.iter().any(|name| name == me);
        say_in(&drawn, ".reaction__emoji", &reaction.emoji);
        say_in(&drawn, ".reaction__count", &grouped(reaction.count.unsigned_abs()));
        let button = dom::first_in(&drawn, ".reaction")?;
        dom::set(&button, "title", Some(&reaction.by.join(", ")));
        if button.tag_name() == "BUTTON" {
            dom::set(&button, "value", Some(if own { "unreact" } else { "react" }));
            dom::set(&button, "aria-pressed", Some(if own { "true" } else { "false" }));
            for (name, value) in [("seq", seq.to_string()), ("emoji", reaction.emoji)] {
                if let Some(field) = dom::first_in(&drawn, &["[name=", name, "]"].concat()) {
                    dom::set(&field, "value", Some(&value));
                }
            }
        }
        place.append_child(&drawn).ok()?;
    }
    Some(())
}

/// Sets the text of something within an element, unless it has that text: a screen reader might say it again.
pub fn say_in(within: &Element, selector: &str, words: &str) {
    if let Some(place) = dom::first_in(within, selector)
        && place.text_content().unwrap_or_default() != words
    {
        place.set_text_content(Some(words));
    }
}

fn remove(within: &Element, selector: &str) {
    if let Some(found) = dom::first_in(within, selector) {
        found.remove();
    }
}
