//! The bell in the header of every page: a link to one's notifications, with the number of unread ones. In the browser
//! `islands/notifications.rs` keeps it right.

use super::{Draw, Icon};
use crate::app::{
    counts::{unread_count, unread_words},
    location,
    start::Unread,
};
use leptos::prelude::*;

/// A link to one's notifications that says how many are unread.
#[component]
pub fn Bell() -> impl IntoView {
    let Unread(unread) = expect_context();
    let count = unread_count(unread);
    let label = match unread {
        0 => "Notifications".to_owned(),
        unread => format!("Notifications, {}", unread_words(unread)),
    };
    let current = (location::path() == "/notifications").then_some("page");
    view! {
        <a class="bell" href="/notifications" aria-label=label aria-current=current>
            <Draw icon=Icon::Bell />
            {count.map(|count| view! { <span class="bell__count" aria-hidden="true">{count}</span> })}
        </a>
        <span class="visually-hidden" role="status"></span>
    }
}
