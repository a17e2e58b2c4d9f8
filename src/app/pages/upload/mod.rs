//! Uploading: a drop zone, a list of what was chosen, and how far each and all of it is. Without script it is a plain
//! form.

mod action_bar;
mod card;
mod drop_zone;
mod for_all;
mod list;
mod progress;
mod results;
mod status;
mod under_way;
mod who;

use crate::{
    app::{
        browser,
        components::{Checkbox, Draw, Field, FormProblem, Hint, Icon, SignInFirst, VisibilityChoice},
        start::{Answered, FormAnswer, MaxUploadBytes},
        uploads::{Going, UploadQueue},
    },
    model::{accounts::Me, errors::Problem, pins::Visibility},
};
use action_bar::ActionBar;
use drop_zone::DropZone;
use for_all::ForAllOfThem;
use leptos::{ev, prelude::*};
use leptos_meta::Title;
use list::List;
use results::Results;

pub use under_way::UnderWay;

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
    let queue = expect_context::<UploadQueue>();
    let problem = RwSignal::new(problem);
    Effect::new(move || {
        let pasting = window_event_listener(ev::paste, move |event| queue.add(browser::pasted_files(&event)));
        on_cleanup(move || pasting.remove());
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
            <SignedOut queue />
            <ForAllOfThem queue />
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
            <div class="field">
                <Checkbox name="share_location" value="true" label="Share where it was taken" checked=false />
                <Hint name="share_location" hint="Otherwise the location is removed from what others can download." />
            </div>
        </div>
    }
}

/// Says that nothing goes on until one has signed in again, without leaving what was chosen.
#[component]
fn SignedOut(queue: UploadQueue) -> impl IntoView {
    move || {
        (queue.going.get() == Going::SignedOut).then(|| {
            view! {
                <div class="alert" role="alert">
                    <Draw icon=Icon::Alert />
                    <div class="alert__body">
                        <h2 class="alert__title">"You have been signed out"</h2>
                        <p>
                            <a class="alert__link" href="/login" target="_blank">
                                "Sign in again"<span class="visually-hidden">" (in a new window)"</span>
                            </a>
                            ", then come back and resume. Nothing is lost."
                        </p>
                    </div>
                </div>
            }
        })
    }
}
