//! Something that is shown this once and never again: a new access token, or a link made by hand.

use super::{Draw, Icon};
use leptos::prelude::*;

/// What is to be copied now, with the button for it (`islands/share.rs`).
#[component]
pub fn ShownOnce(
    /// What it is.
    title: &'static str,
    /// What to do with it.
    words: String,
    /// The text itself.
    text: String,
) -> impl IntoView {
    view! {
        <section class="shown-once" aria-labelledby="shown-once-title">
            <h2 class="shown-once__title" id="shown-once-title">{title}</h2>
            <p class="shown-once__words">{words}</p>
            <div class="field">
                <label class="field__label" for="shown-once">"Copy it now"</label>
                <div class="actions">
                    <input
                        class="input shown-once__text"
                        id="shown-once"
                        readonly
                        value=text
                        spellcheck="false"
                        autocomplete="off"
                        aria-describedby="shown-once-hint"
                    />
                    <button class="button button--primary" type="button" data-needs-script>
                        <Draw icon=Icon::Copy class="icon--small" />
                        "Copy"
                    </button>
                </div>
                <div class="shown-once__foot">
                    <p class="field__hint" id="shown-once-hint">"It won’t be shown again."</p>
                    <p class="shown-once__said" role="status"></p>
                </div>
            </div>
        </section>
    }
}
