//! What opens below a button and over the page: a `<details>`, so that it opens without script.

use leptos::prelude::*;

/// A button and what opens below it. In the browser it closes at Escape; its style sheet has a click anywhere else close it.
#[component]
pub fn Dropdown(
    /// The button's id, which nothing else on the page has.
    #[prop(into)]
    id: String,
    /// The button's classes.
    class: &'static str,
    /// What the button says.
    label: AnyView,
    /// What opens.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="dropdown">
            <summary class=format!("dropdown__toggle {class}") id=id>{label}</summary>
            <div class="dropdown__panel">{children()}</div>
        </details>
    }
}
