//! One picture on its way: its words, how far it is, and what can be done about it.

use super::{progress::ProgressBar, status::Status, who::Who};
use crate::{
    app::{
        browser,
        components::{Draw, Icon},
        uploads::{Upload, UploadQueue, UploadStep, Words},
    },
    model::{
        pins::{Location, Visibility},
        words::{ALT_TEXT_LONGEST, DESCRIPTION_LONGEST, TITLE_LONGEST},
    },
};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// What a card shows, in signals of this page.
#[derive(Clone, Copy)]
struct Shown {
    key: u32,
    words: RwSignal<Words>,
    visibility: Signal<Visibility>,
    unfolded: RwSignal<bool>,
    /// Whether its words can be changed no more.
    fixed: Signal<bool>,
}

/// The inside of a card, or of a line in a long list.
#[component]
pub fn Card(
    /// Which.
    upload: Arc<Upload>,
    /// The list it is on.
    queue: UploadQueue,
) -> impl IntoView {
    let key = upload.key;
    let step = RwSignal::from(upload.step.clone());
    let words = RwSignal::from(upload.words.clone());
    let for_all = queue.for_all.visibility;
    let shown = Shown {
        key,
        words,
        visibility: Signal::derive(move || words.with(|words| words.visibility).unwrap_or_else(|| for_all.get())),
        unfolded: RwSignal::from(upload.unfolded.clone()),
        fixed: Memo::new(move |_| !step.with(UploadStep::is_open)).into(),
    };
    let location = RwSignal::from(upload.location.clone());
    let part = Memo::new(move |_| {
        step.with(|step| match step {
            UploadStep::Processing(_) => None,
            UploadStep::Sending(sent) => Some(*sent),
            UploadStep::Ready(_) => Some(1.0),
            UploadStep::Chosen | UploadStep::Waiting | UploadStep::Failed(_) => Some(0.0),
        })
    });
    let name = upload.name.clone();
    let label = Signal::derive({
        let name = name.clone();
        move || if part.with(Option::is_some) { format!("Sent of {name}") } else { format!("Processing of {name}") }
    });
    view! {
        <Thumbnail upload=upload.clone() />
        <div class="upload-card__body">
            <div class="upload-card__top">
                <TitleLine shown own=upload.own_title() name=name.clone() />
                <button class="icon-button upload-card__remove" type="button" aria-label=format!("Remove {name}") on:click=move |_| queue.remove(key)>
                    <Draw icon=Icon::Close />
                </button>
            </div>
            {move || (!queue.dense.get()).then(|| who(shown))}
            <ProgressBar part=part.into() label />
            <div class="upload-card__status">
                <Status step key size=upload.bytes queue />
                <button
                    class="button button--quiet button--small upload-card__more"
                    type="button"
                    aria-expanded=move || shown.unfolded.get().to_string()
                    aria-controls=format!("more-{key}")
                    on:click=move |_| shown.unfolded.update(|unfolded| *unfolded = !*unfolded)
                >
                    "More"<span class="visually-hidden">{format!(" about {name}")}</span>
                </button>
            </div>
            {move || location.get().and_then(Location::words).map(|words| view! { <p class="field__hint">{words}</p> })}
            <div class="upload-card__details" id=format!("more-{key}") hidden=move || !shown.unfolded.get()>
                {move || shown.unfolded.get().then(|| {
                    view! {
                        {move || queue.dense.get().then(|| who(shown))}
                        <More shown />
                    }
                })}
            </div>
        </div>
    }
}

/// The picture itself, drawn small as soon as there is time.
#[component]
fn Thumbnail(upload: Arc<Upload>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            browser::draw_preview(upload.file(), canvas);
        }
    });
    view! {
        <div class="upload-card__thumb" aria-hidden="true">
            <Draw icon=Icon::Picture class="upload-card__nothing" />
            <canvas class="upload-card__picture" width="0" height="0" node_ref=canvas></canvas>
        </div>
    }
}

#[component]
fn TitleLine(shown: Shown, own: String, name: String) -> impl IntoView {
    let id = format!("title-{}", shown.key);
    let title = move || shown.words.with(|words| words.title.clone()).unwrap_or_else(|| own.clone());
    view! {
        <label class="visually-hidden" for=id.clone()>{format!("Title of {name}")}</label>
        <input
            class="input upload-card__title"
            dir="auto"
            id=id
            maxlength=TITLE_LONGEST.to_string()
            prop:value=title
            disabled=move || shown.fixed.get()
            on:input:target=move |event| {
                let typed = event.target().value();
                shown.words.update(|words| words.title = Some(typed));
            }
        />
    }
}

fn who(shown: Shown) -> AnyView {
    view! {
        <Who
            name=format!("visibility-{}", shown.key)
            legend="Who sees it".to_owned()
            chosen=shown.visibility
            choose=Callback::new(move |visibility| shown.words.update(|words| words.visibility = Some(visibility)))
            disabled=shown.fixed
        />
    }
    .into_any()
}

/// All else that can be said of a picture.
#[component]
fn More(shown: Shown) -> impl IntoView {
    let Shown { key, words, fixed, .. } = shown;
    let id = move |field: &str| format!("{field}-{key}");
    view! {
        <div class="field">
            <label class="field__label" for=id("description")>"Description"</label>
            <textarea
                class="input input--lines"
                id=id("description")
                dir="auto"
                rows="3"
                maxlength=DESCRIPTION_LONGEST.to_string()
                prop:value=move || words.with(|words| words.description.clone())
                disabled=move || fixed.get()
                on:input:target=move |event| {
                    let typed = event.target().value();
                    words.update(|words| words.description = typed);
                }
            ></textarea>
        </div>
        <div class="field">
            <label class="field__label" for=id("alt-text")>"Alternative text"</label>
            <input
                class="input"
                id=id("alt-text")
                maxlength=ALT_TEXT_LONGEST.to_string()
                aria-describedby=id("alt-text-hint")
                prop:value=move || words.with(|words| words.alt_text.clone())
                disabled=move || fixed.get()
                on:input:target=move |event| {
                    let typed = event.target().value();
                    words.update(|words| words.alt_text = typed);
                }
            />
            <p class="field__hint" id=id("alt-text-hint")>"What is in the picture, for people who cannot see it."</p>
        </div>
        <div class="field">
            <label class="field__label" for=id("tags")>"Tags"</label>
            <input
                class="input"
                id=id("tags")
                autocapitalize="none"
                aria-describedby=id("tags-hint")
                prop:value=move || words.with(|words| words.tags.clone())
                disabled=move || fixed.get()
                on:input:target=move |event| {
                    let typed = event.target().value();
                    words.update(|words| words.tags = typed);
                }
            />
            <p class="field__hint" id=id("tags-hint")>"With commas between them; those for all are added."</p>
        </div>
    }
}
