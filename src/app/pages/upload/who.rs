//! Who sees a picture, or all of them, as it may change from elsewhere.

use crate::{
    app::components::{Draw, Icon},
    model::pins::Visibility,
};
use leptos::prelude::*;

/// Three radio buttons in one pill, which show what holds and tell what is wished.
#[component]
pub fn Who(
    /// The name of the radio buttons; one for each choice on a page.
    name: String,
    /// What is asked.
    legend: String,
    /// What holds.
    chosen: Signal<Visibility>,
    /// Told what is wished.
    choose: Callback<Visibility>,
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
                    prop:checked=move || chosen.get() == visibility
                    disabled=move || disabled.get()
                    on:change=move |_| choose.run(visibility)
                />
                <Draw icon class="icon--small segmented__icon" />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">{legend}</legend>
            {option(Visibility::Public, Icon::Globe, "Public")}
            {option(Visibility::Unlisted, Icon::Link, "Unlisted")}
            {option(Visibility::Private, Icon::Lock, "Private")}
        </fieldset>
    }
}
