//! Something that is so or not.

use leptos::prelude::*;

/// A box to tick, with its words.
#[component]
pub fn Checkbox(
    /// Its name in the form; several of a kind share one.
    name: &'static str,
    /// What is sent where it is ticked.
    value: &'static str,
    /// What it says.
    label: &'static str,
    /// Whether it is ticked to begin with.
    checked: bool,
) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input class="checkbox__box" type="checkbox" name=name value=value checked=checked />
            {label}
        </label>
    }
}
