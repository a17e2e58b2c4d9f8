//! One's direct conversations, the one with the latest message first.

use super::{Avatar, AvatarSize, Moment};
use crate::model::{
    channels::{Conversation, conversation_name},
    ids::ChannelId,
};
use leptos::prelude::*;

/// How many of its members' faces stand beside a conversation.
const FACES: usize = 2;

/// The conversations.
#[component]
pub fn ConversationList(
    /// In their order.
    conversations: Vec<Conversation>,
    /// The one whose page this is.
    #[prop(optional)]
    current: Option<ChannelId>,
) -> impl IntoView {
    let entry = |conversation: Conversation| {
        let current = (current == Some(conversation.id)).then_some("page");
        view! { <Entry conversation current /> }
    };
    view! { <ul class="conversations" aria-label="Conversations">{conversations.into_iter().map(entry).collect_view()}</ul> }
}

#[component]
fn Entry(conversation: Conversation, current: Option<&'static str>) -> impl IntoView {
    let Conversation { id, members, last, last_at, unread } = conversation;
    let name = conversation_name(&members);
    let faces = members.into_iter().take(FACES).map(|person| view! { <Avatar person size=AvatarSize::Medium /> });
    view! {
        <li class="conversation" data-channel=id.to_string() data-unread=unread.then_some("")>
            <span class="conversation__faces">{faces.collect_view()}</span>
            <div class="conversation__words">
                <p class="conversation__head">
                    <a class="conversation__link" href=format!("/messages/{id}") aria-current=current dir="auto">{name}</a>
                    {unread.then(|| view! { <span class="visually-hidden" data-unread-words>"Unread"</span> })}
                    {last_at.map(|at| view! { <span class="conversation__when"><Moment at /></span> })}
                </p>
                <p class="conversation__last" dir="auto">{if last.is_empty() { "No messages yet".to_owned() } else { last }}</p>
            </div>
        </li>
    }
}
