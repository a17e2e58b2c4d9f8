//! The chosen pictures. Each has its place in the list from the beginning; what is drawn in it is made when it comes
//! near what is in sight, and in a long list goes when it is away again.

use super::card::Card;
use crate::app::{
    browser::{self, Nearness},
    uploads::{Upload, UploadQueue},
};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use std::{collections::VecDeque, sync::Arc};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// From how many pictures on one may want to see those alone that have failed.
const MANY: usize = 12;

/// How many cards are made with each frame.
const MADE_AT_ONCE: usize = 6;

/// All of them.
#[component]
pub fn List(
    /// The pictures.
    queue: UploadQueue,
) -> impl IntoView {
    let coming = Coming::default();
    let nearness = Nearness::new(move |id, near| come_or_go(queue, coming, id, near));
    let failed_alone = RwSignal::new(false);
    let failed = Memo::new(move |_| queue.totals.with(|totals| totals.failed));
    let many = Memo::new(move |_| queue.totals.with(|totals| totals.count > MANY));
    // Once none has failed any more, all are shown again.
    Effect::new(move || {
        if failed.get() == 0 {
            failed_alone.set(false);
        }
    });
    let filter = move || {
        (failed.get() > 0 && many.get()).then(|| {
            view! {
                <button
                    class="button button--secondary button--small upload__filter"
                    type="button"
                    aria-pressed=move || failed_alone.get().to_string()
                    on:click=move |_| failed_alone.update(|alone| *alone = !*alone)
                >
                    {move || match failed.get() {
                        1 => "Show only the one that failed".to_owned(),
                        count => format!("Show only the {count} that failed"),
                    }}
                </button>
            }
        })
    };
    view! {
        {filter}
        <ul
            class="upload__list"
            class:upload__list--dense=move || queue.dense.get()
            class:upload__list--failed=move || failed_alone.get()
            aria-label="Chosen pictures"
            on:keydown=keep_from_sending
        >
            <For each=move || queue.uploads.get() key=|upload| upload.key let:upload>
                <Place upload queue nearness />
            </For>
        </ul>
    }
}

/// Enter in the words of one picture does not send all of them.
fn keep_from_sending(event: KeyboardEvent) {
    let line = event.target().is_some_and(|target| target.has_type::<HtmlInputElement>());
    if line && event.key() == "Enter" {
        event.prevent_default();
    }
}

/// Where one of them stands.
#[component]
fn Place(upload: Arc<Upload>, queue: UploadQueue, nearness: Nearness) -> impl IntoView {
    let element = NodeRef::<html::Li>::new();
    Effect::new(move || {
        if let Some(element) = element.get() {
            nearness.watch(&element);
        }
    });
    let step = upload.step.clone();
    let state = Memo::new(move |_| step.with(|step| step.name()));
    let near = upload.near.clone();
    let id = format!("upload-{}", upload.key);
    view! {
        <li class="upload-card" id=id data-state=move || state.get() node_ref=element>
            {move || {
                if near.get() {
                    view! { <Card upload=upload.clone() queue /> }.into_any()
                } else {
                    view! { <span class="upload-card__away" dir="auto">{upload.name.clone()}</span> }.into_any()
                }
            }}
        </li>
    }
}

/// A card is made when it comes near. In a long list it goes when it is away, unless somebody is at work in it.
fn come_or_go(queue: UploadQueue, coming: Coming, id: &str, near: bool) {
    let key = id.strip_prefix("upload-").and_then(|key| key.parse().ok());
    let Some(upload) = key.and_then(|key| queue.find(key)) else { return };
    let stays = || !queue.dense.get_untracked() || upload.unfolded.get_untracked() || browser::has_focus_within(id);
    if near {
        coming.make(upload);
    } else if !stays() {
        coming.forget(upload.key);
        upload.near.set(false);
    }
}

/// Cards that are to be made: a few with each frame, as all that one jump brings near would take too long.
#[derive(Clone, Copy, Default)]
struct Coming(StoredValue<VecDeque<Arc<Upload>>>);

impl Coming {
    fn make(self, upload: Arc<Upload>) {
        let idle = self.0.try_update_value(|coming| {
            coming.push_back(upload);
            coming.len() == 1
        });
        if idle == Some(true) {
            request_animation_frame(move || self.make_some());
        }
    }

    fn make_some(self) {
        let some = self.0.try_update_value(|coming| {
            let some: Vec<_> = coming.drain(..coming.len().min(MADE_AT_ONCE)).collect();
            (some, !coming.is_empty())
        });
        let Some((some, more)) = some else { return };
        for upload in some {
            // What is there already is not made anew.
            if !upload.near.get_untracked() {
                upload.near.set(true);
            }
        }
        if more {
            request_animation_frame(move || self.make_some());
        }
    }

    fn forget(self, key: u32) {
        self.0.update_value(|coming| coming.retain(|upload| upload.key != key));
    }
}
