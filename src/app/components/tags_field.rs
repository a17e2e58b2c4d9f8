//! A line of tags. Without script it is a plain line of text; with script (`islands/tags.rs`) it completes what is being typed, as a
//! combobox (WAI-ARIA APG, "list autocomplete with manual selection").

use super::{Hint, Label, Wrong, described_by};
use leptos::prelude::*;

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
    /// Whether it holds one tag alone, rather than many with commas between.
    #[prop(optional)]
    one: bool,
    /// What it holds to begin with.
    typed: String,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    let list = format!("{name}-options");
    view! {
        <div class="field" data-tags=if one { "one" } else { "" }>
            <Label name label optional />
            <div class="combobox">
                <input
                    class="input"
                    id=name
                    name=name
                    type="text"
                    dir="auto"
                    autocomplete="off"
                    autocapitalize="none"
                    value=typed
                    aria-controls=list.clone()
                    aria-describedby=described_by(name, hint, wrong.is_some())
                    aria-invalid=wrong.is_some().then_some("true")
                />
                // Empty here: the tags come as HTML.
                <ul class="combobox__list" id=list role="listbox" aria-label="Suggestions" hidden></ul>
            </div>
            <Hint name hint />
            <Wrong name wrong />
        </div>
    }
}
