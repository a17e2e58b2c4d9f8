//! Everybody's pictures, newest first: the main page; or those of a tag.

use crate::{
    app::{
        components::{
            Draw, Drawing, FeedOf, Grid, Icon, Mosaic, Notice, ProblemNotice, Skeleton, Source, Success, TagHead,
        },
        feeds::Feeds,
    },
    model::{
        accounts::{Me, SignUpMode},
        page::Page,
        pins::PinCard,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Everybody's pictures, newest first; those with a tag where the address names one.
#[component]
pub fn Explore() -> impl IntoView {
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let visitor = expect_context::<Option<Me>>().is_none();
    let query = use_query_map();
    let tag = Memo::new(move |_| query.with(|query| query.get("tag")).filter(|tag| !tag.is_empty()));
    let asked = Memo::new(move |_| (FeedOf { member: None, tag: tag.get() }, query.with(|query| query.get("cursor"))));
    let page = Resource::new(
        move || asked.get(),
        move |(feed, cursor)| async move {
            match feeds.returned(&feed.address(cursor.as_deref())) {
                Some(page) => Ok(page),
                None => feed.fetch(cursor).await,
            }
        },
    );
    let head = move || match tag.get() {
        Some(tag) => view! {
            <header class="page__head"><TagHead tag back=("/".to_owned(), "All pictures".to_owned()) /></header>
        }
        .into_any(),
        None if visitor => view! { <Hero /> }.into_any(),
        None => view! { <h1 class="visually-hidden">"Explore"</h1> }.into_any(),
    };
    view! {
        <Title text=move || tag.get().map(|tag| format!("#{tag}")).unwrap_or_default() />
        <main id="main" class="page" tabindex="-1">
            <Success query="goodbye" words="Your account and everything in it is gone." />
            {head}
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) if page.items.is_empty() => view! { <Empty tag=tag.get_untracked() /> }.into_any(),
                        Ok(first) => {
                            let (feed, cursor) = asked.get_untracked();
                            let address = feed.address(cursor.as_deref());
                            view! { <Grid feed address first label="Newest pictures".to_owned() /> }.into_any()
                        }
                        Err(problem) => view! { <ProblemNotice problem /> }.into_any(),
                    }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn Hero() -> impl IntoView {
    let (address, words) = match expect_context::<SignUpMode>() {
        SignUpMode::Open => ("/signup", "Join in"),
        SignUpMode::Invite | SignUpMode::Closed => ("/login", "Sign in"),
    };
    view! {
        <section class="hero">
            <div class="hero__words">
                <h1 class="hero__title">"Pictures worth a second look"</h1>
                <p class="hero__lead">"Keep yours here, and see what others have found."</p>
            </div>
            <a class="button button--primary hero__action" href=address>{words}</a>
            <div class="hero__mosaic" aria-hidden="true"><Mosaic /></div>
        </section>
    }
}

#[component]
fn Empty(tag: Option<String>) -> impl IntoView {
    if tag.is_some() {
        let words = "No picture that you may see has this tag.".to_owned();
        return view! {
            <Notice drawing=Drawing::Empty title="Nothing here" words below=true>
                <a class="button button--primary" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any();
    }
    view! {
        <Notice
            drawing=Drawing::Empty
            title="Nothing here yet"
            words="The first picture sets the tone. It might as well be yours.".to_owned()
            below=true
        >
            <a class="button button--primary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload a picture"</a>
        </Notice>
    }
    .into_any()
}
