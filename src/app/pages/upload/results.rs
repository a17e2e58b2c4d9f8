//! What became of the files of a form that was sent without script.

use crate::{
    app::components::{Draw, Icon},
    model::{
        ids::PinId,
        pins::{Location, UploadAnswer},
    },
};
use leptos::prelude::*;

/// Each file, with its pin or why it has none.
#[component]
pub fn Results(
    /// What was answered of each.
    uploads: Vec<UploadAnswer>,
) -> impl IntoView {
    let taken = uploads.iter().filter(|answer| matches!(answer, UploadAnswer::Accepted { .. })).count();
    let title = match uploads.len() {
        1 if taken == 1 => "Your picture was uploaded".to_owned(),
        count => format!("{taken} of {count} pictures uploaded"),
    };
    let lead = match taken {
        0 => "No pictures were saved.",
        1 => "The picture is being processed and will appear on your profile in a moment.",
        _ => "The pictures are being processed and will appear on your profile in a moment.",
    };
    view! {
        <header class="page__head">
            <h1 class="page__title">{title}</h1>
            <p class="page__lead">{lead}</p>
        </header>
        <ul class="results">{uploads.into_iter().map(result).collect_view()}</ul>
        <p><a class="button button--primary" href="/upload">"Upload more"</a></p>
    }
}

fn result(answer: UploadAnswer) -> AnyView {
    match answer {
        UploadAnswer::Accepted { id, title, location, duplicate_of, .. } => view! {
            <li class="result">
                <span class="result__icon"><Draw icon=Icon::Done /></span>
                <p class="result__words">
                    <span class="result__name" dir="auto">{title.clone()}</span>
                    <span class="result__reason">"Uploaded"</span>
                    {location.and_then(Location::words).map(reason)}
                    {duplicate_of.map(|_| reason("You already had this picture."))}
                </p>
                {duplicate_of.map(existing)}
                <a class="button button--quiet button--small" href=format!("/pin/{id}")>
                    "View"<span class="visually-hidden">{format!(": {title}")}</span>
                </a>
            </li>
        }
        .into_any(),
        UploadAnswer::Refused { file, error, pin, .. } => view! {
            <li class="result result--refused">
                <span class="result__icon"><Draw icon=Icon::Alert /></span>
                <p class="result__words">
                    <span class="result__name" dir="auto">{file}</span>
                    <span class="result__reason">{error}</span>
                </p>
                {pin.map(existing)}
            </li>
        }
        .into_any(),
    }
}

fn reason(words: &'static str) -> impl IntoView {
    view! { <span class="result__reason">{words}</span> }
}

/// The way to a pin that has the same file, or the title.
fn existing(pin: PinId) -> impl IntoView {
    view! { <a class="button button--quiet button--small" href=format!("/pin/{pin}")>"View existing picture"</a> }
}
