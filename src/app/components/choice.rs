//! One choice out of a list, in a form.

use super::{Hint, Label, Wrong, described_by};
use leptos::prelude::*;

/// One choice out of a list.
#[component]
pub fn Choice(
    /// Its name in the form, which is its id as well.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What is to be known before choosing.
    #[prop(optional)]
    hint: &'static str,
    /// Values, and what they are called.
    options: Vec<(String, String)>,
    /// The value that is chosen to begin with.
    chosen: String,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, words)| view! { <option value=value.clone() selected=value == chosen>{words}</option> })
        .collect_view();
    view! {
        <div class="field">
            <Label name label />
            <select
                class="input input--choice"
                id=name
                name=name
                aria-describedby=described_by(name, hint, wrong.is_some())
                aria-invalid=wrong.is_some().then_some("true")
            >
                {options}
            </select>
            <Hint name hint />
            <Wrong name wrong />
        </div>
    }
}
