//! A question that is asked before something is done.

use crate::app::browser;
use leptos::{ev::MouseEvent, html, prelude::*};

/// A small window over the page. It closes at Escape, and at a click beside it.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its id, which no other dialog of the page has.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    browser::follow_dialog(dialog, open);
    let beside = move |event: MouseEvent| {
        if event.target() == event.current_target() {
            open.set(false);
        }
    };
    let heading = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id node_ref=dialog aria-labelledby=heading.clone() on:close=move |_| open.set(false) on:click=beside>
            <div class="dialog__body">
                <h2 class="dialog__title" dir="auto" id=heading.clone()>{move || title.get()}</h2>
                {children()}
            </div>
        </dialog>
    }
}

/// Asks before pictures are deleted. The button that does it belongs to a form: `children`.
#[component]
pub fn AskDelete(
    /// Whether it is asked.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    question: Signal<String>,
    /// The button that deletes, and its form where it has one of its own.
    children: Children,
) -> impl IntoView {
    view! {
        <Dialog open id="ask-delete" title=question>
            <p class="dialog__words">"For a few seconds after that you can take it back."</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus on:click=move |_| open.set(false)>"Cancel"</button>
                {children()}
            </div>
        </Dialog>
    }
}
