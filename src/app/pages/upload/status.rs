//! How far one picture is, in words, and what can be done.

use crate::{
    app::{
        components::{Draw, Icon},
        uploads::{UploadQueue, UploadStep},
    },
    model::errors::Bytes,
};
use leptos::prelude::*;

/// An icon, a few words, and a button or a link.
#[component]
pub fn Status(
    /// How far it is.
    step: RwSignal<UploadStep>,
    /// Names it in the list.
    key: u32,
    /// How many bytes it has.
    size: u64,
    /// The list it is on.
    queue: UploadQueue,
) -> impl IntoView {
    // Made anew when it comes to another step, not with each byte.
    let kind = Memo::new(move |_| match step.get() {
        UploadStep::Sending(_) => UploadStep::Sending(0.0),
        other => other,
    });
    let percent = Memo::new(move |_| match step.get() {
        UploadStep::Sending(part) => (part * 100.0) as u8,
        _ => 0,
    });
    view! {
        {move || words(kind.get(), percent, key, queue)}
        <span class="upload-card__size">{Bytes(size).to_string()}</span>
    }
}

fn words(step: UploadStep, percent: Memo<u8>, key: u32, queue: UploadQueue) -> AnyView {
    let said = |words: String| view! { <span class="upload-card__words">{words}</span> };
    let spinner = || view! { <span class="spinner" aria-hidden="true"></span> };
    let icon = |icon: Icon| view! { <Draw icon class="icon--small" /> };
    match step {
        UploadStep::Chosen => (icon(Icon::Picture), said("Chosen".to_owned())).into_any(),
        UploadStep::Waiting => (icon(Icon::Clock), said("Waiting".to_owned())).into_any(),
        UploadStep::Sending(_) => view! {
            {spinner()}
            <span class="upload-card__words">{move || format!("Sending, {} %", percent.get())}</span>
        }
        .into_any(),
        UploadStep::Processing(_) => (spinner(), said("Processing".to_owned())).into_any(),
        UploadStep::Ready(pin) => view! {
            {icon(Icon::Done)}
            {said("Ready".to_owned())}
            <a class="button button--quiet button--small" href=format!("/pin/{pin}")>"See it"</a>
        }
        .into_any(),
        UploadStep::Failed(failure) => view! {
            {icon(Icon::Alert)}
            {said(failure.words)}
            {failure.pin.map(|pin| view! {
                <a class="button button--quiet button--small" href=format!("/pin/{pin}")>"See the pin that has it"</a>
            })}
            {failure.again.then(|| view! {
                <button class="button button--secondary button--small" type="button" on:click=move |_| queue.retry(key)>
                    <Draw icon=Icon::Retry class="icon--small" />
                    "Retry"
                </button>
            })}
        }
        .into_any(),
    }
}
