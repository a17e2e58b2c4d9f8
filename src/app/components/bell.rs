//! The bell in the head of every page: how much news is unread, and the way to it.

use super::{Draw, Icon};
use crate::app::live::{Live, unread_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Up to how many are written beside the bell.
const WRITTEN_MOST: u32 = 99;

/// A link to one's news that says how much is unread.
#[component]
pub fn Bell() -> impl IntoView {
    let live = expect_context::<Live>();
    let here = use_location().pathname;
    let count = move || match live.unread() {
        0 => None,
        unread if unread > WRITTEN_MOST => Some(format!("{WRITTEN_MOST}+")),
        unread => Some(unread.to_string()),
    };
    let label = move || match live.unread() {
        0 => "Notifications".to_owned(),
        unread => format!("Notifications, {}", unread_words(unread)),
    };
    view! {
        <a
            class="bell"
            href="/notifications"
            aria-label=label
            aria-current=move || (here.get() == "/notifications").then_some("page")
        >
            <Draw icon=Icon::Bell />
            {move || count().map(|count| view! { <span class="bell__count" aria-hidden="true">{count}</span> })}
        </a>
        <span class="visually-hidden" role="status">{move || live.words()}</span>
    }
}
