//! One comment: who says what, and what can be done about it.

use super::super::{Avatar, AvatarSize, Draw, Dropdown, Icon, Moment};
use crate::{
    app::prose::prose,
    model::{
        accounts::{Me, Role},
        comments::{Comment, comment_address},
        ids::CommentId,
    },
};
use leptos::prelude::*;

/// A comment in the list.
#[component]
pub fn Entry(
    /// The comment.
    comment: Comment,
) -> impl IntoView {
    let Comment { id, pin, author, created_at, edited_at, .. } = comment.clone();
    let permalink = comment_address(pin, id);
    view! {
        <li class="comment" id=format!("comment-{id}") tabindex="-1">
            <Avatar person=author.clone() size=AvatarSize::Medium />
            <article class="comment__body" aria-label=format!("Comment by {}", author.display_name)>
                <p class="comment__head">
                    <a class="comment__name" dir="auto" href=format!("/@{}", author.username)>{author.display_name.clone()}</a>
                    <span class="comment__handle">{format!("@{}", author.username)}</span>
                    <a class="comment__time" href=permalink><Moment at=created_at /></a>
                    {edited_at.is_some().then(|| view! { <span>"Edited"</span> })}
                </p>
                <p class="comment__words prose" dir="auto">{prose(&comment.body, |name| comment.mentions(name))}</p>
                <Actions comment />
            </article>
        </li>
    }
}

/// What the reader may do with a comment. Each leads to a page of its own; in the browser to edit and to delete need none.
#[component]
fn Actions(comment: Comment) -> impl IntoView {
    let Comment { id, author, editable, removable, .. } = comment;
    let Some(me) = expect_context::<Option<Me>>() else { return ().into_any() };
    let looks_after = me.role != Role::Member;
    // Links of the same words are told apart by ear.
    let words = format!(" the comment by {}", author.display_name);
    let whose = move || view! { <span class="visually-hidden">{words.clone()}</span> };
    let of_each = whose.clone();
    let more = (!editable || looks_after).then(move || {
        let label = view! { "More"<span class="visually-hidden">" actions for"</span>{of_each()} }.into_any();
        view! {
            <Dropdown id=format!("more-{id}") class="comment__action" label>
                {(!editable).then(|| view! {
                    <a class="dropdown__item" href=action(id, "report")>"Report"{of_each()}</a>
                })}
                {looks_after.then(|| view! {
                    <a class="dropdown__item" href=format!("/admin/reports/comments/{id}")>"Moderate"{of_each()}</a>
                })}
            </Dropdown>
        }
    });
    view! {
        <div class="comment__actions">
            {editable.then(|| view! { <a class="comment__action" href=action(id, "edit")>"Edit"{whose()}</a> })}
            {removable.then(|| view! { <a class="comment__action" href=action(id, "delete")>"Delete"{whose()}</a> })}
            {more}
        </div>
    }
    .into_any()
}

fn action(id: CommentId, what: &str) -> String {
    format!("/comments/{id}/{what}")
}

/// A comment on its way; its words are put in by the browser.
#[component]
pub(super) fn Pending(me: Me) -> impl IntoView {
    view! {
        <li class="comment comment--pending" aria-busy="true">
            <Avatar person=me.person size=AvatarSize::Medium />
            <div class="comment__body">
                <p class="comment__head" role="status"><Draw icon=Icon::Clock class="icon--small" />"Sending"</p>
                <p class="comment__words prose" dir="auto"></p>
            </div>
        </li>
    }
}
