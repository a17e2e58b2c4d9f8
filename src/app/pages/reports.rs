//! Reporting a pin or a comment to those who run the site.

use super::comments::{Quoted, comment_page, place_of};
use crate::{
    app::{
        components::{AccountForm, Fetched, ProblemNotice, SignInFirst, TextField},
        start::{Answered, FormAnswer},
    },
    model::{accounts::Me, comments::Comment, errors::Problem, pins::PinDetail},
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The form by which a comment is reported.
#[component]
pub fn ReportComment() -> impl IntoView {
    comment_page("Report a comment", "report", |comment, answer| view! { <OfComment comment answer /> }.into_any())
}

/// The form by which a pin is reported.
#[component]
pub fn ReportPin() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    if expect_context::<Option<Me>>().is_none() {
        AnswerStatus::set(401);
        return view! {
            <main id="main" class="page" tabindex="-1">
                <Title text="Report a picture" />
                <SignInFirst
                    title="Members report pictures"
                    words="Sign in to say what is wrong with it."
                    next=format!("/pin/{}/report", id.get_untracked())
                />
            </main>
        }
        .into_any();
    }
    let pin = Resource::new(
        move || id.get(),
        |id| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            server_fns::pins::pin(id).await
        },
    );
    view! {
        <Title text="Report a picture" />
        <main id="main" class="page page--form" tabindex="-1">
            <Fetched from=pin alone=true let:detail><OfPin detail answer=answer.clone() /></Fetched>
        </main>
    }
    .into_any()
}

#[component]
fn OfComment(comment: Comment, answer: FormAnswer) -> impl IntoView {
    // Whoever may change it is who wrote it.
    if comment.editable {
        return own();
    }
    let back = place_of(&comment);
    view! {
        <Head title="Report this comment" />
        <Quoted comment=comment.clone() />
        <Form action=format!("/comments/{}/report", comment.id) back answer />
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
        <Form action=format!("{back}/report") back answer />
    }
    .into_any()
}

/// What is one's own is not reported.
fn own() -> AnyView {
    let detail = "This is your own. You can change it, or delete it.".to_owned();
    view! { <ProblemNotice problem=Problem::Forbidden { detail } /> }.into_any()
}

#[component]
fn Head(title: &'static str) -> impl IntoView {
    view! {
        <header class="page__head">
            <h1 class="page__title">{title}</h1>
            <p class="page__lead">"Those who run this site will look at it. Nobody else learns who told them."</p>
        </header>
    }
}

#[component]
fn Form(action: String, back: String, answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("reason", "");
    let problem = RwSignal::new(answer.problem);
    view! {
        <AccountForm action submit="Report" look="button--primary" busy="Sending" done="Thank you. One moment." problem>
            <TextField name="reason" label="What is wrong with it?" typed problem />
        </AccountForm>
        <p><a class="button button--secondary" href=back rel="external">"Back without reporting"</a></p>
    }
}
