//! Communities in lists: each with its icon, what it is about, and what the viewer is in it.

use super::{CommunityIcon, Draw, Icon, IconSize, avatar::tone};
use crate::{
    app::counts::members,
    model::{
        communities::{CommunityCard, CommunityRole},
        visibility::PublicOrPrivate,
    },
};
use leptos::prelude::*;

/// Communities as cards.
#[component]
pub fn CommunityCards(
    /// The communities, in order.
    communities: Vec<CommunityCard>,
    /// What the list is called, for screen readers.
    label: String,
) -> impl IntoView {
    view! {
        <ul class="community-cards" aria-label=label>
            {communities.into_iter().map(|card| view! { <Card card /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Card(card: CommunityCard) -> impl IntoView {
    let CommunityCard { id, name, description, visibility, category, banner, member_count, role, .. } = card.clone();
    // Without a banner it has a tint, and all cards have the same form.
    let tint = format!("--tint:var(--glass-{})", tone(&id.to_string()));
    view! {
        <li class="community-card">
            <div class="community-card__banner" style=tint>
                {banner.map(|banner| view! {
                    <img src=banner.address() alt="" width="640" height="160" loading="lazy" decoding="async" />
                })}
            </div>
            <CommunityIcon card size=IconSize::Medium />
            <div class="community-card__words">
                <h2 class="community-card__name">
                    <a class="community-card__link" href=format!("/c/{id}") dir="auto">{name}</a>
                </h2>
                <p class="community-card__facts">
                    <span>{members(member_count.into())}</span>
                    {category.map(|category| view! { <bdi>{category.name}</bdi> })}
                </p>
            </div>
            {(!description.is_empty()).then(|| view! { <p class="community-card__about" dir="auto">{description}</p> })}
            <Badges visibility role />
        </li>
    }
}

/// What marks a community among others: that it is private, and what the viewer is in it.
#[component]
fn Badges(visibility: PublicOrPrivate, role: Option<CommunityRole>) -> impl IntoView {
    let private = visibility == PublicOrPrivate::Private;
    (private || role.is_some()).then(|| {
        view! {
            <p class="community-card__badges">
                {private.then(|| view! {
                    <span class="badge"><Draw icon=Icon::Lock class="icon--small" />"Private"</span>
                })}
                {role.map(|role| view! { <span class="badge badge--accent">{joined_as(role)}</span> })}
            </p>
        }
    })
}

const fn joined_as(role: CommunityRole) -> &'static str {
    match role {
        CommunityRole::Member => "Joined",
        CommunityRole::Moderator => "Moderator",
        CommunityRole::Owner => "Owner",
    }
}
