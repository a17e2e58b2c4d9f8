//! A comment changed or deleted where no script runs: pages of their own. With script both is done on the pin's page.

use crate::{
    app::{
        components::{AccountForm, ButtonForm, Fetched, MentionField, ProblemNotice, SignInFirst, problem_of},
        prose::prose,
        start::{Answered, FormAnswer},
    },
    model::{accounts::Me, comments::Comment, errors::Problem},
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The form of a comment, for who wrote it.
#[component]
pub fn EditComment() -> impl IntoView {
    comment_page("Edit your comment", "edit", |comment, answer| {
        if comment.editable {
            view! { <Edit comment answer /> }.into_any()
        } else {
            view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
        }
    })
}

/// The question before a comment is deleted.
#[component]
pub fn DeleteComment() -> impl IntoView {
    comment_page("Delete a comment", "delete", |comment, _| {
        if comment.removable {
            view! { <Delete comment /> }.into_any()
        } else {
            view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
        }
    })
}

/// A page about one comment, for members.
pub(super) fn comment_page(
    title: &'static str,
    action: &'static str,
    content: impl Fn(Comment, FormAnswer) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let answer = Answered::take().unwrap_or_default();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    if expect_context::<Option<Me>>().is_none() {
        AnswerStatus::set(401);
        let next = format!("/comments/{}/{action}", id.get_untracked());
        return view! {
            <main id="main" class="page" tabindex="-1">
                <Title text=title />
                <SignInFirst title="Members talk about pictures" words="Sign in to take part." next />
            </main>
        }
        .into_any();
    }
    let comment = Resource::new(
        move || id.get(),
        |id| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            server_fns::comments::comment(id).await
        },
    );
    view! {
        <Title text=title />
        <main id="main" class="page page--form" tabindex="-1">
            <Fetched from=comment alone=true let:comment>{content(comment, answer.clone())}</Fetched>
        </main>
    }
    .into_any()
}

/// Where a comment is seen among those around it.
pub(super) fn place_of(comment: &Comment) -> String {
    let Comment { id, pin, .. } = comment;
    format!("/pin/{pin}?comment={id}#comment-{id}")
}

#[component]
fn Edit(comment: Comment, answer: FormAnswer) -> impl IntoView {
    let back = place_of(&comment);
    let Comment { id, pin, body, .. } = comment;
    let typed = answer.typed_or("body", &body);
    let problem = RwSignal::new(answer.problem);
    let wrong = Signal::derive(move || problem.with(|problem| problem_of(problem, "body")));
    view! {
        <header class="page__head"><h1 class="page__title">"Edit your comment"</h1></header>
        <AccountForm
            action=format!("/comments/{id}/edit")
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved. One moment."
            problem
        >
            <MentionField id="body" label="Your comment" pin typed wrong />
        </AccountForm>
        <p><a class="button button--secondary" href=back rel="external">"Back without saving"</a></p>
    }
}

#[component]
fn Delete(comment: Comment) -> impl IntoView {
    let back = place_of(&comment);
    view! {
        <header class="page__head">
            <h1 class="page__title">"Delete this comment?"</h1>
            <p class="page__lead">"It is gone for everybody, and cannot be brought back."</p>
        </header>
        <Quoted comment=comment.clone() />
        <div class="write__actions">
            <a class="button button--quiet" href=back rel="external">"Keep it"</a>
            <ButtonForm
                action=format!("/comments/{}/delete", comment.id)
                fields=vec![("delete", "1".to_owned())]
                class="button button--danger"
            >
                "Delete"
            </ButtonForm>
        </div>
    }
}

/// A comment as it is spoken of.
#[component]
pub(super) fn Quoted(comment: Comment) -> impl IntoView {
    view! {
        <figure class="quoted">
            <blockquote class="prose" dir="auto">{prose(&comment.body, |name| comment.mentions(name))}</blockquote>
            <figcaption class="quoted__who">
                <bdi>{comment.author.display_name.clone()}</bdi>" "
                <a href=format!("/@{}", comment.author.username)>{format!("@{}", comment.author.username)}</a>
            </figcaption>
        </figure>
    }
}
