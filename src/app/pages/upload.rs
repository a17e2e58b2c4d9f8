//! Uploading: a drop zone, a list of what was chosen, and how far each is. Without script it is a plain form.

use super::upload_queue::UploadQueue;
use crate::{
    app::{
        browser,
        components::{Draw, Field, FormProblem, Icon, ProgressBar, SignInFirst, UploadCard, VisibilityChoice},
        start::{Answered, FormAnswer, MaxUploadBytes},
    },
    model::{
        accounts::Me,
        errors::{Bytes, Problem},
        pins::{UploadAnswer, Visibility},
    },
};
use leptos::{ev, prelude::*};
use leptos_meta::Title;

/// The page of uploading, for members.
#[component]
pub fn Upload() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let member = expect_context::<Option<Me>>().is_some();
    view! {
        <Title text="Upload" />
        <main id="main" class="page page--wide" tabindex="-1">
            {match answer {
                _ if !member => view! {
                    <SignInFirst
                        title="Pictures belong to somebody"
                        words="Sign in, and what you upload is yours."
                        next="/upload"
                    />
                }
                .into_any(),
                FormAnswer { uploads, .. } if !uploads.is_empty() => view! { <Results uploads /> }.into_any(),
                FormAnswer { problem, .. } => view! { <UploadForm problem /> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn UploadForm(problem: Option<Problem>) -> impl IntoView {
    let MaxUploadBytes(limit) = expect_context();
    let queue = UploadQueue::new(limit);
    let problem = RwSignal::new(problem);
    Effect::new(move || {
        let pasting = window_event_listener(ev::paste, move |event| queue.add(browser::pasted_files(&event)));
        on_cleanup(move || pasting.remove());
        browser::tell_before_leaving(move || {
            let overall = queue.overall();
            overall.sending + overall.waiting > 0
        });
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        queue.send_all();
    };
    view! {
        <header class="page__head">
            <h1 class="page__title">"Upload"</h1>
            <p class="page__lead">"As many as you like. Each keeps its own title, and you decide who sees it."</p>
        </header>
        <form class="upload" method="post" action="/upload" enctype="multipart/form-data" on:submit=submit>
            <FormProblem problem />
            <PlainWords problem />
            <DropZone queue limit />
            <div data-no-script><button class="button button--primary" type="submit">"Upload"</button></div>
            <List queue />
            <ActionBar queue />
        </form>
    }
}

/// The words of a form without script. They stand before the files, as they are sent in this order.
#[component]
fn PlainWords(problem: RwSignal<Option<Problem>>) -> impl IntoView {
    let visibility = RwSignal::new(Visibility::default());
    view! {
        <div class="upload__plain" data-no-script>
            <Field
                name="title"
                label="Title"
                autocomplete="off"
                hint="For one picture. Several at once are each named after their file."
                optional=true
                typed=String::new()
                problem
            />
            <div class="field">
                <span class="field__label" aria-hidden="true">"Who sees it"</span>
                <VisibilityChoice name="visibility".to_owned() chosen=visibility disabled=false />
            </div>
        </div>
    }
}

#[component]
fn DropZone(queue: UploadQueue, limit: u64) -> impl IntoView {
    let over = RwSignal::new(false);
    let hint = format!(
        "or choose them, or paste one from the clipboard. JPEG, PNG, GIF, WebP, AVIF, BMP and TIFF, up to {} each.",
        Bytes(limit)
    );
    view! {
        <div
            class="dropzone"
            data-over=move || over.get().then_some("")
            on:dragover=move |_| over.set(true)
            on:dragleave=move |_| over.set(false)
            on:drop=move |_| over.set(false)
        >
            <span class="dropzone__icon"><Draw icon=Icon::Picture /></span>
            <label class="dropzone__title" for="files">"Drop pictures here"</label>
            <p class="dropzone__hint" id="files-hint">{hint}</p>
            <span class="button button--secondary" data-needs-script aria-hidden="true">"Choose pictures"</span>
            <input
                class="dropzone__input file-input"
                id="files"
                name="file"
                type="file"
                accept="image/*"
                multiple
                aria-describedby="files-hint"
                on:change:target=move |event| queue.add(browser::chosen_files(&event.target()))
            />
        </div>
    }
}

#[component]
fn List(queue: UploadQueue) -> impl IntoView {
    let remove = Callback::new(move |key| queue.remove(key));
    let retry = Callback::new(move |key| queue.retry(key));
    view! {
        <ul class="upload__list" aria-label="Chosen pictures">
            <For each=move || queue.uploads.get() key=|upload| upload.key let:upload>
                <UploadCard upload remove retry />
            </For>
        </ul>
    }
}

/// How far all of it is, and the button that starts it.
#[component]
fn ActionBar(queue: UploadQueue) -> impl IntoView {
    let overall = Memo::new(move |_| queue.overall());
    let words = move || {
        let overall = overall.get();
        let (sent, all) = (Bytes(overall.bytes_sent as u64), Bytes(overall.bytes as u64));
        match overall.count {
            0 => "Nothing chosen yet".to_owned(),
            count => format!("{} of {count} sent, {sent} of {all}", overall.sent),
        }
    };
    let part =
        move || overall.with(|overall| if overall.bytes > 0.0 { overall.bytes_sent / overall.bytes } else { 0.0 });
    let submit = move || match overall.get().waiting {
        0 => "Upload".to_owned(),
        1 => "Upload 1 picture".to_owned(),
        waiting => format!("Upload {waiting} pictures"),
    };
    view! {
        <div class="action-bar" data-needs-script>
            <div class="action-bar__state">
                <span role="status">{words}</span>
                {move || view! { <ProgressBar part=part() label="Sent altogether".to_owned() /> }}
            </div>
            <div class="action-bar__actions">
                <button class="button button--quiet" type="button" disabled=move || overall.get().count == 0 on:click=move |_| queue.clear()>"Clear"</button>
                <button class="button button--primary" type="submit" disabled=move || overall.get().waiting == 0>{submit}</button>
            </div>
        </div>
    }
}

/// What became of the files of a form that was sent without script.
#[component]
fn Results(uploads: Vec<UploadAnswer>) -> impl IntoView {
    let taken = uploads.iter().filter(|answer| matches!(answer, UploadAnswer::Accepted { .. })).count();
    let title = match uploads.len() {
        1 if taken == 1 => "Your picture is taken in".to_owned(),
        count => format!("{taken} of {count} pictures taken in"),
    };
    let lead =
        if taken > 0 { "They are being prepared, and appear on your page in a moment." } else { "Nothing was kept." };
    view! {
        <header class="page__head">
            <h1 class="page__title">{title}</h1>
            <p class="page__lead">{lead}</p>
        </header>
        <ul class="results">{uploads.into_iter().map(result).collect_view()}</ul>
        <p><a class="button button--primary" href="/upload" rel="external">"Upload more"</a></p>
    }
}

fn result(answer: UploadAnswer) -> AnyView {
    match answer {
        UploadAnswer::Accepted { id, title, .. } => view! {
            <li class="result">
                <span class="result__icon"><Draw icon=Icon::Done /></span>
                <p class="result__words">
                    <span class="result__name">{title.clone()}</span>
                    <span class="result__reason">"Taken in"</span>
                </p>
                <a class="button button--quiet button--small" href=format!("/pin/{id}")>
                    "See it"<span class="visually-hidden">{format!(": {title}")}</span>
                </a>
            </li>
        }
        .into_any(),
        UploadAnswer::Refused { file, error, .. } => view! {
            <li class="result result--refused">
                <span class="result__icon"><Draw icon=Icon::Alert /></span>
                <p class="result__words">
                    <span class="result__name">{file}</span>
                    <span class="result__reason">{error}</span>
                </p>
            </li>
        }
        .into_any(),
    }
}
