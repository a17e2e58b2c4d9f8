//! Short news at the edge of the page, said aloud by screen readers, gone by themselves.

use super::{Draw, Icon};
use leptos::prelude::*;
use std::time::Duration;

/// How long news stay.
const LIFE: Duration = Duration::from_secs(8);

#[derive(Debug, Clone, PartialEq)]
struct Toast {
    id: u32,
    words: String,
    error: bool,
}

#[derive(Clone, Copy)]
struct Shown {
    toasts: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

/// Makes room for news on all pages.
pub fn provide() {
    provide_context(Shown { toasts: RwSignal::new(Vec::new()), last: StoredValue::new(0) });
}

/// Says that something went well.
pub fn success(words: String) {
    show(words, false);
}

/// Says that something went wrong.
pub fn error(words: String) {
    show(words, true);
}

fn show(words: String, error: bool) {
    let Some(shown) = use_context::<Shown>() else { return };
    let id = shown.last.try_update_value(|last| {
        *last += 1;
        *last
    });
    let Some(id) = id else { return };
    shown.toasts.update(|toasts| toasts.push(Toast { id, words, error }));
    set_timeout(move || dismiss(shown, id), LIFE);
}

fn dismiss(shown: Shown, id: u32) {
    shown.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
}

/// Where news appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let shown = expect_context::<Shown>();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || shown.toasts.get() key=|toast| toast.id let:toast>
                <div class="toast" class:toast--error=toast.error>
                    <Draw icon=if toast.error { Icon::Alert } else { Icon::Done } class="toast__icon" />
                    <p class="toast__words" dir="auto">{toast.words}</p>
                    <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| dismiss(shown, toast.id)>
                        <Draw icon=Icon::Close />
                    </button>
                </div>
            </For>
        </div>
    }
}
