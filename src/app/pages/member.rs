//! A member's own page: who they are, and their pictures.

use super::NotFound;
use crate::{
    app::{
        components::{Avatar, AvatarSize, Draw, Drawing, FeedOf, Grid, Icon, Notice, ProblemNotice, Skeleton},
        feeds::Feeds,
    },
    model::{
        accounts::{Me, Profile},
        errors::Problem,
        page::Page,
        pins::PinCard,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use time::macros::format_description;

/// The page at `/@name`; any other single segment is no page at all.
#[component]
pub fn Member() -> impl IntoView {
    let params = use_params_map();
    let username = Memo::new(move |_| {
        params.with(|params| params.get("handle")).and_then(|handle| handle.strip_prefix('@').map(str::to_owned))
    });
    move || match username.get() {
        Some(username) => view! { <MemberPage username /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn MemberPage(username: String) -> impl IntoView {
    let feeds = expect_context::<Feeds>();
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let feed = FeedOf::Member(username.clone());
    let asked = feed.clone();
    let found = Resource::new(
        move || cursor.get(),
        move |cursor| {
            let (feed, username) = (asked.clone(), username.clone());
            async move {
                let profile = server_fns::members::member(username).await?;
                let page = match feeds.returned(&feed.address(cursor.as_deref())) {
                    Some(page) => page,
                    None => feed.fetch(cursor).await?,
                };
                Ok::<_, Problem>((profile, page))
            }
        },
    );
    view! {
        <main id="main" class="page" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || {
                    let feed = feed.clone();
                    Suspend::new(async move {
                        match found.await {
                            Ok((profile, page)) => {
                                let address = feed.address(cursor.get_untracked().as_deref());
                                view! { <Shown profile page feed address /> }.into_any()
                            }
                            Err(problem) => view! { <ProblemNotice problem /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </main>
    }
}

#[component]
fn Shown(profile: Profile, page: Page<PinCard>, feed: FeedOf, address: String) -> impl IntoView {
    let Profile { person, bio, joined_at, pins } = profile;
    let own = expect_context::<Option<Me>>().is_some_and(|me| me.person.username == person.username);
    let month = joined_at.format(format_description!("[month repr:long] [year]")).unwrap_or_default();
    let machine_month = joined_at.format(format_description!("[year]-[month]")).unwrap_or_default();
    let name = person.display_name.clone();
    let empty = page.items.is_empty();
    view! {
        <Title text=format!("{name} (@{})", person.username) />
        <header class="profile">
            <Avatar person=person.clone() size=AvatarSize::Large />
            <h1 class="profile__name">{name.clone()}</h1>
            <p class="profile__facts">
                <span>{format!("@{}", person.username)}</span>
                <span>"Joined "<time datetime=machine_month>{month}</time></span>
                <span>{pictures(pins)}</span>
            </p>
            {(!bio.is_empty()).then(|| view! { <p class="profile__bio">{bio}</p> })}
            {own.then(|| view! {
                <div class="profile__actions">
                    <a class="button button--secondary" href="/settings">"Edit profile"</a>
                    <a class="button button--secondary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload"</a>
                </div>
            })}
        </header>
        {if empty {
            view! { <NoPictures own name /> }.into_any()
        } else {
            view! { <Grid feed address first=page label=format!("Pictures of {name}") /> }.into_any()
        }}
    }
}

/// So many pictures, in words.
pub fn pictures(count: u32) -> String {
    format!("{count} {}", if count == 1 { "picture" } else { "pictures" })
}

#[component]
fn NoPictures(own: bool, name: String) -> impl IntoView {
    let words = if own {
        "Your pictures will hang here.".to_owned()
    } else {
        format!("{name} has not shown any pictures so far.")
    };
    view! {
        <Notice drawing=Drawing::Empty title="Nothing here yet" words below=true>
            {if own {
                view! { <a class="button button--primary" href="/upload">"Upload a picture"</a> }.into_any()
            } else {
                view! { <a class="button button--secondary" href="/">"Explore pictures"</a> }.into_any()
            }}
        </Notice>
    }
}
