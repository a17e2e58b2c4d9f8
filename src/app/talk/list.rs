//! The messages that are shown: a stretch of the channel's history, which reaches to its newest message or does not.

use super::{
    dates,
    entry::{self, Seen, say_in},
    scroll::Scroll,
    wire::Message,
};
use crate::app::browser::dom;
use leptos::prelude::document;
use std::cell::{Cell, RefCell};
use web_sys::Element;

/// How many messages the page holds at most. Those furthest from what is in sight leave it then.
pub const HELD_MOST: usize = 300;

/// How many leave at once, as new ones come in at the end.
const LEAVE: usize = 50;

/// A message.
pub const ENTRY: &str = ":scope > .message";

/// Which way from what is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Older,
    Newer,
}

impl Way {
    /// The relation of the link that leads there.
    pub const fn rel(self) -> &'static str {
        match self {
            Self::Older => "prev",
            Self::Newer => "next",
        }
    }
}

/// The list.
pub struct List {
    pub scroll: Scroll,
    /// How many stretches are being fetched.
    pub fetching: Cell<u32>,
    /// What has changed meanwhile: a stretch may have been read before.
    late: RefCell<Vec<Message>>,
}

impl List {
    /// The list of a page; `None` where it shows pictures instead.
    pub fn of(room: &Element) -> Option<Self> {
        let scroll = dom::first_in(room, ".room__scroll")?;
        let list = Self { scroll: Scroll(scroll), fetching: Cell::default(), late: RefCell::default() };
        dates::arrange(&list.list()?);
        Some(list)
    }

    /// All that is scrolled, which is replaced where the newest are shown anew.
    pub fn flow(&self) -> Option<Element> {
        dom::first_in(&self.scroll.0, ".room__flow")
    }

    /// The list itself.
    pub fn list(&self) -> Option<Element> {
        dom::first_in(&self.scroll.0, ".room__list")
    }

    pub fn entries(&self) -> Vec<Element> {
        self.list().map(|list| dom::all_in(&list, ENTRY)).unwrap_or_default()
    }

    /// The message of this number, where it is shown.
    pub fn find(&self, seq: i64) -> Option<Element> {
        dom::first_in(&self.scroll.0, &["#m-", &seq.to_string()].concat())
    }

    /// Whether it reaches to the newest message.
    pub fn is_whole(&self) -> bool {
        self.way(Way::Newer).is_none()
    }

    /// The link that leads on.
    pub fn way(&self, way: Way) -> Option<Element> {
        dom::first_in(&self.scroll.0, &["a[rel=", way.rel(), "]"].concat())
    }

    /// Shows a message as it is now, where it belongs to what is shown. Gives it where it is a new one at the end.
    pub fn apply(&self, message: &Message, seen: &Seen<'_>) -> Option<Element> {
        if self.fetching.get() > 0 {
            self.late.borrow_mut().push(message.clone());
        }
        let mut added = None;
        self.scroll.following(|| added = self.put(message, seen));
        added
    }

    /// Shows what has changed while a stretch was being fetched.
    pub fn catch_up(&self, seen: &Seen<'_>) {
        if self.fetching.get() == 0 {
            for message in self.late.take() {
                self.put(&message, seen);
            }
        }
    }

    fn put(&self, message: &Message, seen: &Seen<'_>) -> Option<Element> {
        let list = self.list()?;
        requote(&list, message);
        match self.find(message.seq()) {
            Some(known) if changed(&known) >= message.changed() => None,
            Some(known) if message.is_deleted() => {
                leave_focus(&known);
                known.remove();
                // A day may have lost its last message.
                dates::arrange(&list);
                None
            }
            Some(known) => {
                replace(&known, &entry::draw(message, seen, Some(&known))?);
                None
            }
            None if message.is_deleted() || !self.is_whole() => None,
            None => self.add(&list, message, seen),
        }
    }

    /// Shows a message that is not there yet. Where it was changed since it was sent, it may come after newer ones.
    fn add(&self, list: &Element, message: &Message, seen: &Seen<'_>) -> Option<Element> {
        let entries = self.entries();
        let older = entries.iter().rposition(|entry| seq(entry) < message.seq());
        match (older, entries.first()) {
            // The way to older messages leads to it.
            (None, Some(_)) if self.way(Way::Older).is_some() => None,
            (None, Some(first)) => insert(list, first, message, seen),
            (Some(at), _) if at + 1 < entries.len() => insert(list, &entries[at + 1], message, seen),
            (_, _) => self.append(list, entries.last(), message, seen),
        }
    }

    fn append(&self, list: &Element, last: Option<&Element>, message: &Message, seen: &Seen<'_>) -> Option<Element> {
        let drawn = entry::draw(message, seen, None)?;
        let own = dom::attribute(&drawn, "data-author") == seen.me;
        if !own && document().hidden() && dom::first_in(list, ".unread").is_none() {
            // Whoever comes back sees where it went on.
            let mark = dom::copy_of_template("unread-mark")?;
            list.append_child(&mark).ok()?;
        } else if own && let Some(mark) = dom::first_in(list, ".unread") {
            mark.remove();
        }
        list.append_child(&drawn).ok()?;
        dates::follow(last, &drawn);
        if let Some(empty) = dom::first_in(&self.scroll.0, ".room__empty") {
            dom::set(&empty, "hidden", Some(""));
        }
        self.let_go_of_oldest(seen);
        Some(drawn)
    }

    /// Keeps a page light that is open for days.
    fn let_go_of_oldest(&self, seen: &Seen<'_>) {
        let entries = self.entries();
        if entries.len() >= HELD_MOST + LEAVE {
            self.let_go(entries, Way::Older, seen);
        }
    }

    /// Takes those messages out of the page that are too many, from one end on. The way there leads to them again.
    pub fn let_go(&self, entries: Vec<Element>, from: Way, seen: &Seen<'_>) {
        let Some(surplus) = entries.len().checked_sub(HELD_MOST).filter(|surplus| *surplus > 0) else { return };
        let (gone, edge, name) = match from {
            Way::Older => (&entries[..surplus], &entries[surplus], "before"),
            Way::Newer => (&entries[HELD_MOST..], &entries[HELD_MOST - 1], "after"),
        };
        gone.iter().for_each(Element::remove);
        let address = [seen.address, "?", name, "=", &seq(edge).to_string()].concat();
        self.set_way(from, Some(&address));
        if let Some(list) = self.list() {
            dates::arrange(&list);
        }
    }

    /// Sets where the link leads that leads on, or takes it away at the end.
    pub fn set_way(&self, way: Way, address: Option<&str>) {
        let known = self.way(way);
        let Some(address) = address else {
            if let Some(around) = known.and_then(|link| link.parent_element()) {
                around.remove();
            }
            return;
        };
        let link = known.or_else(|| self.add_way(way));
        if let Some(link) = link {
            dom::set(&link, "href", Some(address));
        }
    }

    fn add_way(&self, way: Way) -> Option<Element> {
        let list = self.list()?;
        let around = match way {
            Way::Older => {
                let around = dom::copy_of_template("more-older")?;
                list.before_with_node_1(&around).ok()?;
                around
            }
            Way::Newer => {
                let around = dom::copy_of_template("more-newer")?;
                list.after_with_node_1(&around).ok()?;
                around
            }
        };
        dom::first_in(&around, "a")
    }
}

/// The number of a message.
pub fn seq(entry: &Element) -> i64 {
    dom::attribute(entry, "data-seq").parse().unwrap_or(0)
}

fn changed(entry: &Element) -> i64 {
    dom::attribute(entry, "data-changed").parse().unwrap_or(0)
}

/// Shows a message before one that is newer.
fn insert(list: &Element, newer: &Element, message: &Message, seen: &Seen<'_>) -> Option<Element> {
    let drawn = entry::draw(message, seen, None)?;
    newer.before_with_node_1(&drawn).ok()?;
    dates::arrange(list);
    Some(drawn)
}

/// Puts a message as it is now in the place of what was shown of it.
fn replace(known: &Element, now: &Element) {
    for name in ["data-joined", "data-marked", "tabindex", "hidden"] {
        dom::set(now, name, known.get_attribute(name).as_deref());
    }
    let had_focus = document().active_element().is_some_and(|active| known.contains(Some(&active)));
    // It is in the document, and stays there.
    let _ = known.replace_with_with_node_1(now);
    if had_focus {
        dom::focus(now, true);
    }
}

/// Takes the focus from a message that goes to one beside it.
fn leave_focus(entry: &Element) {
    let has_focus = document().active_element().is_some_and(|active| entry.contains(Some(&active)));
    let next = entry.next_element_sibling().or_else(|| entry.previous_element_sibling());
    if let Some(next) = next.filter(|_| has_focus) {
        dom::focus(&next, true);
    }
}

/// Has those that answer a message show how it begins now.
fn requote(list: &Element, message: &Message) {
    let selector = [".message__quote[data-seq=\"", &message.seq().to_string(), "\"]"].concat();
    for quote in dom::all_in(list, &selector) {
        if message.is_deleted() {
            say_in(&quote, ".message__quoted", "");
            say_in(&quote, ".message__excerpt", "Deleted message");
        } else if message.is_edited() {
            let excerpt: String = message.body().chars().take(140).collect();
            say_in(&quote, ".message__excerpt", &excerpt);
        }
    }
}
