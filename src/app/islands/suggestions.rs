//! A field with a list of suggestions below it for what is being typed ("list autocomplete with manual selection", WAI-ARIA APG).
//! The server draws the options; which of them the arrow keys have come to is kept in the document alone.

use super::{dom, post};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, KeyboardEvent};

/// How long nothing is typed before options are asked for, in milliseconds.
const PAUSE: i32 = 150;

/// What options are called within a list.
const OPTION: &str = "[role=option]";

/// Where the options for a field come from, and what is done with the one that is chosen.
pub trait Source {
    /// The part of a page that holds the options.
    fn part(&self) -> &'static str;

    /// The address of that page for what is typed now; `None` where there is nothing to suggest.
    fn address(&self) -> Option<String>;

    /// Uses an option that was chosen. The list is closed by then.
    fn choose(&self, option: &Element);

    /// The keys that choose the option that the arrow keys have come to.
    fn keys(&self) -> &'static [&'static str] {
        &["Enter"]
    }

    /// Told how many options are shown now.
    fn shown(&self, _count: usize) {}
}

/// A field and its list.
pub struct Suggestions {
    field: Element,
    list: Element,
    source: Box<dyn Source>,
    /// How often something was typed: an answer about what was typed before comes too late.
    turn: Cell<u32>,
}

impl Suggestions {
    /// Follows a field from here on. The list needs an id, and is empty and hidden. A field that has `aria-expanded` says there whether
    /// the list is open.
    pub fn follow(field: &Element, list: Element, source: Box<dyn Source>) -> Rc<Self> {
        let this = Rc::new(Self { field: field.clone(), list, source, turn: Cell::new(0) });
        let heard = Rc::clone(&this);
        dom::on(field, "input", move |_| heard.ask());
        let heard = Rc::clone(&this);
        dom::on(field, "keydown", move |event| heard.key(event.unchecked_ref()));
        let heard = Rc::clone(&this);
        dom::on(field, "blur", move |_| heard.close());
        let heard = Rc::clone(&this);
        // Before the field loses the focus, which closes the list.
        dom::on(&this.list, "pointerdown", move |event| {
            if let Some(option) = dom::target_in(&event, OPTION) {
                event.prevent_default();
                heard.choose(&option);
            }
        });
        this
    }

    /// Suggests nothing more, until something is typed again.
    pub fn close(&self) {
        self.begin_turn();
        self.show("");
    }

    fn begin_turn(&self) -> u32 {
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        turn
    }

    /// Asks for options, once nothing was typed for a moment.
    fn ask(self: &Rc<Self>) {
        let Some(address) = self.source.address() else { return self.close() };
        let (turn, this) = (self.begin_turn(), Rc::clone(self));
        dom::after(PAUSE, move || {
            if this.turn.get() == turn {
                spawn_local(this.fetch(address, turn));
            }
        });
    }

    async fn fetch(self: Rc<Self>, address: String, turn: u32) {
        let found = post::part(&address, self.source.part(), &[]).await.unwrap_or_default();
        if self.turn.get() == turn {
            self.show(&found);
        }
    }

    /// Puts options, as the server has drawn them, in the place of those before.
    fn show(&self, html: &str) {
        self.list.set_inner_html(html);
        let options = self.options();
        for (index, option) in options.iter().enumerate() {
            option.set_id(&format!("{}-{index}", self.list.id()));
        }
        self.mark(&options, None);
        let open = !options.is_empty();
        dom::set(&self.list, "hidden", (!open).then_some(""));
        if self.field.has_attribute("aria-expanded") {
            dom::set(&self.field, "aria-expanded", Some(truth(open)));
        }
        self.source.shown(options.len());
    }

    fn options(&self) -> Vec<Element> {
        dom::all_in(&self.list, OPTION)
    }

    /// Marks the option that the arrow keys have come to.
    fn mark(&self, options: &[Element], active: Option<usize>) {
        for (index, option) in options.iter().enumerate() {
            dom::set(option, "aria-selected", Some(truth(active == Some(index))));
        }
        let active = active.and_then(|index| options.get(index)).map(Element::id);
        dom::set(&self.field, "aria-activedescendant", active.as_deref());
    }

    fn key(&self, event: &KeyboardEvent) {
        // The key has done something else already, such as sending the form.
        if event.default_prevented() {
            return self.close();
        }
        let options = self.options();
        // Within an input method the keys choose among what that one offers.
        if options.is_empty() || event.is_composing() {
            return;
        }
        let key = event.key();
        let active = options.iter().position(|option| dom::attribute(option, "aria-selected") == truth(true));
        let chosen = active.and_then(|index| options.get(index)).filter(|_| self.source.keys().contains(&key.as_str()));
        if let Some(option) = chosen {
            self.choose(option);
        } else if key == "Escape" {
            self.close();
        } else if let Some(to) = arrow(&key, active, options.len()) {
            self.mark(&options, to);
        } else {
            return;
        }
        event.prevent_default();
    }

    fn choose(&self, option: &Element) {
        self.close();
        self.source.choose(option);
    }
}

/// A truth as `aria-` attributes say it.
fn truth(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// The option that an arrow key leads to from the one it has come to, among so many: past either end to none. `None` for other keys.
fn arrow(key: &str, active: Option<usize>, count: usize) -> Option<Option<usize>> {
    match key {
        "ArrowDown" => Some(active.map_or(Some(0), |at| (at + 1 < count).then_some(at + 1))),
        "ArrowUp" => Some(active.map_or(count.checked_sub(1), |at| at.checked_sub(1))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_go_round_over_none() {
        let way = |key, from: Option<usize>| arrow(key, from, 2);
        assert_eq!([None, Some(0), Some(1)].map(|at| way("ArrowDown", at)), [Some(Some(0)), Some(Some(1)), Some(None)]);
        assert_eq!([None, Some(1), Some(0)].map(|at| way("ArrowUp", at)), [Some(Some(1)), Some(Some(0)), Some(None)]);
        assert_eq!(way("Home", None), None);
    }
}
