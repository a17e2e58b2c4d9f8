//! Forms that are answered in place: accounts, settings, a pin's details. Without script the browser posts them and gets a page; with
//! script (`islands/forms.rs`) the answer appears in place, what was typed stays, and a success is seen before the page goes on.

use super::FormProblem;
use crate::model::errors::Problem;
use leptos::prelude::*;

/// The form around its fields, with its button.
#[component]
pub fn Form(
    /// Where it is posted.
    #[prop(into)]
    action: String,
    /// What the button says.
    submit: &'static str,
    /// How the button looks: classes beside `button`.
    #[prop(default = "button--primary button--wide")]
    look: &'static str,
    /// The message while it is being sent.
    busy: &'static str,
    /// The message once it has been saved.
    done: &'static str,
    /// What is wrong with it.
    problem: Option<Problem>,
    /// Where “Cancel” leads, beside the button.
    #[prop(optional)]
    cancel: Option<String>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let cancel = cancel.map(|back| view! { <a class="button button--secondary" href=back>"Cancel"</a> });
    view! {
        <form class="form" method="post" action=action enctype="multipart/form-data" data-form>
            <p class="visually-hidden" role="status" data-busy=busy data-done=done></p>
            <FormProblem problem />
            {children()}
            <div class="actions">
                <button class=format!("button {look} submit") type="submit" data-state="idle">
                    <span class="submit__label">{submit}</span>
                    <span class="submit__busy">
                        <span class="spinner" aria-hidden="true"></span>
                        <span class="visually-hidden"></span>
                    </span>
                    <svg class="submit__done" viewBox="0 0 24 24" aria-hidden="true">
                        <path pathLength="1" d="m5 12.5 4.5 4.5L19 7.5"></path>
                    </svg>
                </button>
                {cancel}
            </div>
        </form>
    }
}
