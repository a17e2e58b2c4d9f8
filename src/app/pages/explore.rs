//! Everybody's pictures, newest first: the main page.

use crate::{
    app::{
        components::{Draw, Drawing, FeedOf, Grid, Icon, Mosaic, Notice, ProblemNotice, Skeleton, Success},
        feeds::Feeds,
    },
    model::accounts::{Me, SignUpMode},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Everybody's pictures, newest first.
#[component]
pub fn Explore() -> impl IntoView {
    let feeds = expect_context::<Feeds>();
    let visitor = expect_context::<Option<Me>>().is_none();
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let page = Resource::new(
        move || cursor.get(),
        move |cursor| async move {
            match feeds.returned(&FeedOf::Everyone.address(cursor.as_deref())) {
                Some(page) => Ok(page),
                None => FeedOf::Everyone.fetch(cursor).await,
            }
        },
    );
    view! {
        <Title text="" />
        <main id="main" class="page" tabindex="-1">
            <Success query="goodbye" words="Your account and everything in it is gone." />
            {if visitor { view! { <Hero /> }.into_any() } else { view! { <h1 class="visually-hidden">"Explore"</h1> }.into_any() }}
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) if page.items.is_empty() => view! { <Empty /> }.into_any(),
                        Ok(first) => {
                            let address = FeedOf::Everyone.address(cursor.get_untracked().as_deref());
                            view! { <Grid feed=FeedOf::Everyone address first label="Newest pictures".to_owned() /> }.into_any()
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
fn Empty() -> impl IntoView {
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
}
