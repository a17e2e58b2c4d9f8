//! What a community is about, who looks after it, and the way in and out.

use super::frame::{Asked, Frame, Section};
use crate::{
    app::{
        components::{ButtonForm, CommunityIcon, Draw, FormProblem, Icon, IconSize, JoinButton, Moment, channel_icon},
        counts::members,
        prose::prose,
        served::{Content, PageRequest},
    },
    model::{
        channels::ChannelCard,
        communities::{CommunityCard, CommunityDetail, CommunityRole},
        errors::Problem,
        ids::CommunityId,
        visibility::PublicOrPrivate,
    },
};
use leptos::prelude::*;

/// What a community is about.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn about(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::About, &request).await?;
    let problem = request.answer.problem;
    Ok(frame.around(move |community| {
        view! {
            <FormProblem problem />
            <Shown community />
        }
    }))
}

#[component]
fn Shown(community: CommunityDetail) -> impl IntoView {
    let CommunityDetail { card, banner, channels, timed_out_until, .. } = community.clone();
    let (id, description) = (card.id, card.description.clone());
    view! {
        {banner.map(|address| view! {
            <img class="community__banner" src=address alt="" width="1280" height="320" />
        })}
        <header class="community__head">
            <CommunityIcon card=card.clone() size=IconSize::Large />
            <div class="community__words">
                <h1 class="community__name" dir="auto">{card.name.clone()}</h1>
                <Facts community />
            </div>
        </header>
        {timed_out_until.map(|until| view! {
            <div class="alert alert--remark">
                <Draw icon=Icon::Clock />
                <p class="alert__body">
                    <span>"You are timed out and can’t write here. The time-out ends "<Moment at=until />"."</span>
                </p>
            </div>
        })}
        <Ways card />
        {(!description.is_empty()).then(|| view! { <p class="prose" dir="auto">{prose(&description, |_| false)}</p> })}
        <Channels community=id channels />
    }
}

#[component]
fn Facts(community: CommunityDetail) -> impl IntoView {
    let CommunityDetail { card, owner, .. } = community;
    let CommunityCard { id, visibility, category, member_count, .. } = card;
    view! {
        <p class="community__facts">
            {(visibility == PublicOrPrivate::Private).then(|| view! {
                <span class="badge"><Draw icon=Icon::Lock class="icon--small" />"Private"</span>
            })}
            <a class="community__fact" href=Section::Members.address(id)>{members(member_count.into())}</a>
            {category.map(|category| view! {
                <a class="community__fact" href=format!("/communities?category={}", category.id)><bdi>{category.name}</bdi></a>
            })}
            {owner.map(|owner| view! {
                <span>
                    "Owned by "
                    <a class="community__fact" href=format!("/@{}", owner.username)><bdi>{owner.display_name}</bdi></a>
                </span>
            })}
        </p>
    }
}

/// The ways in and out.
#[component]
fn Ways(card: CommunityCard) -> impl IntoView {
    let CommunityCard { id, role, visibility, .. } = card;
    let look = if role.is_some() { "button button--primary" } else { "button button--secondary" };
    let words = if role.is_some() { "Open" } else { "Look around" };
    let leaves = role.is_some_and(|role| role != CommunityRole::Owner);
    view! {
        <div class="community__actions">
            <JoinButton card />
            <a class=look href=format!("/c/{id}")>{words}</a>
            {leaves.then(|| view! { <Leave community=id visibility /> })}
        </div>
    }
}

#[component]
fn Leave(community: CommunityId, visibility: PublicOrPrivate) -> impl IntoView {
    let words = match visibility {
        PublicOrPrivate::Public => "You can join again at any time. What you have written stays.",
        PublicOrPrivate::Private => "You need an invitation to come back. What you have written stays.",
    };
    let fields = vec![
        ("community", community.to_string()),
        ("want", "leave".to_owned()),
        // A private one is no longer there for whoever has left.
        ("back", "/communities?left=1".to_owned()),
    ];
    view! {
        <Asked label="Leave">
            <p>{words}</p>
            <ButtonForm action="/fn/join_community" fields class="button button--danger">"Leave community"</ButtonForm>
        </Asked>
    }
}

#[component]
fn Channels(community: CommunityId, channels: Vec<ChannelCard>) -> impl IntoView {
    let entry = |channel: ChannelCard| {
        let ChannelCard { id, kind, name, unread, .. } = channel;
        view! {
            <li>
                <a
                    class="channel-link"
                    href=format!("/c/{community}/{id}")
                    data-channel=id.to_string()
                    data-unread=unread.then_some("")
                >
                    <Draw icon=channel_icon(kind) class="icon--small" />
                    <bdi>{name}</bdi>
                    {unread.then(|| view! { <span class="visually-hidden" data-unread-words>" (unread)"</span> })}
                </a>
            </li>
        }
    };
    (!channels.is_empty()).then(|| {
        view! {
            <section aria-labelledby="channels">
                <h2 class="page__section-title" id="channels">"Channels"</h2>
                <ul class="channel-links">{channels.into_iter().map(entry).collect_view()}</ul>
            </section>
        }
    })
}
