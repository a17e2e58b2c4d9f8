//! Some lines of text in which members are mentioned: what is typed after an `@` is completed from a list of names. Without script it is
//! a plain field.

use super::{
    dom,
    suggestions::{Source, Suggestions},
};
#[cfg(feature = "ssr")]
use crate::app::components::{Draw, Icon, escaped};
use crate::model::prose::begun_mention;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlTextAreaElement, KeyboardEvent};

/// The field of a comment.
#[island]
pub fn MentionField(
    /// What stands in it: a [`MentionContent`], which the server alone draws.
    children: Children,
) -> impl IntoView {
    view! { <div class="field" use:come_alive>{children()}</div> }
}

/// The field itself, named `body`, with its label.
#[cfg(feature = "ssr")]
#[component]
pub fn MentionContent(
    /// Its id, which no other field of the page has.
    id: String,
    /// What it asks for.
    label: String,
    /// The id of the pin that the comment is on.
    pin: String,
    /// What it holds to begin with.
    typed: String,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    let (list, error) = (format!("{id}-options"), format!("{id}-error"));
    view! {
        <label class="field__label" for=id.clone()>{label}</label>
        <div class="combobox" data-pin=pin>
            <textarea
                class="input input--lines"
                id=id
                name="body"
                rows="3"
                dir="auto"
                required
                aria-controls=list.clone()
                aria-describedby=wrong.is_some().then(|| error.clone())
                aria-invalid=wrong.is_some().then_some("true")
                inner_html=escaped(&typed)
            ></textarea>
            // Empty here: the members come as HTML.
            <ul class="combobox__list" id=list role="listbox" aria-label="Members" hidden></ul>
        </div>
        <p class="visually-hidden" role="status"></p>
        {wrong.map(|words| view! {
            <p class="field__error" id=error><Draw icon=Icon::Alert class="icon--small" />{words}</p>
        })}
    }
}

/// Brings islands to life that came within HTML after the page had started. Once for each piece of HTML.
pub fn attach(within: &Element) {
    for island in dom::all_in(within, "leptos-island") {
        // The page's start script defines it.
        let hydrate = js_sys::Reflect::get(&window(), &"hydrateIsland".into());
        let hydrated = hydrate
            .and_then(|hydrate| hydrate.dyn_into::<js_sys::Function>())
            .and_then(|hydrate| hydrate.call1(&JsValue::NULL, &JsValue::from(island)));
        if let Err(error) = hydrated {
            dom::report("could not bring an island to life", &error);
        }
    }
}

/// Suggests members from here on. A page that comes back from the browser's cache has nothing to renew here.
fn come_alive(field: Element) {
    let found = (dom::first_in(&field, "textarea"), dom::first_in(&field, "ul"));
    let (Some(area), Some(list)) = found else { return };
    // A screen reader hears of a list only where a script shows one.
    dom::set(&area, "aria-autocomplete", Some("list"));
    dom::set(&area, "aria-haspopup", Some("listbox"));
    let area: HtmlTextAreaElement = area.unchecked_into();
    let sent = area.clone();
    // Before the list hears of the key.
    dom::on(&area, "keydown", move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if key.key() == "Enter" && (key.ctrl_key() || key.meta_key()) {
            event.prevent_default();
            send(&sent);
        }
    });
    let members = Members { page: page_of(&field), field, area: area.clone() };
    Suggestions::follow(&area, list, Box::new(members));
}

/// The page that knows whom the text may mention: a channel's says so itself.
fn page_of(field: &Element) -> String {
    if let Some(channel) = dom::first_in(field, "[data-mentions]") {
        return dom::attribute(&channel, "data-mentions");
    }
    let pin = dom::first_in(field, "[data-pin]").map(|pinned| dom::attribute(&pinned, "data-pin"));
    ["/pin/", &pin.unwrap_or_default()].concat()
}

/// Sends the form that the field is in.
fn send(area: &HtmlTextAreaElement) {
    if let Some(Err(error)) = area.form().map(|form| form.request_submit()) {
        dom::report("could not send the form", &error);
    }
}

/// Who may be mentioned on a pin, or in a channel, by a name that begins as what is being typed.
struct Members {
    field: Element,
    area: HtmlTextAreaElement,
    /// Where they are asked for.
    page: String,
}

impl Members {
    /// What stands before the cursor, and after it.
    fn text(&self) -> Option<(String, String)> {
        let text = self.area.value();
        let at = byte_at(&text, self.area.selection_start().ok().flatten()?);
        let (before, after) = text.split_at_checked(at)?;
        Some((before.to_owned(), after.to_owned()))
    }
}

impl Source for Members {
    fn part(&self) -> &'static str {
        "members"
    }

    fn address(&self) -> Option<String> {
        let (before, _) = self.text()?;
        let begin = begun_mention(&before)?;
        Some([self.page.as_str(), "?mention=", begin].concat())
    }

    /// Puts a name in the place of what was typed of it.
    fn choose(&self, option: &Element) {
        let Some((before, after)) = self.text() else { return };
        let Some(before) = completed(&before, &dom::attribute(option, "data-name")) else { return };
        let space = if after.starts_with(char::is_whitespace) { "" } else { " " };
        self.area.set_value(&format!("{before}{space}{after}"));
        let cursor = u32::try_from(before.encode_utf16().count() + 1).unwrap_or(u32::MAX);
        if let Err(error) = self.area.set_selection_range(cursor, cursor) {
            dom::report("could not place the cursor", &error);
        }
    }

    fn keys(&self) -> &'static [&'static str] {
        &["Enter", "Tab"]
    }

    /// A screen reader says how many there are: the list opens beside what is being typed, unasked.
    fn shown(&self, count: usize) {
        let words = match count {
            0 => String::new(),
            1 => "1 member. Use the arrow keys to choose.".to_owned(),
            count => format!("{count} members. Use the arrow keys to choose."),
        };
        // The same words again would be said again.
        if let Some(status) = dom::first_in(&self.field, "[role=status]")
            && status.text_content().unwrap_or_default() != words
        {
            status.set_text_content(Some(&words));
        }
    }
}

/// A text that ends in the beginning of a mention, with all of it.
fn completed(before: &str, name: &str) -> Option<String> {
    let begin = begun_mention(before)?;
    Some(format!("{}{name}", &before[..before.len() - begin.len()]))
}

/// The place in a text that lies so many UTF-16 units into it, which is how browsers count.
fn byte_at(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_takes_the_place_of_what_was_typed_of_it() {
        assert_eq!(completed("Hi @an", "ana_1").as_deref(), Some("Hi @ana_1"));
        assert_eq!(completed("@", "ana").as_deref(), Some("@ana"));
        assert_eq!(completed("Hi", "ana"), None);
    }

    proptest! {
        #[test]
        fn browsers_places_are_found(before: String, after: String) {
            let units = u32::try_from(before.encode_utf16().count()).unwrap();
            prop_assert_eq!(byte_at(&format!("{before}{after}"), units), before.len());
        }
    }
}
