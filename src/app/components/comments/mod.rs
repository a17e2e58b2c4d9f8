//! The comments on a pin's page: the form for a new one, and below it those that are there, the oldest first.

mod entry;
mod write;

pub use entry::Entry;
pub use write::Rewrite;

use super::{Dialog, Draw, Empty, Icon, Success};
use crate::{
    app::{
        addresses::{sign_in_address, sign_up_address, with_query},
        counts,
        location::{self, here},
        start::FormAnswer,
    },
    model::{
        accounts::{Me, SignUpMode},
        comments::Thread,
        ids::PinId,
    },
};
use entry::Pending;
use leptos::prelude::*;
use write::Write;

/// The comments on a pin.
#[component]
pub fn Comments(
    /// The pin.
    pin: PinId,
    /// Some of what is said about it.
    thread: Thread,
    /// What the form was answered, where the browser runs no script.
    answer: FormAnswer,
) -> impl IntoView {
    let Thread { count, page, newest } = thread;
    let title = match count {
        0 => "Comments".to_owned(),
        count => counts::comments(count),
    };
    let nothing = page.items.is_empty();
    let entries = page.items.into_iter().rev().map(|comment| view! { <Entry comment /> }).collect_view();
    let earlier = page.next.map(|cursor| earlier(pin, &cursor.to_string()));
    let me = expect_context::<Option<Me>>();
    let for_members =
        me.clone().map(|me| view! { <template id="pending-comment"><Pending me /></template><AskDelete /> });
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title" data-pin=pin.to_string()>
            <h2 class="comments__title" id="comments-title" tabindex="-1">{title}</h2>
            <Success query="comment_deleted" words="Comment deleted." />
            <p class="visually-hidden" role="status"></p>
            {match me {
                Some(me) => view! { <Write pin me answer /> }.into_any(),
                None => view! { <SignIn /> }.into_any(),
            }}
            {earlier}
            {nothing.then(|| view! {
                <Empty icon=Icon::Comment title="No comments yet" words="Be the first to comment." />
            })}
            <ol class="comments__list">{entries}</ol>
            {(!newest).then(|| view! {
                <p class="comments__more">
                    <a class="button button--secondary" href=format!("/pin/{pin}#comments")>"Newest comments"</a>
                </p>
            })}
            {for_members}
        </section>
    }
}

/// The link to earlier comments. The list that one came to the pin from stays in the address.
fn earlier(pin: PinId, cursor: &str) -> impl IntoView + use<> {
    let query = location::query();
    let kept = ["from", "tag", "q"].map(|name| (name, query.get(name).unwrap_or_default()));
    let mut pairs: Vec<_> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.push(("comments", cursor));
    let address = format!("{}#comments", with_query(&format!("/pin/{pin}"), &pairs));
    view! {
        <p class="comments__more" data-earlier>
            <a class="button button--secondary" href=address>
                <Draw icon=Icon::Clock class="icon--small" />
                "Earlier comments"
            </a>
        </p>
    }
}

/// For visitors: the way in, and back.
#[component]
fn SignIn() -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    view! {
        <p class="comments__sign-in">
            <a class="button button--primary" href=sign_in_address(&here())>"Sign in to comment"</a>
            {open.then(|| view! { <a class="button button--secondary" href=sign_up_address(&here())>"Create an account"</a> })}
        </p>
    }
}

/// Asks before a comment is deleted.
#[component]
fn AskDelete() -> impl IntoView {
    view! {
        <Dialog id="ask-delete-comment" title="Delete this comment?">
            <p class="dialog__words">"This cannot be undone."</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus data-cancel>"Cancel"</button>
                <button class="button button--danger" type="button" data-confirm>"Delete"</button>
            </div>
        </Dialog>
    }
}
