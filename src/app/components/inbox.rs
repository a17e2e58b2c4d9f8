//! The link to one's direct conversations in the header of every page, with the number of those that have something unread.

use super::{Draw, Icon};
use crate::app::{
    counts::{unread_conversations_words, unread_count},
    location,
    start::UnreadConversations,
};
use leptos::prelude::*;

/// A link to one's direct conversations that says in how many of them something is unread.
#[component]
pub fn Inbox() -> impl IntoView {
    let UnreadConversations(unread) = expect_context();
    let label = match unread {
        0 => "Messages".to_owned(),
        unread => format!("Messages, {}", unread_conversations_words(unread)),
    };
    let current = (location::path() == "/messages").then_some("page");
    view! {
        <a class="inbox" href="/messages" aria-label=label aria-current=current>
            <Draw icon=Icon::Messages />
            {unread_count(unread).map(|count| view! { <span class="inbox__count" aria-hidden="true">{count}</span> })}
        </a>
    }
}
