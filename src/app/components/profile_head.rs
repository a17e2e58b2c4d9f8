//! The head of a member's pages: who they are, how they are followed, and the ways between what is theirs.

use super::{Avatar, AvatarSize, BlockButton, ButtonForm, Draw, FollowButton, Icon};
use crate::{
    app::counts::{Grouped, followers, pictures},
    model::{
        accounts::{Me, Profile, Role},
        likes::LIKES_COUNTED,
    },
};
use leptos::prelude::*;
use time::macros::format_description;

/// One of a member's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileTab {
    /// Their own pictures.
    Pictures,
    /// Their boards.
    Boards,
    /// What they like.
    Likes,
}

/// The head of a member's pages.
#[component]
pub fn ProfileHead(
    /// Whose.
    profile: Profile,
    /// Which of them this is.
    tab: ProfileTab,
) -> impl IntoView {
    let Profile { person, bio, joined_at, pins, likes, followers: counted, following, followed, suspended } = profile;
    let me = expect_context::<Option<Me>>();
    let own = me.as_ref().is_some_and(|me| me.person.username == person.username);
    let month = joined_at.format(format_description!("[month repr:long] [year]")).unwrap_or_default();
    let machine_month = joined_at.format(format_description!("[year]-[month]")).unwrap_or_default();
    let address = format!("/@{}", person.username);
    let write = (me.is_some() && !own).then(|| person.clone());
    let moderate = me.filter(|me| me.role != Role::Member && !own).map(|_| {
        let address = format!("/admin/reports/members/{}", person.username);
        view! { <a class="button button--quiet" href=address>"Moderate"</a> }
    });
    if suspended {
        return view! {
            <header class="profile">
                <Avatar person=person.clone() size=AvatarSize::Large />
                <h1 class="profile__name" dir="auto">{person.display_name.clone()}</h1>
                <p class="profile__facts"><span>{format!("@{}", person.username)}</span></p>
                <p class="profile__bio">"This account is suspended."</p>
                <div class="profile__actions">{moderate}</div>
            </header>
        }
        .into_any();
    }
    view! {
        <header class="profile">
            <Avatar person=person.clone() size=AvatarSize::Large />
            <h1 class="profile__name" dir="auto">{person.display_name.clone()}</h1>
            <p class="profile__facts">
                <span>{format!("@{}", person.username)}</span>
                <span>"Joined "<time datetime=machine_month>{month}</time></span>
            </p>
            <p class="profile__facts">
                <a class="profile__count" href=format!("{address}/followers")>{followers(counted)}</a>
                <a class="profile__count" href=format!("{address}/following")>{format!("{} following", Grouped(following))}</a>
            </p>
            {(!bio.is_empty()).then(|| view! { <p class="profile__bio" dir="auto">{bio}</p> })}
            <div class="profile__actions">
                {if own {
                    view! {
                        <a class="button button--secondary" href="/settings">"Edit profile"</a>
                        <a class="button button--secondary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload"</a>
                    }
                    .into_any()
                } else {
                    view! { <FollowButton person followed large=true /> }.into_any()
                }}
                {write.map(|person| view! { <Message name=person.username.clone() /><BlockButton person /> })}
                {moderate}
            </div>
        </header>
        <Tabs address tab pins likes />
    }
    .into_any()
}

/// Finds or begins the conversation with a member.
#[component]
fn Message(name: String) -> impl IntoView {
    view! {
        <ButtonForm action="/fn/begin_conversation" fields=vec![("members", name)] class="button button--secondary">
            <Draw icon=Icon::Messages class="icon--small" />"Message"
        </ButtonForm>
    }
}

#[component]
fn Tabs(address: String, tab: ProfileTab, pins: u32, likes: u32) -> impl IntoView {
    let liked = if likes > LIKES_COUNTED { format!("{}+", Grouped(LIKES_COUNTED)) } else { Grouped(likes).to_string() };
    let link = |to: ProfileTab, path: &str, words: &'static str, count: AnyView| {
        let current = (to == tab).then_some("page");
        view! { <a class="segmented__option" href=format!("{address}{path}") aria-current=current>{words}{count}</a> }
    };
    let pictures = view! {
        <span class="profile__number" aria-hidden="true">{Grouped(pins).to_string()}</span>
        <span class="visually-hidden">{format!(": {}", pictures(pins))}</span>
    };
    let liked = view! { <span class="profile__number">{liked}</span> };
    view! {
        <nav class="profile__tabs" aria-label="Profile">
            <div class="segmented">
                {link(ProfileTab::Pictures, "", "Pictures", pictures.into_any())}
                {link(ProfileTab::Boards, "/boards", "Boards", ().into_any())}
                {link(ProfileTab::Likes, "/likes", "Likes", liked.into_any())}
            </div>
        </nav>
    }
}
