//! A choice of who sees a picture.

use super::{Draw, Icon};
use crate::model::pins::Visibility;
use leptos::prelude::*;

/// Two radio buttons in one pill.
#[component]
pub fn VisibilityChoice(
    /// The name of the field; one for each choice on a page.
    name: String,
    /// What is chosen.
    chosen: RwSignal<Visibility>,
    /// Whether it can be changed no more.
    #[prop(into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let option = move |visibility: Visibility, icon: Icon, words: &'static str| {
        view! {
            <label class="segmented__option">
                <input
                    class="segmented__radio"
                    type="radio"
                    name=name.clone()
                    value=visibility.name()
                    checked=chosen.get_untracked() == visibility
                    disabled=move || disabled.get()
                    on:change=move |_| chosen.set(visibility)
                />
                <Draw icon class="icon--small" />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">"Who sees it"</legend>
            {option(Visibility::Public, Icon::Globe, "Public")}
            {option(Visibility::Private, Icon::Lock, "Private")}
        </fieldset>
    }
}
