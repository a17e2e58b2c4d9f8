//! A line of tags that completes what is being typed. Without script it is a plain line of text.

use super::{
    dom,
    suggestions::{Source, Suggestions},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// The field around such a line. `data-tags="one"`: it holds one tag rather than many with commas between.
const FIELD: &str = "[data-tags]";

/// Completes tags from here on. Fields that come after the page has started come alive by their first focus.
pub fn start() {
    dom::all("[data-tags] input").into_iter().for_each(come_alive);
    dom::on_each("focusin", "[data-tags] input", |input, _| come_alive(input));
}

fn come_alive(input: Element) {
    let Some(field) = input.closest(FIELD).ok().flatten().filter(|_| !input.has_attribute("role")) else { return };
    let Some(list) = dom::first_in(&field, "ul") else { return };
    // A screen reader hears of a list only where a script shows one.
    for (name, value) in [("role", "combobox"), ("aria-autocomplete", "list"), ("aria-expanded", "false")] {
        dom::set(&input, name, Some(value));
    }
    let one = dom::attribute(&field, "data-tags") == "one";
    let tags = Tags { input: input.clone().unchecked_into(), one };
    Suggestions::follow(&input, list, Box::new(tags));
}

struct Tags {
    input: HtmlInputElement,
    one: bool,
}

impl Source for Tags {
    fn part(&self) -> &'static str {
        "tags"
    }

    /// With all that the line holds: what is there is not offered again.
    fn address(&self) -> Option<String> {
        let text = self.input.value();
        let begun = !last_tag(&text, self.one).is_empty();
        let address = if self.one { "/search?tag=" } else { "/search?tags=" };
        begun.then(|| address.to_owned() + &String::from(js_sys::encode_uri_component(&text)))
    }

    /// Puts a tag in the place of what was typed of it.
    fn choose(&self, option: &Element) {
        let tag = option.text_content().unwrap_or_default();
        self.input.set_value(&completed(&self.input.value(), &tag, self.one));
    }
}

/// The tag that is being typed, as far as it goes.
pub fn last_tag(text: &str, one: bool) -> &str {
    let last = if one { text } else { text.rsplit(',').next().unwrap_or_default() };
    last.trim().trim_start_matches('#')
}

/// The line with a tag in the place of what was typed of it, ready for the next.
fn completed(text: &str, tag: &str, one: bool) -> String {
    if one {
        return tag.to_owned();
    }
    match text.rsplit_once(',') {
        Some((before, _)) => [before.trim_end(), ", ", tag, ", "].concat(),
        None => [tag, ", "].concat(),
    }
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
}
