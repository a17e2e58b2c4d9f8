//! The channel that a page shows: what is known of it, and how changes come into it.

use super::{
    entry::{Seen, WANTED, quiet},
    fresh::Fresh,
    list::List,
    outbox::Outbox,
    wire::{Message, say},
};
use crate::app::browser::{dom, post};
use leptos::prelude::document;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlTextAreaElement};

/// How many new messages at once are said aloud one by one; of more only their number.
const SAID_MOST: usize = 3;

/// How long to wait before a picture that is being processed is asked for again, in milliseconds.
const LOOK_AGAIN: i32 = 1_500;

/// What the message that is being written is about.
#[derive(Clone)]
pub enum About {
    /// It answers another one.
    Reply(i64),
    /// It takes the place of one's own.
    Edit(i64),
}

/// The channel.
pub struct Room {
    pub root: Element,
    pub channel: String,
    /// Empty for a direct conversation.
    pub community: String,
    /// Where its page is.
    pub address: String,
    /// One's user name; empty for a visitor.
    pub me: String,
    pub epoch: RefCell<String>,
    /// The number of the last change that is shown.
    pub seq: Cell<i64>,
    /// None where it is shown as pictures.
    pub list: Option<List>,
    pub fresh: Option<Fresh>,
    pub outbox: Option<Rc<Outbox>>,
    pub about: RefCell<Option<About>>,
    /// How many messages have come that are not in sight.
    pub missed: Cell<u32>,
}

impl Room {
    /// The channel of the page.
    pub fn of(root: Element) -> Rc<Self> {
        let of = |name: &str| dom::attribute(&root, name);
        let (channel, me) = (of("data-channel"), dom::first("html").map(|html| dom::attribute(&html, "data-member")));
        let me = me.unwrap_or_default();
        let place = dom::first_in(&root, ".room__pending").filter(|_| root.has_attribute("data-writes"));
        Rc::new(Self {
            community: of("data-community"),
            address: of("data-address"),
            epoch: RefCell::new(of("data-epoch")),
            seq: Cell::new(of("data-seq").parse().unwrap_or(0)),
            list: List::of(&root),
            fresh: Fresh::of(&root, &of("data-address")),
            outbox: place.map(|place| Outbox::of(&channel, &me, place)),
            about: RefCell::default(),
            missed: Cell::default(),
            channel,
            me,
            root,
        })
    }

    /// Whether one may do something here: `writes`, `reacts`, `pins`, `removes`.
    pub fn may(&self, what: &str) -> bool {
        self.root.has_attribute(&["data-", what].concat())
    }

    pub fn seen(&self) -> Seen<'_> {
        Seen { me: &self.me, address: &self.address }
    }

    /// The field of the message that is being written; `None` where one may not write.
    pub fn field(&self) -> Option<HtmlTextAreaElement> {
        dom::first_in(&self.root, "form[data-composer] textarea")?.dyn_into().ok()
    }

    pub fn focus_field(&self) {
        if let Some(field) = self.field() {
            dom::focus(&field, true);
        }
    }

    /// Says something about this channel.
    pub fn say(&self, kind: &str, fields: &[(&str, JsValue)]) -> bool {
        let mut all = vec![("channel", self.channel.as_str().into())];
        all.extend(fields.iter().cloned());
        say(kind, &all)
    }

    /// Shows messages as they are now, in the order of their last changes.
    pub fn apply(self: &Rc<Self>, messages: &[Message]) {
        let mut added = Vec::new();
        for message in messages {
            if message.author().username == self.me
                && let Some(outbox) = &self.outbox
            {
                outbox.arrived(&message.key());
            }
            if let Some(list) = &self.list {
                let is_news = !list.is_whole() && message.changed() == message.seq();
                let entry = list.apply(message, &self.seen());
                if is_news || entry.is_some() && !list.scroll.is_at_end() {
                    self.missed.set(self.missed.get() + 1);
                }
                added.extend(entry);
            }
            if let Some(fresh) = &self.fresh {
                fresh.add(message);
            }
        }
        self.ask_for_pictures();
        self.announce(&added);
        if !added.is_empty() {
            self.tell("talk:added");
        }
    }

    /// Tells others on this page that something has happened here.
    pub fn tell(&self, name: &str) {
        if let Ok(event) = web_sys::Event::new(name) {
            // Nothing that hears it throws.
            let _ = self.root.dispatch_event(&event);
        }
    }

    /// Has a screen reader say what others have written.
    fn announce(&self, added: &[Element]) {
        let Some(log) = dom::first_in(&self.root, "[role=log]") else { return };
        let others: Vec<_> = added.iter().filter(|entry| dom::attribute(entry, "data-author") != self.me).collect();
        let words: Vec<_> = if others.len() > SAID_MOST {
            vec![[others.len().to_string().as_str(), " new messages"].concat()]
        } else {
            others.iter().map(|entry| spoken(entry)).collect()
        };
        for words in words {
            if let Ok(line) = document().create_element("p") {
                line.set_text_content(Some(&words));
                // An element that is nowhere else can stand there.
                let _ = log.append_child(&line);
            }
        }
        while log.child_element_count() > 2 * SAID_MOST as u32 {
            log.first_element_child().iter().for_each(Element::remove);
        }
    }

    /// Asks for the pictures of messages that came without them: not everyone sees the same.
    pub fn ask_for_pictures(self: &Rc<Self>) {
        let Some(list) = &self.list else { return };
        let wanted = ["[", WANTED, "]"].concat();
        while let Some(first) = dom::first_in(&list.scroll.0, &wanted) {
            let Ok(Some(entry)) = first.closest(".message") else { return };
            dom::all_in(&entry, &wanted).iter().for_each(|picture| dom::set(picture, WANTED, None));
            self.ask_for_pictures_of(&dom::attribute(&entry, "data-seq"));
        }
    }

    /// Asks for those of one message, and again as long as any is being processed.
    fn ask_for_pictures_of(self: &Rc<Self>, seq: &str) {
        let (room, seq) = (Rc::clone(self), seq.to_owned());
        spawn_local(async move {
            let address = [room.address.as_str(), "?message=", &seq].concat();
            let Ok(html) = post::part(&address, "message", &[]).await else { return };
            let drawn = dom::parsed(&html).and_then(|parsed| parsed.query_selector(".message__pins").ok().flatten());
            if let Some(drawn) = drawn
                && room.show_pictures(&seq, &drawn)
            {
                dom::after(LOOK_AGAIN, move || room.ask_for_pictures_of(&seq));
            }
        });
    }

    /// Shows the pictures of a message as the server draws them now. Whether any is being processed.
    fn show_pictures(&self, seq: &str, drawn: &Element) -> bool {
        let Some(list) = &self.list else { return false };
        let Some(entry) = dom::first_in(&list.scroll.0, &["#m-", seq].concat()) else { return false };
        let Some(place) = dom::first_in(&entry, ".message__pins") else { return false };
        let active = document().active_element();
        let has_focus = |element: &Element| active.as_ref().is_some_and(|active| element.contains(Some(active)));
        if !has_focus(&entry) {
            quiet(drawn);
        }
        let had_focus = has_focus(&place);
        list.scroll.following(|| {
            // Both are there, and neither is in the other.
            let _ = place.replace_with_with_node_1(drawn);
        });
        if had_focus {
            dom::focus(&entry, true);
        }
        dom::first_in(drawn, "[data-waiting]").is_some()
    }
}

/// A message as it is said aloud.
fn spoken(entry: &Element) -> String {
    let text =
        |selector: &str| dom::first_in(entry, selector).and_then(|place| place.text_content()).unwrap_or_default();
    let (name, words) = (text(".message__name"), text(".message__words"));
    let pictures = dom::first_in(entry, ".message__pin").is_some();
    match (words.trim(), pictures) {
        ("", _) => [name.as_str(), " posted a picture"].concat(),
        (words, false) => [name.as_str(), ": ", words].concat(),
        (words, true) => [name.as_str(), ": ", words, ", with a picture"].concat(),
    }
}
