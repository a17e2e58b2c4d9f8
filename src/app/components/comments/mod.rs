//! What is said about a pin, on its page: the comments, the oldest of a page first, and the form for another.

mod entry;
mod mention_field;
mod talk;
mod write;

pub use mention_field::MentionField;

use super::{Dialog, Draw, Empty, Icon, Success};
use crate::{
    app::{
        addresses::with_query,
        counts,
        start::FormAnswer,
        switches::{here, sign_in_address},
    },
    model::{
        accounts::{Me, SignUpMode},
        comments::Thread,
        ids::PinId,
    },
};
use entry::{Entry, Pending};
use leptos::{ev::MouseEvent, html, prelude::*};
use leptos_router::hooks::use_query_map;
use talk::Talk;
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
    let talk = Talk::new(pin, thread);
    let heading = NodeRef::<html::H2>::new();
    let title = move || match talk.count.get() {
        0 => "Comments".to_owned(),
        count => counts::comments(count),
    };
    let nothing = move || talk.lines.with(Vec::is_empty) && talk.sending.with(Option::is_none);
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <h2 class="comments__title" id="comments-title" tabindex="-1" node_ref=heading>{title}</h2>
            <Success query="comment_deleted" words="The comment is deleted." />
            <Earlier talk heading />
            {move || nothing().then(|| view! {
                <Empty icon=Icon::Comment title="Nothing said so far" words="What do you see in it? Yours would be the first comment." />
            })}
            <ol class="comments__list">
                <For each=move || talk.lines.get() key=|line| line.id let:line>
                    <Entry line talk />
                </For>
                {move || talk.sending.get().map(|body| view! { <Pending body /> })}
            </ol>
            {move || (!talk.newest.get()).then(|| view! {
                <p class="comments__more">
                    <a class="button button--secondary" href=format!("/pin/{pin}#comments") rel="external">"Newest comments"</a>
                </p>
            })}
            {match expect_context::<Option<Me>>() {
                Some(me) => view! { <Write talk me answer /> }.into_any(),
                None => view! { <SignIn /> }.into_any(),
            }}
            <AskDelete talk heading />
        </section>
    }
}

/// The way to what was said before.
#[component]
fn Earlier(talk: Talk, heading: NodeRef<html::H2>) -> impl IntoView {
    let query = use_query_map();
    let address = move |cursor: String| {
        // The list that one came to the pin from stays in the address.
        let kept = query.with(|query| ["from", "tag", "q"].map(|name| (name, query.get(name).unwrap_or_default())));
        let mut pairs: Vec<_> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.push(("comments", &cursor));
        format!("{}#comments", with_query(&format!("/pin/{}", talk.pin), &pairs))
    };
    let go = move |event: MouseEvent| {
        event.prevent_default();
        talk.go_earlier(move || {
            if talk.earlier.get_untracked().is_none() {
                focus(heading);
            }
        });
    };
    view! {
        <p class="visually-hidden" role="status">{move || talk.fetching.get().then_some("Fetching earlier comments")}</p>
        {move || talk.earlier.get().map(|cursor| view! {
            <p class="comments__more">
                <a class="button button--secondary" href=address(cursor.to_string()) on:click=go aria-busy=move || talk.fetching.get().then_some("true")>
                    <Draw icon=Icon::Clock class="icon--small" />
                    "Earlier comments"
                </a>
            </p>
        })}
    }
}

/// For visitors: the way in, and back.
#[component]
fn SignIn() -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    view! {
        <p class="comments__sign-in">
            <a class="button button--primary" href=sign_in_address(&here())>"Sign in to comment"</a>
            {open.then(|| view! { <a class="button button--quiet" href="/signup">"Make an account"</a> })}
        </p>
    }
}

/// Asks before a comment is deleted.
#[component]
fn AskDelete(talk: Talk, heading: NodeRef<html::H2>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(talk.asked.with(Option::is_some)));
    Effect::new(move || {
        if !open.get() && talk.asked.with_untracked(Option::is_some) {
            talk.asked.set(None);
        }
    });
    let delete = move |_| talk.delete_asked(move || focus(heading));
    view! {
        <Dialog open id="ask-delete-comment" title="Delete this comment?">
            <p class="dialog__words">"It is gone for everybody, and cannot be brought back."</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="button button--danger" type="button" on:click=delete>"Delete"</button>
            </div>
        </Dialog>
    }
}

/// Takes whoever reads by ear or key to the heading, where what they were at has gone.
fn focus(heading: NodeRef<html::H2>) {
    if let Some(Err(error)) = heading.get_untracked().map(|heading| heading.focus()) {
        leptos::logging::error!("could not go to the comments: {error:?}");
    }
}
