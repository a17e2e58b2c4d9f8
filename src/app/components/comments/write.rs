//! Writing a comment, and writing one anew. Both are plain forms; in the browser they are sent without leaving the page.

use super::super::problem_of;
use crate::{
    app::{
        components::{Avatar, AvatarSize},
        islands::{MentionContent, MentionField},
        start::FormAnswer,
    },
    model::{accounts::Me, comments::Comment, ids::PinId},
};
use leptos::prelude::*;

/// The form of a new comment.
#[component]
pub(super) fn Write(pin: PinId, me: Me, answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("body", "");
    // What is wrong with another form of the page is said elsewhere.
    let problem = answer.problem.filter(|_| !typed.is_empty());
    let wrong = problem_of(&problem, "body").or_else(|| problem.as_ref().map(ToString::to_string));
    view! {
        <form class="write" method="post" action="/fn/comment" enctype="multipart/form-data">
            <input type="hidden" name="pin" value=pin.to_string() />
            <Avatar person=me.person size=AvatarSize::Medium />
            <div class="write__body">
                <MentionField>
                    <MentionContent id="body".to_owned() label="Your comment".to_owned() pin=pin.to_string() typed wrong />
                </MentionField>
                <div class="write__actions">
                    <button class="button button--primary" type="submit">"Comment"</button>
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
) -> impl IntoView {
    let Comment { id, pin, body, .. } = comment;
    view! {
        <form class="write__body" method="post" action="/fn/edit_comment" enctype="multipart/form-data">
            <input type="hidden" name="comment" value=id.to_string() />
            <MentionField>
                <MentionContent
                    id=format!("body-{id}")
                    label="Your comment".to_owned()
                    pin=pin.to_string()
                    typed=body
                    wrong=None
                />
            </MentionField>
            <div class="write__actions">
                <button class="button button--quiet" type="button" data-cancel>"Cancel"</button>
                <button class="button button--primary" type="submit">"Save"</button>
            </div>
        </form>
    }
}
