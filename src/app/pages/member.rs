//! A member's own pages: who they are, with their pictures or with what they like.

use super::NotFound;
use crate::{
    app::{
        components::{
            Drawing, FeedOf, FormProblem, Grid, Notice, ProblemNotice, ProfileHead, ProfileTab, Skeleton, Source,
            TagHead,
        },
        feeds::Feeds,
        start::Answered,
    },
    model::{
        accounts::{Me, Profile},
        errors::Problem,
        page::Page,
        pins::PinCard,
        text::isolated,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/@name`; any other single segment is no page at all.
#[component]
pub fn Member() -> impl IntoView {
    of_member(|username| view! { <MemberPage username tab=ProfileTab::Pictures /> })
}

/// The page at `/@name/likes`.
#[component]
pub fn MemberLikes() -> impl IntoView {
    of_member(|username| view! { <MemberPage username tab=ProfileTab::Likes /> })
}

/// What is made of the member whom the address names by `@name`; without the `@` it is no page at all.
pub(super) fn of_member<V: IntoView + 'static>(page: impl Fn(String) -> V + Send + Sync + 'static) -> impl IntoView {
    let params = use_params_map();
    let username = Memo::new(move |_| {
        params.with(|params| params.get("handle")).and_then(|handle| handle.strip_prefix('@').map(str::to_owned))
    });
    move || match username.get() {
        Some(username) => page(username).into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn MemberPage(username: String, tab: ProfileTab) -> impl IntoView {
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let query = use_query_map();
    let asked = {
        let username = username.clone();
        Memo::new(move |_| {
            let name = username.clone();
            let feed = match tab {
                ProfileTab::Likes => FeedOf::Liked { name },
                ProfileTab::Pictures | ProfileTab::Boards => {
                    let tag = query.with(|query| query.get("tag")).filter(|tag| !tag.is_empty());
                    FeedOf::Member { name, tag }
                }
            };
            (feed, query.with(|query| query.get("cursor")))
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
    let problem = RwSignal::new(Answered::take().and_then(|answer| answer.problem));
    view! {
        <main id="main" class="page" tabindex="-1">
            <FormProblem problem />
            <Suspense fallback=Skeleton>
                {move || {
                    let (feed, cursor) = asked.get_untracked();
                    Suspend::new(async move {
                        match found.await {
                            Ok((profile, page)) => {
                                let address = feed.address(cursor.as_deref());
                                view! { <Shown profile tab page feed address /> }.into_any()
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
fn Shown(profile: Profile, tab: ProfileTab, page: Page<PinCard>, feed: FeedOf, address: String) -> impl IntoView {
    let person = &profile.person;
    let own = expect_context::<Option<Me>>().is_some_and(|me| me.person.username == person.username);
    let name = person.display_name.clone();
    let own_page = format!("/@{}", person.username);
    let tag = feed.tag().map(str::to_owned);
    let label = match (tab, &tag) {
        (ProfileTab::Likes, _) => format!("Pictures that {name} likes"),
        (_, None) => format!("Pictures of {name}"),
        (_, Some(tag)) => format!("Pictures of {name}: #{tag}"),
    };
    let title = match tab {
        ProfileTab::Likes => label.clone(),
        ProfileTab::Pictures | ProfileTab::Boards => format!("{} (@{})", isolated(&name), person.username),
    };
    let empty = page.items.is_empty();
    if profile.suspended {
        return view! { <Title text=title /><ProfileHead profile tab /> }.into_any();
    }
    view! {
        <Title text=title />
        <ProfileHead profile tab />
        {tag.clone().map(|tag| view! { <TagHead tag back=(own_page, format!("All pictures of {}", isolated(&name))) below=true /> })}
        {if empty && tab == ProfileTab::Likes {
            view! { <NoLikes own name /> }.into_any()
        } else if empty {
            view! { <NoPictures own name tag /> }.into_any()
        } else {
            view! { <Grid feed address first=page label /> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn NoPictures(own: bool, name: String, tag: Option<String>) -> impl IntoView {
    let words = if let Some(tag) = tag {
        format!("No picture of {} that you may see has the tag {}.", isolated(&name), isolated(&format!("#{tag}")))
    } else if own {
        "Your pictures will hang here.".to_owned()
    } else {
        format!("{} has not shown any pictures so far.", isolated(&name))
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

#[component]
fn NoLikes(own: bool, name: String) -> impl IntoView {
    let words = if own {
        "The heart on a picture keeps it here for you.".to_owned()
    } else {
        format!("{} has not liked any picture so far.", isolated(&name))
    };
    view! {
        <Notice drawing=Drawing::Empty title="Nothing liked yet" words below=true>
            <a class="button button--secondary" href="/">"Explore pictures"</a>
        </Notice>
    }
}
