//! The members of a community, searched by name.

use super::{badge, may_act_on};
use crate::{
    app::{
        addresses::with_query,
        components::{Avatar, AvatarSize, Empty, Icon, Moment},
        pages::communities::frame::{Pager, Section},
    },
    model::{
        communities::{COMMUNITY_WORDS_LONGEST, CommunityDetail, CommunityMember},
        page::Page,
    },
};
use leptos::prelude::*;

/// A page of the members.
#[component]
pub(super) fn List(
    community: CommunityDetail,
    page: Page<CommunityMember>,
    /// What their names are searched for.
    words: String,
    /// Whether it is the first page.
    first: bool,
) -> impl IntoView {
    let address = Section::Members.address(community.card.id);
    let Page { items, next } = page;
    let found = if items.is_empty() {
        view! { <Empty icon=Icon::People title="No members found" words="Search for the beginning of a name." /> }
            .into_any()
    } else {
        let entry = |member| view! { <Entry community=community.clone() member /> };
        let entries = items.into_iter().map(entry).collect_view();
        view! { <ul class="entries people" aria-label="Members">{entries}</ul> }.into_any()
    };
    view! {
        <form class="communities__search" method="get" action=address.clone() role="search" aria-label="Members">
            <input
                class="input"
                type="search"
                name="q"
                dir="auto"
                maxlength=COMMUNITY_WORDS_LONGEST.to_string()
                autocomplete="off"
                placeholder="Search members"
                aria-label="Search members"
                value=words.clone()
            />
            <button class="button button--secondary" type="submit">"Search"</button>
        </form>
        {found}
        <Pager address=with_query(&address, &[("q", &words)]) first next />
    }
}

#[component]
fn Entry(community: CommunityDetail, member: CommunityMember) -> impl IntoView {
    let manage = may_act_on(&community, &member).then(|| {
        let address = Section::Members.address(community.card.id);
        with_query(&address, &[("member", &member.person.username)])
    });
    let CommunityMember { person, role, joined_at, timed_out_until } = member;
    let name = person.display_name.clone();
    view! {
        <li class="entry">
            <Avatar person=person.clone() size=AvatarSize::Medium />
            <div class="entry__words">
                <p class="entry__name">
                    <a class="entry__link" dir="auto" href=format!("/@{}", person.username)>{name.clone()}</a>
                </p>
                <p class="entry__facts">
                    <span>{format!("@{}", person.username)}</span>
                    {badge(role).map(|role| view! { <span class="badge badge--accent">{role}</span> })}
                    {timed_out_until.is_some().then(|| view! { <span class="badge badge--danger">"Timed out"</span> })}
                    <span>"Joined "<Moment at=joined_at /></span>
                </p>
            </div>
            {manage.map(|address| view! {
                <div class="entry__actions">
                    <a class="button button--secondary" href=address>
                        "Manage"<span class="visually-hidden">{format!(" {name}")}</span>
                    </a>
                </div>
            })}
        </li>
    }
}
