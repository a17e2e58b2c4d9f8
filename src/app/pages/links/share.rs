//! Sharing a picture for a while: the way there from its page, and the form, which the page that comes back follows with the link.

use crate::{
    app::{
        components::{
            Dialog, Draw, Drawing, Fetched, Field, FormProblem, Icon, Notice, ShownOnce, SignInFirst, Wrong, problem_of,
        },
        start::{Answered, FormAnswer},
    },
    model::{
        accounts::Me,
        errors::Problem,
        expiring_links::{Life, LinkSize, Sharing},
        ids::PinId,
    },
    server_fns::{self, status::AnswerStatus},
};
use leptos::{ev::MouseEvent, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

const TITLE: &str = "Share for a while";

/// What is to be known before.
const LEAD: &str =
    "Whoever has the link sees the picture until its time is over, without an account, even if it is private.";

/// The way to a link, on the page of one's own pin: a dialog or, without script, a page of its own.
#[component]
pub fn ShareForAWhile(
    /// The pin.
    id: PinId,
    /// What its links can be.
    sharing: Sharing,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let ask = move |event: MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            asked.set(true);
        }
    };
    view! {
        <a class="button button--secondary" href=format!("/pin/{id}/share") rel="external" on:click=ask>
            <Draw icon=Icon::Link class="icon--small" />{TITLE}
        </a>
        <Dialog open=asked id="share" title=TITLE>
            <p class="dialog__words">{LEAD}</p>
            <ShareForm id sharing answer=FormAnswer::default() />
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" on:click=move |_| asked.set(false)>"Cancel"</button>
            </div>
        </Dialog>
    }
}

/// The form on a page of its own, for the pin's owner.
#[component]
pub fn SharePin() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    if expect_context::<Option<Me>>().is_none() {
        AnswerStatus::set(401);
        return view! {
            <main id="main" class="page" tabindex="-1">
                <Title text=TITLE />
                <SignInFirst
                    title="Pictures are shared by their owners"
                    words="Sign in to share yours."
                    next=format!("/pin/{}/share", id.get_untracked())
                />
            </main>
        }
        .into_any();
    }
    let found = Resource::new(
        move || id.get(),
        |id| async move {
            let id: PinId = id.parse().map_err(|_| Problem::NotFound)?;
            match server_fns::expiring_links::sharing(id).await {
                Ok((title, sharing)) => Ok(Offer::Sharing(id, title, sharing)),
                Err(Problem::Plan { detail }) => Ok(Offer::Nothing(detail)),
                Err(problem) => Err(problem),
            }
        },
    );
    view! {
        <Title text=TITLE />
        <main id="main" class="page page--form" tabindex="-1">
            <Fetched from=found alone=true let:offer>
                {match offer {
                    Offer::Sharing(id, title, sharing) => {
                        view! { <Page id title sharing answer=answer.clone() /> }.into_any()
                    }
                    Offer::Nothing(words) => view! { <NotInPlan words /> }.into_any(),
                }}
            </Fetched>
        </main>
    }
    .into_any()
}

/// What a plan offers of a pin.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Offer {
    /// Links like these; with the pin, and what that is called.
    Sharing(PinId, String, Sharing),
    /// None; in words.
    Nothing(String),
}

#[component]
fn NotInPlan(words: String) -> impl IntoView {
    AnswerStatus::set(403);
    view! {
        <Notice drawing=Drawing::Empty title="Not in your plan" words>
            <a class="button button--primary" href="/uploads">"Your uploads"</a>
        </Notice>
    }
}

#[component]
fn Page(id: PinId, title: String, sharing: Sharing, mut answer: FormAnswer) -> impl IntoView {
    let back = format!("/pin/{id}");
    let made = answer.shown_once.take().map(|text| {
        // What was typed has been done.
        answer.typed.clear();
        let words =
            "Whoever has it sees the picture. You can revoke it, and see how often it was used, under “Your links”.";
        view! { <ShownOnce title="Your link" words=words.to_owned() text /> }
    });
    let heading = made.is_some().then(|| view! { <h2 class="page__section-title">"Another link"</h2> });
    view! {
        <header class="page__head">
            <h1 class="page__title">{TITLE}</h1>
            <p class="page__lead"><a href=back.clone() dir="auto">{title}</a></p>
            <p class="page__lead">{LEAD}</p>
        </header>
        {made}
        {heading}
        <ShareForm id sharing answer />
        <p class="share__ways">
            <a class="button button--secondary" href=back>"Back to the picture"</a>
            <a class="button button--quiet" href="/links">"Your links"</a>
        </p>
    }
}

/// The form of a link. It is not sent by script: the page that comes back shows the link.
#[component]
fn ShareForm(id: PinId, sharing: Sharing, answer: FormAnswer) -> impl IntoView {
    let typed = |field: &str| answer.typed_or(field, "");
    let (size, life) = (answer.typed_or("size", "full"), answer.typed_or("life", &sharing.proposed().to_string()));
    let (seconds, views) = (typed("alive_duration"), typed("max_views"));
    let wrong = |field: &str| problem_of(&answer.problem, field).is_some();
    let open = !seconds.is_empty() || !views.is_empty() || wrong("password");
    let problem = RwSignal::new(answer.problem.clone());
    let lives = sharing.lives().into_iter().map(|life| (life.to_string(), Life(life).to_string())).collect();
    view! {
        <form class="form" method="post" action=format!("/pin/{id}/share") enctype="multipart/form-data">
            <FormProblem problem />
            <Choice name="size" label="Size" options=sizes(&sharing) chosen=size problem />
            <Choice name="life" label="Works for" options=lives chosen=life problem />
            <details class="disclosure" open=open>
                <summary class="disclosure__toggle">"Password, number of views, exact time"</summary>
                <div class="disclosure__body share__more">
                    <Field
                        name="password"
                        label="Password"
                        autocomplete="off"
                        hint="Tell it to those whom you send the link, best on another way."
                        optional=true
                        typed=String::new()
                        problem
                    />
                    <Field
                        name="max_views"
                        label="Number of views"
                        kind="number"
                        autocomplete="off"
                        hint="After so many the link works no more."
                        optional=true
                        typed=views
                        problem
                    />
                    <Field
                        name="alive_duration"
                        label="Seconds"
                        kind="number"
                        autocomplete="off"
                        hint="How long it works, exactly; in place of the choice above."
                        optional=true
                        typed=seconds
                        problem
                    />
                </div>
            </details>
            <button class="button button--primary" type="submit"><Draw icon=Icon::Link class="icon--small" />"Make a link"</button>
        </form>
    }
}

/// What a link can lead to, as the form sends it, and in words.
fn sizes(sharing: &Sharing) -> Vec<(String, String)> {
    let heights =
        sharing.heights.iter().rev().map(|height| (height.to_string(), LinkSize::Height(*height).to_string()));
    let original = ("original".to_owned(), "The original file, with all that the camera wrote into it".to_owned());
    [("full".to_owned(), LinkSize::Full.to_string())]
        .into_iter()
        .chain(heights)
        .chain(sharing.original.then_some(original))
        .collect()
}

/// One choice out of a list.
#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: String,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, name)));
    let option = |(value, words): (String, String)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    };
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select
                class="input input--choice"
                id=name
                name=name
                aria-describedby=move || wrong.get().map(|_| format!("{name}-error"))
                aria-invalid=move || wrong.get().map(|_| "true")
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            <Wrong name wrong />
        </div>
    }
}
