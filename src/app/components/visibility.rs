//! Who sees a picture, a board or a community: chosen, and said.

use super::{Draw, Icon};
use crate::model::{pins::Visibility, visibility::PublicOrPrivate};
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
        view! { <Segment icon words name=name.clone() value=visibility.name() checked=chosen == visibility /> }
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

/// The field of a form that says who sees a board or a community: two radio buttons in one pill.
#[component]
pub fn VisibilityField(
    /// What is chosen to begin with.
    chosen: PublicOrPrivate,
    /// What it means.
    hint: &'static str,
) -> impl IntoView {
    let option = |visibility: PublicOrPrivate, icon: Icon, words: &'static str| {
        let name = "visibility".to_owned();
        view! { <Segment icon words name value=visibility.name() checked=chosen == visibility /> }
    };
    view! {
        <div class="field">
            <p class="field__label" aria-hidden="true">"Visibility"</p>
            <fieldset class="segmented" id="visibility" aria-describedby="visibility-hint">
                <legend class="visually-hidden">"Visibility"</legend>
                {option(PublicOrPrivate::Public, Icon::Globe, "Public")}
                {option(PublicOrPrivate::Private, Icon::Lock, "Private")}
            </fieldset>
            <p class="field__hint" id="visibility-hint">{hint}</p>
        </div>
    }
}

/// One of the radio buttons.
#[component]
fn Segment(name: String, value: &'static str, checked: bool, icon: Icon, words: &'static str) -> impl IntoView {
    view! {
        <label class="segmented__option">
            <input class="segmented__radio" type="radio" name=name value=value checked=checked />
            <Draw icon class="icon--small segmented__icon" />
            {words}
        </label>
    }
}
