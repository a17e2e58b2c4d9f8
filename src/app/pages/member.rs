//! A member's own pages: who they are, with their pictures or with what they like.

use crate::{
    app::{
        components::{Drawing, FeedOf, FormProblem, Notice, ProfileHead, ProfileTab, TagHead},
        served::{Content, Grid, PageRequest, Title, list, part},
    },
    model::{
        accounts::{Me, Profile},
        errors::Problem,
        page::Page,
        pins::PinCard,
        text::isolated,
    },
    services::accounts,
};
use leptos::prelude::*;

/// The page of a member, with their pictures.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; as [`list`].
pub async fn pictures(request: PageRequest) -> Result<Content, Problem> {
    let feed = FeedOf::Member { name: request.handle(), tag: request.query("tag") };
    load(request, ProfileTab::Pictures, feed).await
}

/// The page of a member, with what they like.
///
/// # Errors
/// As [`pictures`].
pub async fn likes(request: PageRequest) -> Result<Content, Problem> {
    let feed = FeedOf::Liked { name: request.handle() };
    load(request, ProfileTab::Likes, feed).await
}

async fn load(request: PageRequest, tab: ProfileTab, feed: FeedOf) -> Result<Content, Problem> {
    if let Some(part) = part(&request, &feed).await? {
        return Ok(part);
    }
    let caller = &request.caller;
    let profile = accounts::profile(&caller.site, caller.viewer(), &request.handle()).await?;
    let page = list(caller, &feed, request.cursor().as_deref()).await?;
    let problem = request.answer.problem;
    Ok(Content::new(move || {
        view! {
            <main id="main" class="page" tabindex="-1">
                <FormProblem problem />
                <Shown profile tab page feed />
            </main>
        }
    }))
}

#[component]
fn Shown(profile: Profile, tab: ProfileTab, page: Page<PinCard>, feed: FeedOf) -> impl IntoView {
    let person = &profile.person;
    let own = expect_context::<Option<Me>>().is_some_and(|me| me.person.username == person.username);
    let name = person.display_name.clone();
    let own_page = format!("/@{}", person.username);
    let tag = feed.tag().map(str::to_owned);
    let label = match (tab, &tag) {
        (ProfileTab::Likes, _) => format!("Pictures {name} likes"),
        (_, None) => format!("Pictures by {name}"),
        (_, Some(tag)) => format!("Pictures by {name}, tagged #{tag}"),
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
        {tag.clone().map(|tag| view! { <TagHead tag back=(own_page, format!("All pictures by {}", isolated(&name))) below=true /> })}
        {if empty && tab == ProfileTab::Likes {
            view! { <NoLikes own name /> }.into_any()
        } else if empty {
            view! { <NoPictures own name tag /> }.into_any()
        } else {
            view! { <Grid feed page label /> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn NoPictures(own: bool, name: String, tag: Option<String>) -> impl IntoView {
    let words = if let Some(tag) = tag {
        format!("{} has no pictures tagged {}.", isolated(&name), isolated(&format!("#{tag}")))
    } else if own {
        "Pictures you upload appear here.".to_owned()
    } else {
        format!("{} hasn’t shared any pictures yet.", isolated(&name))
    };
    view! {
        <Notice drawing=Drawing::Empty title="No pictures yet" words below=true>
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
        "Pictures you like appear here.".to_owned()
    } else {
        format!("{} hasn’t liked any pictures yet.", isolated(&name))
    };
    view! {
        <Notice drawing=Drawing::Empty title="No likes yet" words below=true>
            <a class="button button--secondary" href="/">"Explore pictures"</a>
        </Notice>
    }
}
