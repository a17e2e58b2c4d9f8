//! A line of tags that completes what is being typed, as a combobox (WAI-ARIA APG, "list autocomplete with manual
//! selection"). Without script it is a plain line of text.

use super::{
    Hint, Label, Wrong,
    combobox::{Turns, arrow},
    described_by, problem_of,
};
use crate::{model::errors::Problem, server_fns};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long nothing is typed before completions are asked for.
const PAUSE: Duration = Duration::from_millis(150);

/// What is offered for what is being typed.
#[derive(Clone, Copy)]
struct Offer {
    input: NodeRef<html::Input>,
    /// Whether the line holds one tag rather than many with commas between.
    one: bool,
    tags: RwSignal<Vec<String>>,
    /// Which of them the arrow keys have come to.
    active: RwSignal<Option<usize>>,
    /// Which answers come too late.
    typed: Turns,
}

/// A line of tags.
#[component]
pub fn TagsField(
    /// Its name in the form, which is its id as well.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What is to be known before typing.
    #[prop(optional)]
    hint: &'static str,
    /// Whether it says that it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether it holds one tag alone.
    #[prop(optional)]
    one: bool,
    /// What it holds to begin with, and whenever that changes.
    #[prop(into)]
    typed: Signal<String>,
    /// What is wrong with the form.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let offer = Offer {
        input: NodeRef::new(),
        one,
        tags: RwSignal::new(Vec::new()),
        active: RwSignal::new(None),
        typed: Turns::new(),
    };
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, name)));
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    offer.follow(typed);
    let open = move || offer.tags.with(|tags| !tags.is_empty());
    let list = format!("{name}-options");
    let option_id = move |index: usize| format!("{name}-option-{index}");
    view! {
        <div class="field">
            <Label name label optional />
            <div class="combobox">
                <input
                    class="input"
                    id=name
                    name=name
                    type="text"
                    dir="auto"
                    node_ref=offer.input
                    autocomplete="off"
                    autocapitalize="none"
                    value=typed.get_untracked()
                    role=move || ready.get().then_some("combobox")
                    aria-autocomplete=move || ready.get().then_some("list")
                    aria-expanded=move || ready.get().then(|| open().to_string())
                    aria-controls=list.clone()
                    aria-activedescendant=move || offer.active.get().map(option_id)
                    aria-describedby=move || described_by(name, hint, wrong.get().is_some())
                    aria-invalid=move || wrong.get().map(|_| "true")
                    on:input=move |_| offer.ask()
                    on:keydown=move |event| offer.key(&event)
                    on:blur=move |_| offer.close()
                />
                <ul class="combobox__list" id=list.clone() role="listbox" aria-label="Suggestions" hidden=move || !open()>
                    <For each=move || offer.tags.get().into_iter().enumerate() key=Clone::clone let((index, tag))>
                        <li
                            class="combobox__option"
                            id=option_id(index)
                            role="option"
                            aria-selected=move || (offer.active.get() == Some(index)).to_string()
                            // Before the input loses the focus, which closes the list.
                            on:pointerdown={
                                let tag = tag.clone();
                                move |event| {
                                    event.prevent_default();
                                    offer.choose(&tag);
                                }
                            }
                        >
                            {tag.clone()}
                        </li>
                    </For>
                </ul>
            </div>
            <Hint name hint />
            <Wrong name wrong />
        </div>
    }
}

impl Offer {
    /// Puts into the line what it holds by rights, whenever that changes.
    fn follow(self, typed: Signal<String>) {
        Effect::new(move |before: Option<String>| {
            let now = typed.get();
            if let (Some(input), true) = (self.input.get_untracked(), before.is_some_and(|before| before != now)) {
                input.set_value(&now);
            }
            now
        });
    }

    fn text(self) -> String {
        self.input.get_untracked().map(|input| input.value()).unwrap_or_default()
    }

    /// Asks for completions, once nothing was typed for a moment.
    fn ask(self) {
        let Some(late) = self.typed.begin() else { return };
        if last_tag(&self.text(), self.one).is_empty() {
            return self.close();
        }
        set_timeout(
            move || {
                if late() {
                    return;
                }
                let text = self.text();
                spawn_local(async move {
                    let begin = last_tag(&text, self.one);
                    let found = server_fns::mine::tags(begin.to_owned()).await.unwrap_or_default();
                    if !late() {
                        self.active.set(None);
                        self.tags.set(new_ones(found, &text, self.one));
                    }
                });
            },
            PAUSE,
        );
    }

    fn key(self, event: &KeyboardEvent) {
        let count = self.tags.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "Enter" if active.is_some() => {
                let tag = active.and_then(|at| self.tags.with_untracked(|tags| tags.get(at).cloned()));
                self.choose(&tag.unwrap_or_default());
            }
            "Escape" => self.close(),
            key => match arrow(key, active, count) {
                Some(to) => self.active.set(to),
                None => return,
            },
        }
        event.prevent_default();
    }

    /// Puts a tag in the place of what was typed of it.
    fn choose(self, tag: &str) {
        let Some(input) = self.input.get_untracked() else { return };
        input.set_value(&completed(&input.value(), tag, self.one));
        self.close();
    }

    /// Offers nothing more, until something is typed again.
    fn close(self) {
        self.typed.end();
        self.active.set(None);
        self.tags.set(Vec::new());
    }
}

/// The tag that is being typed, as far as it goes.
fn last_tag(text: &str, one: bool) -> &str {
    let last = if one { text } else { text.rsplit(',').next().unwrap_or_default() };
    last.trim().trim_start_matches('#')
}

/// The line with a tag in the place of what was typed of it, ready for the next.
fn completed(text: &str, tag: &str, one: bool) -> String {
    if one {
        return tag.to_owned();
    }
    match text.rsplit_once(',') {
        Some((before, _)) => format!("{}, {tag}, ", before.trim_end()),
        None => format!("{tag}, "),
    }
}

/// Those that the line does not hold already, whole.
fn new_ones(mut found: Vec<String>, text: &str, one: bool) -> Vec<String> {
    let there: Vec<_> = if one { vec![text] } else { text.split(',').collect() };
    found.retain(|tag| !there.iter().any(|there| there.trim().trim_start_matches('#').to_lowercase() == *tag));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_typed_is_completed_and_the_rest_stays() {
        assert_eq!(last_tag("birds, #mea", false), "mea");
        assert_eq!(last_tag("birds, mea", true), "birds, mea");
        assert_eq!(completed("birds , mea", "meadow", false), "birds, meadow, ");
        assert_eq!(completed("mea", "meadow", false), "meadow, ");
        assert_eq!(completed("mea", "meadow", true), "meadow");
    }

    #[test]
    fn no_tag_is_offered_twice() {
        let found = || vec!["birds".to_owned(), "birds of prey".to_owned()];
        assert_eq!(new_ones(found(), "#Birds, bir", false), ["birds of prey"]);
        assert_eq!(new_ones(found(), "bir", true), found());
    }
}
