//! A list with nothing in it yet.

use super::{Draw, Icon};
use leptos::prelude::*;

/// Stands in the place of a list that has nothing in it.
#[component]
pub fn Empty(
    /// What the list is of.
    icon: Icon,
    /// A few words.
    title: &'static str,
    /// A sentence on what will be here, or what to do.
    #[prop(into)]
    words: String,
    /// What to do next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let next = children.map(|children| view! { <div class="empty__actions">{children()}</div> });
    view! {
        <div class="empty">
            <span class="empty__icon"><Draw icon /></span>
            <p class="empty__title">{title}</p>
            <p class="empty__words">{words}</p>
            {next}
        </div>
    }
}
