//! Reporting a pin or a comment to the moderators of the site.

use super::comments::{self, Quoted};
use crate::{
    app::{
        components::{Form, ProblemNotice, TextField, problem_of},
        served::{Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        comments::{Comment, comment_address},
        errors::Problem,
        ids::PinId,
        pins::PinDetail,
    },
    services::pins,
};
use leptos::prelude::*;

/// The form by which a comment is reported.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or its pin is not the caller's to see.
pub async fn of_comment(request: PageRequest) -> Result<Content, Problem> {
    let form = |comment, answer| view! { <OfComment comment answer /> }.into_any();
    comments::page(request, "Report a comment", "report", form).await
}

/// The form by which a pin is reported.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn of_pin(request: PageRequest) -> Result<Content, Problem> {
    let id: PinId = request.id()?;
    if request.caller.me.is_none() {
        let (title, words) = ("Sign in to report this picture", "Tell the moderators what is wrong with it.");
        return Ok(Content::sign_in_first("Report a picture", title, words, format!("/pin/{id}/report")));
    }
    let detail = pins::pin(&request.caller, id).await?;
    Ok(Content::new(move || {
        view! {
            <Title text="Report a picture" />
            <main id="main" class="page page--form" tabindex="-1">
                <OfPin detail answer=request.answer />
            </main>
        }
    }))
}

#[component]
fn OfComment(comment: Comment, answer: FormAnswer) -> impl IntoView {
    // Only its author can edit a comment.
    if comment.editable {
        return own();
    }
    let (id, back) = (comment.id.to_string(), comment_address(comment.pin, comment.id));
    view! {
        <Head title="Report this comment" />
        <Quoted comment />
        <Ask action="/fn/report_comment" about=("comment", id) back answer />
    }
    .into_any()
}

#[component]
fn OfPin(detail: PinDetail, answer: FormAnswer) -> impl IntoView {
    let card = detail.card;
    if expect_context::<Option<Me>>().is_some_and(|me| me.person.username == card.owner.username) {
        return own();
    }
    let back = format!("/pin/{}", card.id);
    view! {
        <Head title="Report this picture" />
        <p>
            <a href=back.clone() dir="auto">{card.title.clone()}</a>" by "
            <a href=format!("/@{}", card.owner.username)>{card.owner.display_name.clone()}</a>
        </p>
        <Ask action="/fn/report_pin" about=("pin", card.id.to_string()) back answer />
    }
    .into_any()
}

/// What is one's own is not reported.
fn own() -> AnyView {
    let detail = "This is your own, so you can’t report it. You can edit or delete it instead.".to_owned();
    view! { <ProblemNotice problem=Problem::Forbidden { detail } /> }.into_any()
}

#[component]
fn Head(title: &'static str) -> impl IntoView {
    view! {
        <header class="page__head">
            <h1 class="page__title">{title}</h1>
            <p class="page__lead">"The moderators of this site will review it. Nobody else will know who reported it."</p>
        </header>
    }
}

#[component]
fn Ask(
    action: &'static str,
    /// The field that names what is reported, and its id.
    about: (&'static str, String),
    back: String,
    answer: FormAnswer,
) -> impl IntoView {
    let (name, id) = about;
    let (typed, wrong) = (answer.typed_or("reason", ""), problem_of(&answer.problem, "reason"));
    let problem = answer.problem;
    view! {
        <Form action submit="Report" look="button--primary" busy="Sending" done="Thank you. One moment." problem>
            <input type="hidden" name=name value=id />
            <TextField name="reason" label="What is wrong with it?" typed wrong />
        </Form>
        <p><a class="button button--secondary" href=back>"Cancel"</a></p>
    }
}
