//! A list of members, each with the button by which to follow them, and the way on to the next of them.

use super::{Avatar, AvatarSize, FollowButton};
use crate::{
    app::addresses::with_query,
    model::{follows::PersonCard, page::Page},
};
use leptos::prelude::*;

/// A page of members.
#[component]
pub fn PeopleList(
    /// The members.
    page: Page<PersonCard>,
    /// What the list is called, for screen readers.
    label: String,
    /// The address of its first page.
    address: String,
) -> impl IntoView {
    let next = page.next.map(|cursor| with_query(&address, &[("cursor", &cursor.to_string())]));
    view! {
        <ul class="entries people" aria-label=label>{page.items.into_iter().map(entry).collect_view()}</ul>
        {next.map(|next| view! {
            <p class="pager"><a class="button button--secondary" href=next rel="next">"More people"</a></p>
        })}
    }
}

fn entry(card: PersonCard) -> impl IntoView {
    let PersonCard { person, followed } = card;
    view! {
        <li class="entry">
            <Avatar person=person.clone() size=AvatarSize::Medium />
            <div class="entry__words">
                <p class="entry__name">
                    <a class="entry__link" dir="auto" href=format!("/@{}", person.username)>{person.display_name.clone()}</a>
                </p>
                <p class="entry__facts">{format!("@{}", person.username)}</p>
            </div>
            <FollowButton person followed />
        </li>
    }
}
