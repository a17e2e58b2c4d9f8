//! One comment: who says what, and what can be done about it.

use super::{
    super::{Avatar, AvatarSize, Draw, Icon, Moment},
    talk::{Line, Talk},
    write::Rewrite,
};
use crate::{
    app::prose::prose,
    model::{
        accounts::{Me, Role},
        comments::Comment,
        ids::CommentId,
    },
};
use leptos::{ev::MouseEvent, html, prelude::*};

/// A comment in the list.
#[component]
pub fn Entry(line: Line, talk: Talk) -> impl IntoView {
    let Line { id, comment } = line;
    let item = NodeRef::<html::Li>::new();
    let editing = RwSignal::new(false);
    let first = comment.get_untracked();
    let author = first.author.clone();
    let profile = format!("/@{}", author.username);
    let permalink = format!("/pin/{}?comment={id}#comment-{id}", first.pin);
    let done = Callback::new(move |()| {
        editing.set(false);
        if let Some(Err(error)) = item.get_untracked().map(|item| item.focus()) {
            leptos::logging::error!("could not go back to the comment: {error:?}");
        }
    });
    let edited = {
        let comment = comment.clone();
        move || comment.with(|comment| comment.edited_at.is_some()).then(|| view! { <span>"Edited"</span> })
    };
    let said = move || {
        if editing.get() {
            // Whatever becomes of it meanwhile, the form stays.
            return view! { <Rewrite comment=comment.get_untracked() talk done /> }.into_any();
        }
        let comment = comment.get();
        view! {
            <p class="comment__words prose" dir="auto">{prose(&comment.body, |name| comment.mentions(name))}</p>
            <Actions comment talk editing />
        }
        .into_any()
    };
    view! {
        <li class="comment" id=format!("comment-{id}") tabindex="-1" node_ref=item>
            <Avatar person=author.clone() size=AvatarSize::Medium />
            <article class="comment__body" aria-label=format!("Comment by {}", author.display_name)>
                <p class="comment__head">
                    <a class="comment__name" dir="auto" href=profile>{author.display_name.clone()}</a>
                    <span class="comment__handle">{format!("@{}", author.username)}</span>
                    <a class="comment__time" href=permalink rel="external"><Moment at=first.created_at /></a>
                    {edited}
                </p>
                {said}
            </article>
        </li>
    }
}

/// What whoever looks may do about a comment. Each leads to a page of its own where no script runs.
#[component]
fn Actions(comment: Comment, talk: Talk, editing: RwSignal<bool>) -> impl IntoView {
    let Comment { id, author, editable, removable, .. } = comment;
    let me = expect_context::<Option<Me>>();
    let signed_in = me.is_some();
    let looks_after = me.is_some_and(|me| me.role != Role::Member);
    let edit = move |event: MouseEvent| {
        event.prevent_default();
        editing.set(true);
    };
    let delete = move |event: MouseEvent| {
        event.prevent_default();
        talk.asked.set(Some(id));
    };
    // Links of the same words are told apart by ear.
    let whose = StoredValue::new(format!(" the comment by {}", author.display_name));
    let whose = move || view! { <span class="visually-hidden">{whose.get_value()}</span> };
    if !signed_in {
        return ().into_any();
    }
    view! {
        <p class="comment__actions">
            {editable.then(|| view! {
                <a class="comment__action" href=action(id, "edit") on:click=edit>"Edit"{whose()}</a>
            })}
            {removable.then(|| view! {
                <a class="comment__action" href=action(id, "delete") on:click=delete>"Delete"{whose()}</a>
            })}
            {(!editable).then(|| view! {
                <a class="comment__action" href=action(id, "report")>"Report"{whose()}</a>
            })}
            {looks_after.then(|| view! {
                <a class="comment__action" href=format!("/admin/reports/comments/{id}")>"Moderate"{whose()}</a>
            })}
        </p>
    }
    .into_any()
}

fn action(id: CommentId, what: &str) -> String {
    format!("/comments/{id}/{what}")
}

/// A comment on its way.
#[component]
pub fn Pending(body: String) -> impl IntoView {
    let me = expect_context::<Option<Me>>();
    view! {
        <li class="comment comment--pending" aria-busy="true">
            {me.map(|me| view! { <Avatar person=me.person size=AvatarSize::Medium /> })}
            <div class="comment__body">
                <p class="comment__head" role="status"><Draw icon=Icon::Clock class="icon--small" />"Sending"</p>
                <p class="comment__words prose" dir="auto">{body}</p>
            </div>
        </li>
    }
}
