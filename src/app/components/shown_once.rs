//! Something that is shown this once and never again: a new access token, or a link made by hand.

use super::{Draw, Icon};
use crate::app::browser;
use leptos::{prelude::*, task::spawn_local};

/// What is to be copied now, with the button for it.
#[component]
pub fn ShownOnce(
    /// What it is.
    title: &'static str,
    /// What to do with it.
    words: String,
    /// The text itself.
    text: String,
) -> impl IntoView {
    let said = RwSignal::new("");
    let field = NodeRef::<leptos::html::Input>::new();
    let select = move || {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let copied = text.clone();
    let copy = move |_| {
        let copied = copied.clone();
        spawn_local(async move {
            if browser::copy(&copied).await {
                let _left = said.try_set("Copied");
            } else {
                select();
                let _left =
                    said.try_set("Your browser does not let us copy it. It is selected: please copy it yourself.");
            }
        });
    };
    view! {
        <section class="shown-once" aria-labelledby="shown-once-title">
            <h2 class="shown-once__title" id="shown-once-title">{title}</h2>
            <p class="shown-once__words">{words}</p>
            <div class="field">
                <label class="field__label" for="shown-once">"Copy it now"</label>
                <div class="shown-once__row">
                    <input
                        class="input shown-once__text"
                        id="shown-once"
                        node_ref=field
                        readonly
                        value=text
                        spellcheck="false"
                        autocomplete="off"
                        aria-describedby="shown-once-hint"
                        on:click=move |_| select()
                    />
                    <button class="button button--primary" type="button" data-needs-script on:click=copy>
                        <Draw icon=Icon::Copy class="icon--small" />
                        "Copy"
                    </button>
                </div>
                <div class="shown-once__foot">
                    <p class="field__hint" id="shown-once-hint">"It is not shown again."</p>
                    <p class="shown-once__said" role="status">{move || said.get()}</p>
                </div>
            </div>
        </section>
    }
}
