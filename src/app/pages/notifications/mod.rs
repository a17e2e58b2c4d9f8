//! One's news: what others did, the latest first, those who did the same together.

mod item;

use crate::{
    app::{
        addresses::with_query,
        browser,
        components::{ButtonForm, Draw, Empty, FormProblem, Icon, ProblemNotice, SignInFirst},
        live::{Live, unread_words},
        start::Answered,
    },
    model::{accounts::Me, errors::Problem, notices::News, page::Page},
    server_fns::{self, status::AnswerStatus},
};
use item::Item;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// How long news must have been in sight to count as read.
const SEEN_AFTER: Duration = Duration::from_millis(1500);

/// The page's address.
const ADDRESS: &str = "/notifications";

/// Where news is marked as read.
const READ: &str = "/notifications/read";

/// One's news. Visitors are asked to sign in.
#[component]
pub fn Notifications() -> impl IntoView {
    let page = match expect_context::<Option<Me>>() {
        Some(_) => view! { <Mine /> }.into_any(),
        None => {
            AnswerStatus::set(401);
            view! { <SignInFirst title="News belongs to somebody" words="Sign in to see yours." next=ADDRESS /> }
                .into_any()
        }
    };
    view! {
        <Title text="Notifications" />
        <main id="main" class="page" tabindex="-1">{page}</main>
    }
}

#[component]
fn Mine() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let live = expect_context::<Live>();
    let fetch = move |cursor| async move {
        let found = server_fns::notices::notices(cursor).await;
        if let Ok(News { unread, .. }) = &found {
            live.set_unread(*unread);
        }
        found
    };
    let news = Resource::new(move || cursor.get(), fetch);
    let problem = RwSignal::new(answer.problem);
    view! {
        <div class="news">
            <header class="page__head news__head">
                <h1 class="page__title">"Notifications"</h1>
                <ReadAll />
            </header>
            <FormProblem problem />
            <Transition fallback=Waiting>
                {move || {
                    let first = cursor.get_untracked().is_none();
                    Suspend::new(async move {
                        match news.await {
                            Ok(found) => {
                                view! { <Fresh news found=found.clone() first /><Found news=found first /> }.into_any()
                            }
                            Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <p class="fetching" role="status">
            <span class="spinner" aria-hidden="true"></span>
            "One moment"
        </p>
    }
}

/// Marks all as read; a form without script.
#[component]
fn ReadAll() -> impl IntoView {
    let live = expect_context::<Live>();
    move || {
        (live.unread() > 0).then(|| {
            view! {
                <ButtonForm action=READ class="button button--secondary button--small">
                    <Draw icon=Icon::Done class="icon--small" />"Mark all as read"
                </ButtonForm>
            }
        })
    }
}

/// Says that more has come since, and fetches it. On the first page alone: news stands at its beginning.
#[component]
fn Fresh(news: Resource<Result<News, Problem>>, found: News, first: bool) -> impl IntoView {
    let live = expect_context::<Live>();
    // What is unread on this page, or behind it, is not news to who looks at it.
    // Once that has been read, whatever is unread is.
    let known = Memo::new(move |before: Option<&u32>| before.copied().unwrap_or(found.unread).min(live.unread()));
    let more = Memo::new(move |_| first && live.unread() > known.get());
    let fetch = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        news.refetch();
    };
    move || {
        more.get().then(|| {
            view! {
                <p class="news__fresh">
                    <a class="button button--secondary button--small" href=ADDRESS rel="external" on:click=fetch>
                        {move || format!("Show what is new: {}", unread_words(live.unread()))}
                    </a>
                </p>
            }
        })
    }
}

#[component]
fn Found(news: News, first: bool) -> impl IntoView {
    let News { page: Page { items, next }, .. } = news;
    if items.is_empty() && first {
        return view! {
            <Empty
                icon=Icon::Bell
                title="Nothing new yet"
                words="When somebody likes or comments on a picture of yours, follows or mentions you, you hear of it here."
            >
                <a class="button button--primary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload a picture"</a>
            </Empty>
        }
        .into_any();
    }
    if let Some(latest) = items.iter().find(|notice| !notice.read) {
        read_when_seen(latest.happened_at);
    }
    let older = next.map(|cursor| with_query(ADDRESS, &[("cursor", &cursor.to_string())]));
    view! {
        <ul class="news__list" aria-label="Notifications">
            {items.into_iter().map(|notice| view! { <Item notice /> }).collect_view()}
        </ul>
        <nav class="news__pages" aria-label="Pages">
            {(!first).then(|| view! { <a class="button button--quiet" href=ADDRESS>"Latest"</a> })}
            {match older {
                Some(address) => view! { <a class="button button--secondary" href=address rel="next">"Older"</a> }.into_any(),
                None => view! { <p class="pager__end">"That was all of it"</p> }.into_any(),
            }}
        </nav>
    }
    .into_any()
}

/// Marks what happened up to a moment as read, once it has been in sight for a while. The marks stay: one still sees what was new.
fn read_when_seen(latest: OffsetDateTime) {
    let waited = RwSignal::new(0u32);
    Effect::new(move || {
        let times = waited.get();
        let look = move || {
            if browser::is_hidden() {
                // The page may have been left meanwhile, and its signals with it.
                let _left = waited.try_set(times + 1);
            } else {
                spawn_local(read(latest));
            }
        };
        if let Ok(timer) = set_timeout_with_handle(look, SEEN_AFTER) {
            on_cleanup(move || timer.clear());
        }
    });
}

async fn read(latest: OffsetDateTime) {
    let Ok(up_to) = latest.format(&Rfc3339) else { return };
    // What could not be marked is still unread, and says so.
    let _unread = browser::post_fields(READ, &[("up_to", &up_to)]).await;
}
