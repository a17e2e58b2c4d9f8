//! Forms that are answered in place: accounts, settings, a pin's words. Without script the browser posts them and gets a page; with
//! script the answer appears in place, what was typed stays, and a success is seen before the page goes on.

use super::FormProblem;
use crate::{app::browser, model::errors::Problem};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

/// How long a success is shown: the check mark draws itself meanwhile.
const SUCCESS: Duration = Duration::from_millis(900);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    Idle,
    Busy,
    Done,
}

impl Sending {
    const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Done => "done",
        }
    }
}

/// The form around its fields, with its button.
#[component]
pub fn AccountForm(
    /// Where it is posted.
    #[prop(into)]
    action: String,
    /// What the button says.
    submit: &'static str,
    /// How the button looks: classes beside `button`.
    #[prop(default = "button--primary button--wide")]
    look: &'static str,
    /// What is said while it is under way.
    busy: &'static str,
    /// What is said when it went well.
    done: &'static str,
    /// What is wrong with it.
    problem: RwSignal<Option<Problem>>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let sending = RwSignal::new(Sending::Idle);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|_| sending.get_untracked() == Sending::Idle) else { return };
        sending.set(Sending::Busy);
        spawn_local(SendWrapper::new(async move {
            match browser::post_form(&form).await {
                Ok(location) => {
                    problem.set(None);
                    sending.set(Sending::Done);
                    set_timeout(move || browser::go_to(&location), SUCCESS);
                }
                Err(wrong) => {
                    problem.set(Some(wrong));
                    sending.set(Sending::Idle);
                }
            }
        }));
    };
    view! {
        <form class="form" method="post" action=action enctype="multipart/form-data" on:submit=send>
            <p class="visually-hidden" role="status">{move || (sending.get() == Sending::Done).then_some(done)}</p>
            <FormProblem problem />
            {children()}
            <button
                class=format!("button {look} submit")
                type="submit"
                data-state=move || sending.get().name()
            >
                <span class="submit__label">{submit}</span>
                <span class="submit__busy">
                    <span class="spinner" aria-hidden="true"></span>
                    <span class="visually-hidden">{move || (sending.get() == Sending::Busy).then_some(busy)}</span>
                </span>
                <svg class="submit__done" viewBox="0 0 24 24" aria-hidden="true">
                    <path pathLength="1" d="m5 12.5 4.5 4.5L19 7.5"></path>
                </svg>
            </button>
        </form>
    }
}
