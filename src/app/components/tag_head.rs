//! The heading of a list that is narrowed to a tag, and the way back to all of it.

use super::{Draw, Icon};
use leptos::prelude::*;

/// “#birds”, and the way back.
#[component]
pub fn TagHead(
    /// The tag.
    tag: String,
    /// Where all of the list is, and what the way there is called.
    back: (String, String),
    /// Whether the page has a heading of its own already.
    #[prop(optional)]
    below: bool,
) -> impl IntoView {
    let (address, words) = back;
    let words_of_tag = format!("#{tag}");
    let heading = if below {
        view! { <h2 class="tag-head__title" dir="auto">{words_of_tag}</h2> }.into_any()
    } else {
        view! { <h1 class="tag-head__title" dir="auto">{words_of_tag}</h1> }.into_any()
    };
    view! {
        <div class="tag-head">
            {heading}
            <a class="button button--secondary button--small" href=address><Draw icon=Icon::Back class="icon--small" />{words}</a>
        </div>
    }
}
