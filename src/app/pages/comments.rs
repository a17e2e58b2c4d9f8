//! Pages on which a comment is edited or deleted without script. With script both happen on the pin's page.

use crate::{
    app::{
        components::{ButtonForm, Form, ProblemNotice, problem_of},
        islands::{MentionContent, MentionField},
        prose::prose,
        served::{Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        comments::{Comment, comment_address},
        errors::Problem,
        ids::CommentId,
    },
    services::comments,
};
use leptos::prelude::*;

/// The form of a comment, for who wrote it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or its pin is not the caller's to see.
pub async fn edit(request: PageRequest) -> Result<Content, Problem> {
    page(request, "Edit comment", "edit", |comment, answer| {
        if comment.editable {
            view! { <Edit comment answer /> }.into_any()
        } else {
            view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
        }
    })
    .await
}

/// The question before a comment is deleted.
///
/// # Errors
/// As [`edit`].
pub async fn delete(request: PageRequest) -> Result<Content, Problem> {
    page(request, "Delete comment", "delete", |comment, _| {
        if comment.removable {
            view! { <Delete comment /> }.into_any()
        } else {
            view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
        }
    })
    .await
}

/// A page about one comment, for members.
///
/// # Errors
/// As [`edit`].
pub(super) async fn page(
    request: PageRequest,
    title: &'static str,
    action: &'static str,
    content: fn(Comment, FormAnswer) -> AnyView,
) -> Result<Content, Problem> {
    let id: CommentId = request.id()?;
    if request.caller.me.is_none() {
        let words = "You need an account to edit, delete or report comments.";
        return Ok(Content::sign_in_first(title, "Sign in to continue", words, format!("/comments/{id}/{action}")));
    }
    let comment = comments::comment(&request.caller, id).await?;
    Ok(Content::new(move || {
        view! {
            <Title text=title />
            <main id="main" class="page page--form" tabindex="-1">{content(comment, request.answer)}</main>
        }
    }))
}

#[component]
fn Edit(comment: Comment, answer: FormAnswer) -> impl IntoView {
    let Comment { id, pin, body, .. } = comment;
    let back = comment_address(pin, id);
    let typed = answer.typed_or("body", &body);
    let wrong = problem_of(&answer.problem, "body");
    view! {
        <header class="page__head"><h1 class="page__title">"Edit comment"</h1></header>
        <Form
            action="/fn/edit_comment"
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved"
            problem=answer.problem
            cancel=back
        >
            <input type="hidden" name="comment" value=id.to_string() />
            <MentionField>
                <MentionContent id="body".to_owned() label="Your comment".to_owned() pin=pin.to_string() typed wrong />
            </MentionField>
        </Form>
    }
}

#[component]
fn Delete(comment: Comment) -> impl IntoView {
    let back = comment_address(comment.pin, comment.id);
    view! {
        <header class="page__head">
            <h1 class="page__title">"Delete this comment?"</h1>
            <p class="page__lead">"This cannot be undone."</p>
        </header>
        <Quoted comment=comment.clone() />
        <div class="actions">
            <a class="button button--secondary" href=back>"Cancel"</a>
            <ButtonForm
                action="/fn/delete_comment"
                fields=vec![("comment", comment.id.to_string())]
                class="button button--danger"
            >
                "Delete"
            </ButtonForm>
        </div>
    }
}

/// A quoted comment.
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
