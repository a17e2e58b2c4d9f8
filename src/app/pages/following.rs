//! What those whom one follows have added, newest first.

use crate::{
    app::{
        components::{Drawing, FeedOf, Grid, Notice, ProblemNotice, SignInFirst, Skeleton, Source, Suggestions},
        feeds::Feeds,
    },
    model::{accounts::Me, errors::Problem, feeds::Suggestion, page::Page, pins::PinCard},
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The pictures of those whom one follows. Visitors are asked to sign in.
#[component]
pub fn FollowingFeed() -> impl IntoView {
    let page = if expect_context::<Option<Me>>().is_some() {
        view! { <Followed /> }.into_any()
    } else {
        AnswerStatus::set(401);
        view! {
            <SignInFirst
                title="Follow those whose pictures you like"
                words="Sign in, and what they add appears here."
                next="/following"
            />
        }
        .into_any()
    };
    view! {
        <Title text="Following" />
        <main id="main" class="page" tabindex="-1">{page}</main>
    }
}

#[component]
fn Followed() -> impl IntoView {
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let found = Resource::new(
        move || cursor.get(),
        move |cursor| async move {
            if let Some(page) = feeds.returned(&FeedOf::Following.address(cursor.as_deref())) {
                return Ok((page, Vec::new()));
            }
            let page = FeedOf::Following.fetch(cursor).await?;
            let people = if page.items.is_empty() { server_fns::feeds::suggestions(false).await? } else { Vec::new() };
            Ok::<_, Problem>((page, people))
        },
    );
    view! {
        <h1 class="visually-hidden">"Following"</h1>
        <Suspense fallback=Skeleton>
            {move || {
                let feed = FeedOf::Following;
                let address = feed.address(cursor.get_untracked().as_deref());
                Suspend::new(async move {
                    match found.await {
                        Ok((page, people)) if page.items.is_empty() => view! { <Nothing people /> }.into_any(),
                        Ok((first, _)) => {
                            let label = "Newest pictures of those you follow".to_owned();
                            view! { <Grid feed address first label /> }.into_any()
                        }
                        Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn Nothing(people: Vec<Suggestion>) -> impl IntoView {
    let words = if people.is_empty() {
        "Follow somebody whose pictures you like, and what they add appears here."
    } else {
        "What those you follow add appears here. Perhaps begin with some of these."
    };
    view! {
        <Notice drawing=Drawing::Empty title="Good company makes good pictures" words=words.to_owned() below=true>
            <a class="button button--secondary" href="/">"Explore pictures"</a>
        </Notice>
        {(!people.is_empty()).then(|| view! { <Suggestions people /> })}
    }
}
