//! What is said of all pictures at once.

use super::who::Who;
use crate::app::{components::TagsField, uploads::UploadQueue};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Who sees them, and tags for all. Shown as soon as there are several, so never in a form without script.
#[component]
pub fn ForAllOfThem(
    /// The pictures.
    queue: UploadQueue,
) -> impl IntoView {
    let several = Memo::new(move |_| queue.totals.with(|totals| totals.count > 1));
    move || several.get().then(|| view! { <Words queue /> })
}

#[component]
fn Words(queue: UploadQueue) -> impl IntoView {
    let tags = NodeRef::<html::Div>::new();
    let before = queue.for_all.tags.get_untracked();
    // A completion that is chosen changes the line without an event of its own.
    let note = move || {
        let line = tags.get_untracked().and_then(|tags| tags.query_selector("input").ok().flatten());
        if let Some(line) = line.and_then(|line| line.dyn_into::<HtmlInputElement>().ok()) {
            queue.for_all.tags.set(line.value());
        }
    };
    view! {
        <section class="upload__all" aria-label="For all of them">
            <div class="field">
                <span class="field__label" aria-hidden="true">"Who sees them"</span>
                <Who
                    name="visibility-of-all".to_owned()
                    legend="Who sees them".to_owned()
                    chosen=queue.for_all.visibility.into()
                    choose=Callback::new(move |visibility| queue.show_all_to(visibility))
                    disabled=false
                />
            </div>
            <div
                class="upload__tags"
                node_ref=tags
                on:input=move |_| note()
                on:keyup=move |_| note()
                on:pointerup=move |_| note()
                on:focusout=move |_| note()
            >
                <TagsField
                    name="tags"
                    label="Tags for all"
                    hint="With commas between them."
                    optional=true
                    typed=Signal::stored(before)
                    problem=RwSignal::new(None)
                />
            </div>
        </section>
    }
}
