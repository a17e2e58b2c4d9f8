//! What stands beside a channel: the communities that one belongs to, and the channels of this one or the other conversations.

use super::{Front, Room};
use crate::{
    app::{
        components::{CommunityIcon, ConversationList, Draw, Icon, IconSize, JoinButton, channel_icon},
        counts::{mentions_word, unread_count},
        served::PageRequest,
    },
    model::{
        channels::{ChannelCard, Conversation},
        communities::{CommunityCard, CommunityDetail, CommunityQuery},
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    services::{communities, conversations, pins::Span},
};
use leptos::prelude::*;

/// How many of one's communities stand beside a channel. The way to all of them stands there as well.
const COMMUNITIES_MOST: usize = 50;

/// What stands beside a channel. The page is worth showing without.
pub(super) struct Around {
    mine: Vec<CommunityCard>,
    side: Side,
    current: ChannelId,
    is_member: bool,
}

pub(super) enum Side {
    /// The channels of a community.
    Channels(Box<CommunityDetail>),
    /// One's conversations.
    Conversations(Vec<Conversation>),
}

impl Around {
    pub(super) async fn load(request: &PageRequest, room: &Room) -> Self {
        let caller = &request.caller;
        let is_member = caller.me.is_some();
        let mine = if is_member {
            let query = CommunityQuery { joined: true, ..CommunityQuery::default() };
            let span = Span { cursor: None, size: COMMUNITIES_MOST };
            communities::list(caller, &query, span).await.map(|page| page.items).unwrap_or_default()
        } else {
            Vec::new()
        };
        Self {
            mine,
            side: Side::load(request, room).await.unwrap_or(Side::Conversations(Vec::new())),
            current: room.detail.id,
            is_member,
        }
    }
}

impl Side {
    /// # Errors
    /// [`Problem::NotSignedIn`] for the conversations of a visitor.
    pub(super) async fn load(request: &PageRequest, room: &Room) -> Result<Self, Problem> {
        if let Some(community) = &room.community {
            return Ok(Self::Channels(Box::new(community.clone())));
        }
        let page = conversations::list(&request.caller, Span::of_conversations(None)).await?;
        Ok(Self::Conversations(page.items))
    }
}

/// What stands beside a channel.
#[component]
pub(super) fn Beside(around: Around, front: Front) -> impl IntoView {
    let Around { mine, side, current, is_member } = around;
    let community = match &side {
        Side::Channels(community) => Some(community.card.id),
        Side::Conversations(_) => None,
    };
    view! {
        {is_member.then(|| view! { <Communities mine community /> })}
        <div class="talk__side">{match side {
            Side::Channels(community) => view! { <Channels community=*community current front /> }.into_any(),
            Side::Conversations(list) => view! { <Conversations list current /> }.into_any(),
        }}</div>
    }
}

/// The list of the channels or of the conversations alone, for a page that is open.
#[component]
pub(super) fn Anew(side: Side, current: ChannelId, front: Front) -> impl IntoView {
    match side {
        Side::Channels(community) => {
            let CommunityDetail { card, channels, .. } = *community;
            view! { <ChannelList channels community=card.id current front /> }.into_any()
        }
        Side::Conversations(conversations) => view! { <ConversationList conversations current /> }.into_any(),
    }
}

/// The communities that one belongs to.
#[component]
fn Communities(mine: Vec<CommunityCard>, community: Option<CommunityId>) -> impl IntoView {
    let entry = |card: CommunityCard| {
        let current = (community == Some(card.id)).then_some("true");
        let (address, name) = (format!("/c/{}", card.id), card.name.clone());
        let title = name.clone();
        view! {
            <li>
                <a class="rail__link" href=address aria-current=current title=title>
                    <CommunityIcon card size=IconSize::Medium />
                    <span class="visually-hidden">{name}</span>
                </a>
            </li>
        }
    };
    let messages = community.is_none().then_some("true");
    view! {
        <nav class="talk__rail" aria-label="Your communities">
            <ul class="rail">
                <li>
                    <a class="rail__link" href="/messages" aria-current=messages title="Messages">
                        <span class="rail__icon"><Draw icon=Icon::Messages /></span>
                        <span class="visually-hidden">"Messages"</span>
                    </a>
                </li>
                {mine.into_iter().map(entry).collect_view()}
                <li>
                    <a class="rail__link" href="/communities" title="All communities">
                        <span class="rail__icon"><Draw icon=Icon::Explore /></span>
                        <span class="visually-hidden">"All communities"</span>
                    </a>
                </li>
            </ul>
        </nav>
    }
}

/// The channels of a community, and the ways to its other pages.
#[component]
fn Channels(community: CommunityDetail, current: ChannelId, front: Front) -> impl IntoView {
    let CommunityDetail { card, channels, manageable, .. } = community;
    let CommunityCard { id, name, .. } = card.clone();
    let about = format!("/c/{id}/about");
    // On a phone the list is a page of its own, which has a heading.
    let title = match front {
        Front::Channels => view! { <h1 class="side__title" dir="auto">{name.clone()}</h1> }.into_any(),
        Front::Room => view! { <p class="side__title" dir="auto">{name.clone()}</p> }.into_any(),
    };
    view! {
        <header class="side__head">
            <a class="icon-button side__back" href="/communities" aria-label="Back to all communities"><Draw icon=Icon::Back /></a>
            <CommunityIcon card=card.clone() size=IconSize::Small />
            {title}
            <a class="icon-button" href=about.clone() aria-label=format!("About {name}")><Draw icon=Icon::People /></a>
        </header>
        <JoinButton card />
        <nav aria-label=format!("Channels of {name}")>
            <ChannelList channels community=id current front />
        </nav>
        <p class="side__links">
            <a class="side__link" href=format!("/c/{id}/search")><Draw icon=Icon::Search class="icon--small" />"Search messages"</a>
            <a class="side__link" href=about><Draw icon=Icon::People class="icon--small" />"About and members"</a>
            {manageable.then(|| view! {
                <a class="side__link" href=format!("/c/{id}/channels")><Draw icon=Icon::Settings class="icon--small" />"Manage channels"</a>
            })}
        </p>
    }
}

#[component]
fn ChannelList(channels: Vec<ChannelCard>, community: CommunityId, current: ChannelId, front: Front) -> impl IntoView {
    let entries = channels.into_iter().map(|channel| view! { <Channel channel community current front /> });
    view! { <ul class="side__channels">{entries.collect_view()}</ul> }
}

#[component]
fn Channel(channel: ChannelCard, community: CommunityId, current: ChannelId, front: Front) -> impl IntoView {
    let ChannelCard { id, kind, name, unread, mentions } = channel;
    let is_current = id == current;
    // What is on the screen is about to be read. On a phone the list of the channels is seen without one of them.
    let is_read = is_current && front == Front::Room;
    let (unread, mentions) = (unread && !is_read, if is_read { 0 } else { mentions });
    view! {
        <li>
            <a
                class="side__channel"
                href=format!("/c/{community}/{id}")
                aria-current=is_current.then_some("page")
                data-channel=id.to_string()
                data-unread=unread.then_some("")
            >
                <Draw icon=channel_icon(kind) class="icon--small" />
                <span class="side__name" dir="auto">{name}</span>
                <span class="visually-hidden" data-unread-words>{unread.then_some("(unread messages)")}</span>
                {unread_count(mentions).map(|count| view! {
                    <span class="side__mentions" data-mentions=mentions.to_string()>
                        <span>{count}</span><span class="visually-hidden">{mentions_word(mentions)}</span>
                    </span>
                })}
            </a>
        </li>
    }
}

/// One's conversations.
#[component]
fn Conversations(list: Vec<Conversation>, current: ChannelId) -> impl IntoView {
    view! {
        <header class="side__head">
            <p class="side__title"><a class="side__home" href="/messages">"Messages"</a></p>
            <a class="icon-button" href="/messages/search" aria-label="Search your messages"><Draw icon=Icon::Search /></a>
        </header>
        <nav aria-label="Conversations"><ConversationList conversations=list current /></nav>
    }
}
