//! Notifications: what others did, the latest first, those who did the same together. `islands/notices.rs` marks as read what has been in
//! sight for a while, and offers what has come since.

mod item;

use crate::{
    app::{
        addresses::with_query,
        components::{ButtonForm, Draw, Empty, FormProblem, Icon},
        served::{Content, PageRequest, Title},
    },
    model::{
        errors::Problem,
        notices::{NOTICES_PAGE_SIZE, News, Notice},
        page::{Cursor, Page},
    },
    services::{notices, pins::Span},
};
use item::Item;
use leptos::prelude::*;
use time::format_description::well_known::Rfc3339;

/// The page's address.
const ADDRESS: &str = "/notifications";

/// Where notifications are marked as read.
const READ: &str = "/notifications/read";

/// One's notifications. Visitors are asked to sign in.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor; [`Problem::Invalid`] for that of another list.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let Some(me) = caller.viewer() else {
        let words = "Likes, comments, mentions and new followers appear here.";
        return Ok(Content::sign_in_first("Notifications", "Sign in to see your notifications", words, ADDRESS));
    };
    let cursor: Option<Cursor> = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let first = cursor.is_none();
    let news = notices::list(&caller.site, me, Span { cursor, size: NOTICES_PAGE_SIZE }).await?;
    let problem = request.answer.problem;
    Ok(Content::new(move || {
        view! {
            <Title text="Notifications" />
            <main id="main" class="page" tabindex="-1"><Mine news first problem /></main>
        }
    }))
}

#[component]
fn Mine(
    news: News,
    /// Whether it is the first page: the newest stand at its beginning.
    first: bool,
    problem: Option<Problem>,
) -> impl IntoView {
    let News { page, unread } = news;
    view! {
        <div class="news" data-known=unread.to_string()>
            <header class="page__head news__head">
                <h1 class="page__title">"Notifications"</h1>
                <div data-read-all hidden=unread == 0>
                    <ButtonForm action=READ class="button button--secondary button--small">
                        <Draw icon=Icon::Done class="icon--small" />"Mark all as read"
                    </ButtonForm>
                </div>
            </header>
            <FormProblem problem />
            {first.then(|| view! {
                <p class="news__fresh" hidden>
                    <a class="button button--secondary button--small" href=ADDRESS>"Show new notifications"</a>
                </p>
            })}
            <Found page first />
        </div>
    }
}

#[component]
fn Found(page: Page<Notice>, first: bool) -> impl IntoView {
    let Page { items, next } = page;
    if items.is_empty() && first {
        return view! {
            <Empty
                icon=Icon::Bell
                title="No notifications yet"
                words="When someone likes or comments on your pictures, follows you or mentions you, it appears here."
            >
                <a class="button button--primary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload a picture"</a>
            </Empty>
        }
        .into_any();
    }
    let latest = items.iter().find(|notice| !notice.read);
    let up_to = latest.and_then(|notice| notice.happened_at.format(&Rfc3339).ok());
    let older = next.map(|cursor| with_query(ADDRESS, &[("cursor", &cursor.to_string())]));
    view! {
        <ul class="news__list" aria-label="Notifications" data-read-up-to=up_to>
            {items.into_iter().map(|notice| view! { <Item notice /> }).collect_view()}
        </ul>
        <nav class="news__pages" aria-label="Pages">
            {(!first).then(|| view! { <a class="button button--quiet" href=ADDRESS>"Latest"</a> })}
            {match older {
                Some(address) => view! { <a class="button button--secondary" href=address rel="next">"Older"</a> }.into_any(),
                None => view! { <p class="pager__end">"You’ve reached the end"</p> }.into_any(),
            }}
        </nav>
    }
    .into_any()
}
