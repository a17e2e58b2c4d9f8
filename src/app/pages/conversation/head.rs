//! The head of a channel: what it is called and about, who is here, and the ways to what belongs to it.

use super::{Front, Viewer};
use crate::{
    app::{
        addresses::with_query,
        components::{Draw, Dropdown, Icon, channel_icon},
    },
    model::channels::{ChannelDetail, ChannelKind},
};
use leptos::prelude::*;

/// The head of a channel or a conversation.
#[component]
pub(super) fn Head(room: ChannelDetail, viewer: Viewer, front: Front) -> impl IntoView {
    let ChannelDetail { id, community, kind, name, topic, .. } = room;
    let (back, words) = match community {
        Some(community) => (format!("/c/{community}"), "Back to the channels"),
        None => ("/messages".to_owned(), "Back to your conversations"),
    };
    let search = match community {
        Some(community) => with_query(&format!("/c/{community}/search"), &[("channel", &id.to_string())]),
        None => with_query("/messages/search", &[("channel", &id.to_string())]),
    };
    // On a phone the list of the channels has the page's heading, where it is the list that is seen.
    let title = match front {
        Front::Room => view! { <h1 class="room__title" id="room-title" dir="auto">{name}</h1> }.into_any(),
        Front::Channels => view! { <h2 class="room__title" id="room-title" dir="auto">{name}</h2> }.into_any(),
    };
    view! {
        <header class="room__head">
            <a class="icon-button room__back" href=back aria-label=words><Draw icon=Icon::Back /></a>
            {(kind != ChannelKind::Direct).then(|| view! { <Draw icon=channel_icon(kind) class="room__icon" /> })}
            <div class="room__about">
                {title}
                {(!topic.is_empty()).then(|| view! { <p class="room__topic" dir="auto">{topic}</p> })}
            </div>
            <details class="dropdown room__here" hidden data-here>
                <summary class="dropdown__toggle button button--quiet button--small" id="room-here"></summary>
                <div class="dropdown__panel"><ul class="room__people"></ul></div>
            </details>
            <a class="icon-button" href=search aria-label="Search messages"><Draw icon=Icon::Search /></a>
            <Menu viewer kind />
        </header>
    }
}

/// The ways to what belongs to a channel.
#[component]
fn Menu(viewer: Viewer, kind: ChannelKind) -> impl IntoView {
    let pinned = format!("{}?pinned=1", viewer.address);
    let action = viewer.address.clone();
    let label =
        view! { <Draw icon=Icon::More /><span class="visually-hidden">"More about this channel"</span> }.into_any();
    let gallery =
        (kind == ChannelKind::Gallery).then(|| (viewer.address.clone(), format!("{}?list=1", viewer.address)));
    let leave = (kind == ChannelKind::Direct).then(|| viewer.channel.to_string());
    view! {
        <Dropdown id="room-menu" class="icon-button" label>
            <a class="dropdown__item" href=pinned><Draw icon=Icon::Pinned class="icon--small" />"Pinned messages"</a>
            {gallery.map(|(grid, list)| view! {
                <a class="dropdown__item" href=list><Draw icon=Icon::List class="icon--small" />"Show as messages"</a>
                <a class="dropdown__item" href=grid><Draw icon=Icon::Pictures class="icon--small" />"Show as pictures"</a>
            })}
            {(kind != ChannelKind::Gallery).then(|| view! {
                <form class="room__date" method="get" action=action>
                    <label class="field__label" for="room-date">"Go to a date"</label>
                    <div class="room__date-line">
                        <input class="input" type="date" id="room-date" name="date" required />
                        <button class="button button--secondary button--small" type="submit">"Go"</button>
                    </div>
                </form>
            })}
            {leave.map(|channel| view! {
                <form method="post" action="/fn/leave_conversation" enctype="multipart/form-data">
                    <input type="hidden" name="channel" value=channel />
                    <button class="dropdown__item" type="submit"><Draw icon=Icon::SignOut class="icon--small" />"Leave conversation"</button>
                </form>
            })}
        </Dropdown>
    }
}
