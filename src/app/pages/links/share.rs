//! Sharing a picture temporarily: the button on its page, and the form, which is answered by a page with the link.

use crate::{
    app::{
        components::{Choice, Dialog, Draw, Drawing, Field, FormProblem, Icon, Notice, ShownOnce, problem_of},
        served::{AnswerStatus, Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        expiring_links::{Life, LinkSize, Sharing},
        ids::PinId,
    },
    services::expiring_links,
};
use leptos::prelude::*;

const TITLE: &str = "Share temporarily";

const LEAD: &str =
    "Anyone with the link can see the picture until the link expires, even without an account or if it is private.";

/// The button on the page of one's own pin. It opens a dialog or, without script, a page of its own.
#[component]
pub fn ShareForAWhile(
    /// The pin.
    id: PinId,
    /// What its links can be.
    sharing: Sharing,
) -> impl IntoView {
    view! {
        <a class="button button--secondary" href=format!("/pin/{id}/share") data-ask="share">
            <Draw icon=Icon::Link class="icon--small" />{TITLE}
        </a>
        <Dialog id="share" title=TITLE>
            <p class="dialog__words">{LEAD}</p>
            <ShareForm id sharing answer=FormAnswer::default() />
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" data-cancel>"Cancel"</button>
            </div>
        </Dialog>
    }
}

/// The form on a page of its own, for the pin's owner.
///
/// # Errors
/// As [`expiring_links::sharing`].
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let id: PinId = request.id()?;
    if request.caller.me.is_none() {
        let words = "You need to be signed in to share your pictures.";
        return Ok(Content::sign_in_first(TITLE, "Sign in to share", words, format!("/pin/{id}/share")));
    }
    let offer = match expiring_links::sharing(&request.caller, id).await {
        Err(Problem::Plan { detail }) => Err(detail),
        offer => Ok(offer?),
    };
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <main id="main" class="page page--form" tabindex="-1">
                {match offer {
                    Ok((title, sharing)) => view! { <Page id title sharing answer=request.answer /> }.into_any(),
                    Err(words) => view! { <NotInPlan words /> }.into_any(),
                }}
            </main>
        }
    }))
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
            "Anyone with this link can see the picture. You can revoke it and see how often it was viewed in “Your links”.";
        view! { <ShownOnce title="Your link" words=words.to_owned() text /> }
    });
    let heading = made.is_some().then(|| view! { <h2 class="page__section-title">"Create another link"</h2> });
    view! {
        <header class="page__head">
            <h1 class="page__title">{TITLE}</h1>
            <p class="page__lead"><a href=back.clone() dir="auto">{title}</a></p>
            <p class="page__lead">{LEAD}</p>
        </header>
        {made}
        {heading}
        <ShareForm id sharing answer />
        <p class="actions">
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
    let wrong = |field: &str| problem_of(&answer.problem, field);
    let open = !seconds.is_empty() || !views.is_empty() || wrong("password").is_some();
    let lives = sharing.lives().into_iter().map(|life| (life.to_string(), Life(life).to_string())).collect();
    view! {
        <form class="form" method="post" action=format!("/pin/{id}/share") enctype="multipart/form-data">
            <FormProblem problem=answer.problem.clone() />
            <Choice name="size" label="Size" options=sizes(&sharing) chosen=size wrong=wrong("size") />
            <Choice name="life" label="Expires after" options=lives chosen=life wrong=wrong("life") />
            <details class="disclosure" open=open>
                <summary class="disclosure__toggle">"Password, view limit, exact time"</summary>
                <div class="disclosure__body share__more">
                    <Field
                        name="password"
                        label="Password"
                        autocomplete="off"
                        hint="Send it to the people you share with, preferably by another channel."
                        optional=true
                        typed=String::new()
                        wrong=wrong("password")
                    />
                    <Field
                        name="max_views"
                        label="View limit"
                        kind="number"
                        autocomplete="off"
                        hint="Expires after this many views."
                        optional=true
                        typed=views
                        wrong=wrong("max_views")
                    />
                    <Field
                        name="alive_duration"
                        label="Exact time in seconds"
                        kind="number"
                        autocomplete="off"
                        hint="Used instead of the choice above."
                        optional=true
                        typed=seconds
                        wrong=wrong("alive_duration")
                    />
                </div>
            </details>
            <button class="button button--primary" type="submit"><Draw icon=Icon::Link class="icon--small" />"Create link"</button>
        </form>
    }
}

/// What a link can lead to: the value that the form sends, and its label.
fn sizes(sharing: &Sharing) -> Vec<(String, String)> {
    let heights =
        sharing.heights.iter().rev().map(|height| (height.to_string(), LinkSize::Height(*height).to_string()));
    let original = ("original".to_owned(), "Original file".to_owned());
    [("full".to_owned(), LinkSize::Full.to_string())]
        .into_iter()
        .chain(heights)
        .chain(sharing.original.then_some(original))
        .collect()
}
