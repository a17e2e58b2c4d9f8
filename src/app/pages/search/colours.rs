//! The colours to search by: links, each with its name beside it.

use super::Asked;
use crate::{
    app::components::{Draw, Icon},
    model::colours::{Colour, SWATCHES},
};
use leptos::prelude::*;

/// What a colour is called within a sentence.
pub(super) fn name(colour: Colour) -> String {
    colour.name().map_or_else(|| format!("#{colour}"), str::to_lowercase)
}

/// Links to what is searched for in each colour. The one that is searched for has a mark.
#[component]
pub(super) fn Colours(asked: Asked) -> impl IntoView {
    let link = |colour: Option<Colour>, words: String| {
        let (address, is_current) = (asked.of_colour(colour).address(), colour == asked.colour);
        view! {
            <li>
                <a class="tag" href=address aria-current=is_current.then_some("true")>
                    {is_current.then(|| view! { <Draw icon=Icon::Done class="icon--small" /> })}
                    {colour.map(|colour| view! { <span aria-hidden="true" style=swatch(colour)></span> })}
                    {words}
                </a>
            </li>
        }
    };
    // One that the address names, and this list does not.
    let other = asked.colour.filter(|colour| colour.name().is_none());
    view! {
        <nav aria-label="Colour">
            <ul class="tags">
                {link(None, "Any colour".to_owned())}
                {SWATCHES.map(|(words, colour)| link(Some(colour), words.to_owned())).into_iter().collect_view()}
                {other.map(|colour| link(Some(colour), format!("#{colour}")))}
            </ul>
        </nav>
    }
}

/// How a swatch is drawn: a style of its own, which weighs nothing on other pages.
fn swatch(colour: Colour) -> String {
    format!(
        "inline-size:1em;block-size:1em;margin-inline-end:.5em;border:1px solid var(--line-strong);border-radius:50%;\
         background:#{colour}"
    )
}
