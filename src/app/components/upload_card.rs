//! One picture on its way: its words, how far it is, and what can be done about it.

use super::{Draw, Icon, VisibilityChoice};
use crate::{
    app::browser::ObjectUrl,
    model::{
        errors::Bytes,
        ids::PinId,
        pins::Visibility,
        words::{TITLE_LONGEST, title_of_file},
    },
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::sync::Arc;
use web_sys::File;

/// How far an upload is.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadStep {
    /// Not begun.
    Waiting,
    /// Under way: how much of it, from 0 to 1.
    Sending(f64),
    /// Taken in; the picture is being made.
    Processing(PinId),
    /// Everybody who may can see it.
    Ready(PinId),
    /// Not taken, with a sentence on why.
    Failed(String),
}

/// One file of this tab's uploads. Cheap to clone; clones are the same upload.
#[derive(Clone)]
pub struct Upload {
    /// Names it among this page's.
    pub key: u32,
    /// The file. It stays in the browser's thread.
    pub file: SendWrapper<File>,
    /// Under what address the browser shows it.
    pub preview: Option<Arc<ObjectUrl>>,
    /// What it will be called.
    pub title: ArcRwSignal<String>,
    /// Who will see it.
    pub visibility: ArcRwSignal<Visibility>,
    /// How far it is.
    pub step: ArcRwSignal<UploadStep>,
}

impl Upload {
    /// Makes an upload of a file; one larger than `limit` bytes fails before it travels.
    pub fn new(key: u32, file: File, limit: u64) -> Self {
        let too_large = file.size() > limit as f64;
        let step = if too_large {
            let words = format!("This file has {}: {} is the most that can be taken.", size(&file), Bytes(limit));
            UploadStep::Failed(words)
        } else {
            UploadStep::Waiting
        };
        Self {
            key,
            preview: ObjectUrl::new(&file).map(Arc::new),
            title: ArcRwSignal::new(title_of_file(&file.name())),
            visibility: ArcRwSignal::new(Visibility::default()),
            step: ArcRwSignal::new(step),
            file: SendWrapper::new(file),
        }
    }

    /// How many bytes it has.
    pub fn bytes(&self) -> f64 {
        self.file.size()
    }
}

fn size(file: &File) -> String {
    Bytes(file.size() as u64).to_string()
}

/// The card of one upload.
#[component]
pub fn UploadCard(
    /// Which.
    upload: Upload,
    /// Takes it off the list.
    remove: Callback<u32>,
    /// Tries it again.
    retry: Callback<u32>,
) -> impl IntoView {
    let Upload { key, file, preview, title, visibility, step } = upload;
    let name = file.name();
    let step = RwSignal::from(step);
    let title = RwSignal::from(title);
    let fixed = Signal::derive(move || !matches!(step.get(), UploadStep::Waiting | UploadStep::Failed(_)));
    let busy = Signal::derive(move || matches!(step.get(), UploadStep::Sending(_)));
    let input = format!("title-{key}");
    view! {
        <li class="upload-card" data-state=move || step.with(state_name)>
            <div class="upload-card__thumb">
                {preview.map(|preview| view! {
                    <img class="upload-card__picture" src=preview.address() alt="" width="320" height="320" decoding="async" />
                })}
            </div>
            <div class="upload-card__body">
                <div class="upload-card__top">
                    <label class="visually-hidden" for=input.clone()>{format!("Title of {name}")}</label>
                    <input
                        class="input"
                        id=input
                        maxlength=TITLE_LONGEST.to_string()
                        prop:value=move || title.get()
                        disabled=move || fixed.get()
                        on:input:target=move |event| title.set(event.target().value())
                    />
                    <button
                        class="icon-button"
                        type="button"
                        aria-label=format!("Remove {name}")
                        disabled=move || busy.get()
                        on:click=move |_| remove.run(key)
                    >
                        <Draw icon=Icon::Close />
                    </button>
                </div>
                <VisibilityChoice name=format!("visibility-{key}") chosen=RwSignal::from(visibility) disabled=fixed />
                {move || progress(&step.get(), &title.get())}
                <div class="upload-card__status">
                    {move || status(&step.get(), key, retry)}
                    <span class="upload-card__size">{size(&file)}</span>
                </div>
            </div>
        </li>
    }
}

fn state_name(step: &UploadStep) -> &'static str {
    match step {
        UploadStep::Waiting => "waiting",
        UploadStep::Sending(_) => "sending",
        UploadStep::Processing(_) => "processing",
        UploadStep::Ready(_) => "ready",
        UploadStep::Failed(_) => "failed",
    }
}

/// The bar: how much was sent, or that the work has no known end.
fn progress(step: &UploadStep, title: &str) -> AnyView {
    let sent = match step {
        UploadStep::Processing(_) => {
            let label = format!("Processing of {title}");
            return view! {
                <div class="progress progress--unknown" role="progressbar" aria-label=label>
                    <div class="progress__bar"></div>
                </div>
            }
            .into_any();
        }
        UploadStep::Sending(sent) => *sent,
        UploadStep::Ready(_) => 1.0,
        UploadStep::Waiting | UploadStep::Failed(_) => 0.0,
    };
    view! { <ProgressBar part=sent label=format!("Sent of {title}") /> }.into_any()
}

/// A bar that fills.
#[component]
pub fn ProgressBar(
    /// How much, from 0 to 1.
    part: f64,
    /// Of what.
    label: String,
) -> impl IntoView {
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=format!("{:.0}", part * 100.0)
            style=format!("--progress:{part:.3}")
        >
            <div class="progress__bar"></div>
        </div>
    }
}

/// The words under the bar, and what can be done.
fn status(step: &UploadStep, key: u32, retry: Callback<u32>) -> AnyView {
    let words = |words: String| view! { <span class="upload-card__words">{words}</span> };
    let spinner = || view! { <span class="spinner" aria-hidden="true"></span> };
    let icon = |icon: Icon| view! { <Draw icon class="icon--small" /> };
    match step {
        UploadStep::Waiting => (icon(Icon::Clock), words("Waiting".to_owned())).into_any(),
        UploadStep::Sending(part) => (spinner(), words(format!("Sending, {:.0} %", part * 100.0))).into_any(),
        UploadStep::Processing(_) => (spinner(), words("Processing".to_owned())).into_any(),
        UploadStep::Ready(pin) => view! {
            {icon(Icon::Done)}
            {words("Ready".to_owned())}
            <a class="button button--quiet button--small" href=format!("/pin/{pin}")>"See it"</a>
        }
        .into_any(),
        UploadStep::Failed(reason) => view! {
            {icon(Icon::Alert)}
            {words(reason.clone())}
            <button class="button button--secondary button--small" type="button" on:click=move |_| retry.run(key)>
                <Draw icon=Icon::Retry class="icon--small" />
                "Retry"
            </button>
        }
        .into_any(),
    }
}
