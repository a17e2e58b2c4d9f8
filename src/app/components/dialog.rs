//! A question that is asked before something is done. The server draws it closed; `islands/dialogs.rs` opens it.

use leptos::prelude::*;

/// A small window over the page. It closes at Escape, and at a click beside it.
#[component]
pub fn Dialog(
    /// Its id, which no other dialog of the page has.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=heading.clone()>
            <div class="dialog__body">
                <h2 class="dialog__title" dir="auto" id=heading.clone()>{title}</h2>
                {children()}
            </div>
        </dialog>
    }
}

/// Asks before pictures are deleted. The button that does it belongs to a form: `children`.
#[component]
pub fn AskDelete(
    /// The question.
    #[prop(into)]
    question: String,
    /// The button that deletes, and its form where it has one of its own.
    children: Children,
) -> impl IntoView {
    view! {
        <Dialog id="ask-delete" title=question>
            <p class="dialog__words">"You can undo this for 25 seconds."</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus data-cancel>"Cancel"</button>
                {children()}
            </div>
        </Dialog>
    }
}
