//! Writing a comment, and writing one anew. Without script the first is a plain form; the second has a page of its own.

use super::{super::problem_of, MentionField, talk::Talk};
use crate::{
    app::{
        browser,
        components::{Avatar, AvatarSize},
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        comments::{Comment, tidy_comment},
        errors::Problem,
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

/// The form of a new comment.
#[component]
pub fn Write(talk: Talk, me: Me, answer: FormAnswer) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let typed = answer.typed_or("body", "");
    // What is wrong with another form of the page is said elsewhere.
    let problem = RwSignal::new(answer.problem.filter(|_| !typed.is_empty()));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = area.get_untracked().filter(|_| talk.sending.with_untracked(Option::is_none)) else { return };
        match tidy_comment(&field.value()) {
            Ok(body) => {
                problem.set(None);
                field.set_value("");
                talk.add(body, move |body, wrong| {
                    // What was written is there again, before what was written since.
                    if let Some(field) = area.get_untracked() {
                        let since = field.value();
                        let text = if since.is_empty() { body.to_owned() } else { format!("{body}\n{since}") };
                        field.set_value(&text);
                    }
                    problem.set(Some(wrong));
                });
            }
            Err(wrong) => problem.set(Some(wrong)),
        }
    };
    view! {
        <form class="write" method="post" action=format!("/pin/{}/comments", talk.pin) enctype="multipart/form-data" on:submit=send>
            <Avatar person=me.person size=AvatarSize::Medium />
            <div class="write__body">
                <MentionField id="body" label="Your comment" pin=talk.pin typed wrong=words_of(problem) area />
                <div class="write__actions">
                    <button class="button button--primary" type="submit" disabled=move || talk.sending.with(Option::is_some)>
                        "Comment"
                    </button>
                </div>
            </div>
        </form>
    }
}

/// The form of a comment that is written anew, in its place.
#[component]
pub fn Rewrite(
    /// The comment.
    comment: Comment,
    /// Where it stands.
    talk: Talk,
    /// Told when that is over.
    done: Callback<()>,
) -> impl IntoView {
    let Comment { id, pin, body, .. } = comment;
    let area = NodeRef::<html::Textarea>::new();
    let (problem, busy) = (RwSignal::new(None), RwSignal::new(false));
    Effect::new(move || {
        if let Some(Err(error)) = area.get().map(|area| area.focus()) {
            leptos::logging::error!("could not go to the field: {error:?}");
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = area.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        let body = match tidy_comment(&field.value()) {
            Ok(body) => body,
            Err(wrong) => return problem.set(Some(wrong)),
        };
        busy.set(true);
        spawn_local(async move {
            let saved = match browser::post_fields(&format!("/comments/{id}/edit"), &[("body", &body)]).await {
                Ok(_) => talk.renew_one(id).await,
                Err(wrong) => Err(wrong),
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(()) => done.run(()),
                Err(wrong) => problem.set(Some(wrong)),
            }
        });
    };
    view! {
        <form class="write__body" method="post" action=format!("/comments/{id}/edit") enctype="multipart/form-data" on:submit=save>
            <MentionField id=format!("body-{id}") label="Your comment" pin typed=body wrong=words_of(problem) area />
            <div class="write__actions">
                <button class="button button--quiet" type="button" on:click=move |_| done.run(())>"Cancel"</button>
                <button class="button button--primary" type="submit" disabled=move || busy.get()>"Save"</button>
            </div>
        </form>
    }
}

/// What is wrong with a comment, as its field says it.
fn words_of(problem: RwSignal<Option<Problem>>) -> Signal<Option<String>> {
    Signal::derive(move || {
        problem.with(|problem| problem_of(problem, "body").or_else(|| problem.as_ref().map(ToString::to_string)))
    })
}
