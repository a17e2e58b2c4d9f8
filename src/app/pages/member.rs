//! A member's own page: who they are, and their pictures.

use super::NotFound;
use crate::{
    app::{
        components::{
            Avatar, AvatarSize, Draw, Drawing, FeedOf, Grid, Icon, Notice, ProblemNotice, Skeleton, Source, TagHead,
        },
        counts::pictures,
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
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let query = use_query_map();
    let asked = {
        let username = username.clone();
        Memo::new(move |_| {
            let tag = query.with(|query| query.get("tag")).filter(|tag| !tag.is_empty());
            (FeedOf { member: Some(username.clone()), tag }, query.with(|query| query.get("cursor")))
        })
    };
    let found = Resource::new(
        move || asked.get(),
        move |(feed, cursor)| {
            let username = username.clone();
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
                {move || Suspend::new(async move {
                    match found.await {
                        Ok((profile, page)) => {
                            let (feed, cursor) = asked.get_untracked();
                            let address = feed.address(cursor.as_deref());
                            view! { <Shown profile page feed address /> }.into_any()
                        }
                        Err(problem) => view! { <ProblemNotice problem /> }.into_any(),
                    }
                })}
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
    let own_page = format!("/@{}", person.username);
    let tag = feed.tag.clone();
    let label = tag.as_ref().map_or_else(|| format!("Pictures of {name}"), |tag| format!("Pictures of {name}: #{tag}"));
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
        {tag.clone().map(|tag| view! { <TagHead tag back=(own_page, format!("All pictures of {name}")) below=true /> })}
        {if empty {
            view! { <NoPictures own name tag /> }.into_any()
        } else {
            view! { <Grid feed address first=page label /> }.into_any()
        }}
    }
}

#[component]
fn NoPictures(own: bool, name: String, tag: Option<String>) -> impl IntoView {
    let words = if let Some(tag) = tag {
        format!("No picture of {name} that you may see has the tag #{tag}.")
    } else if own {
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
