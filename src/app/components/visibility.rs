//! Who sees a picture: chosen, and said.

use super::{Draw, Icon};
use crate::model::pins::Visibility;
use leptos::prelude::*;

/// What marks a picture that not everyone finds: an icon, a word, and what it means.
pub const fn restriction(visibility: Visibility) -> Option<(Icon, &'static str, &'static str)> {
    match visibility {
        Visibility::Public => None,
        Visibility::Unlisted => Some((Icon::Link, "Unlisted", "anyone with the link can see it")),
        Visibility::Private => Some((Icon::Lock, "Private", "only you can see it")),
        Visibility::Channel => Some((Icon::Channel, "In a channel", "everyone who can read its channel can see it")),
    }
}

/// Three radio buttons in one pill.
#[component]
pub fn VisibilityChoice(
    /// The name of the field; one for each choice on a page.
    name: String,
    /// What is chosen to begin with.
    chosen: Visibility,
) -> impl IntoView {
    let option = |visibility: Visibility, icon: Icon, words: &'static str| {
        view! {
            <label class="segmented__option">
                <input
                    class="segmented__radio"
                    type="radio"
                    name=name.clone()
                    value=visibility.name()
                    checked=chosen == visibility
                />
                <Draw icon class="icon--small segmented__icon" />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">"Visibility"</legend>
            {option(Visibility::Public, Icon::Globe, "Public")}
            {option(Visibility::Unlisted, Icon::Link, "Unlisted")}
            {option(Visibility::Private, Icon::Lock, "Private")}
        </fieldset>
    }
}
