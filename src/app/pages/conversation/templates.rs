//! What scripts (`app/talk`) copy: messages that come while a page is open, those on their way, and what opens beside them.

use super::{
    Viewer,
    acts::QUICK,
    composer::Reason,
    entry::{Blank, BlankPin},
};
use crate::app::components::{Dialog, Draw, Icon};
use leptos::prelude::*;

/// The reactions that can be chosen from, beside the first few.
const REACTIONS: [&str; 40] = [
    "👍", "👎", "❤️", "😂", "😮", "😢", "🎉", "🔥", "👀", "🙏", "👏", "💯", "✅", "❌", "🤔", "😍", "😊", "😎", "🥳",
    "😅", "🙄", "😴", "😱", "😡", "🤝", "💪", "🙌", "👋", "✨", "⭐", "🌈", "🌸", "🍀", "☀️", "🌙", "📷", "🎨", "🐦",
    "🦊", "🐈",
];

/// All of it.
#[component]
pub(super) fn Templates(viewer: Viewer) -> impl IntoView {
    let removes = viewer.removes;
    view! {
        <template id="message"><Blank viewer=viewer.clone() /></template>
        <template id="message-pin"><BlankPin /></template>
        <template id="day"><li class="day"><time></time></li></template>
        <template id="unread-mark"><li class="unread" id="unread">"New messages"</li></template>
        <template id="more-older"><p class="room__more"><a class="button button--quiet button--small" rel="prev">"Older messages"</a></p></template>
        <template id="more-newer"><p class="room__more"><a class="button button--quiet button--small" rel="next">"Newer messages"</a></p></template>
        <template id="message-pending"><Pending /></template>
        <template id="message-menu"><Menu viewer /></template>
        <template id="reaction-picker"><Picker /></template>
        <template id="composer-about"><About /></template>
        <template id="composer-pin"><Attached /></template>
        <p class="room__offline" role="status" hidden data-offline></p>
        {removes.then(|| view! { <AskRemove /> })}
    }
}

/// A message on its way.
#[component]
fn Pending() -> impl IntoView {
    view! {
        <li class="pending">
            <p class="pending__words" dir="auto"></p>
            <p class="pending__state">
                <Draw icon=Icon::Clock class="icon--small" />
                <span data-state></span>
                <button class="button button--quiet button--small" type="button" data-again hidden>"Try again"</button>
                <button class="button button--quiet button--small" type="button" data-discard hidden>"Discard"</button>
            </p>
        </li>
    }
}

/// What can be done with a message.
#[component]
fn Menu(viewer: Viewer) -> impl IntoView {
    let quick = QUICK.map(|emoji| view! { <Emoji emoji /> }).into_iter().collect_view();
    view! {
        <div class="message-menu" role="menu" aria-label="Actions">
            {viewer.reacts.then(|| view! {
                <div class="message-menu__quick" role="group" aria-label="React">
                    {quick}
                    <button class="reaction reaction--more" type="button" role="menuitem" tabindex="-1" data-act="pick" aria-label="More reactions">
                        <Draw icon=Icon::Smile class="icon--small" />
                    </button>
                </div>
            })}
            {viewer.writes.then(|| view! { <Item act="reply" icon=Icon::Reply words="Reply" /><Item act="edit" icon=Icon::Edit words="Edit" /> })}
            {viewer.pins.then(|| view! { <Item act="pin" icon=Icon::Pinned words="Pin" /> })}
            <Item act="copy" icon=Icon::Link words="Copy link" />
            <Item act="delete" icon=Icon::Delete words="Delete" />
            // Where it leads is filled in for each message.
            <a class="menu__item" role="menuitem" tabindex="-1" data-act="report">
                <Draw icon=Icon::Alert class="icon--small" />
                <span>"Report"</span>
            </a>
        </div>
    }
}

#[component]
fn Item(act: &'static str, icon: Icon, words: &'static str) -> impl IntoView {
    view! {
        <button class="menu__item" type="button" role="menuitem" tabindex="-1" data-act=act>
            <Draw icon class="icon--small" />
            <span>{words}</span>
        </button>
    }
}

#[component]
fn Emoji(emoji: &'static str) -> impl IntoView {
    view! { <button class="reaction" type="button" role="menuitem" tabindex="-1" data-emoji=emoji>{emoji}</button> }
}

/// Reactions to choose from.
#[component]
fn Picker() -> impl IntoView {
    let each = REACTIONS.map(|emoji| view! { <Emoji emoji /> }).into_iter().collect_view();
    view! { <div class="message-menu message-menu--picker" role="menu" aria-label="Reactions">{each}</div> }
}

/// What the message that is being written is about: the one it answers, or the one it takes the place of.
#[component]
fn About() -> impl IntoView {
    view! {
        <p class="composer__about" data-about>
            <span class="composer__about-words"><span data-what></span>" "<strong dir="auto"></strong>" "<span dir="auto" data-excerpt></span></span>
            <button class="icon-button" type="button" aria-label="Cancel" data-cancel-about><Draw icon=Icon::Close /></button>
        </p>
    }
}

/// A picture that is attached to the message that is being written.
#[component]
fn Attached() -> impl IntoView {
    view! {
        <li class="attached">
            <canvas class="attached__preview" width="0" height="0"></canvas>
            <span class="attached__name" dir="auto"></span>
            <span class="attached__state"></span>
            <button class="icon-button" type="button" data-remove><Draw icon=Icon::Close /></button>
        </li>
    }
}

/// Asks before a message of somebody else is removed.
#[component]
fn AskRemove() -> impl IntoView {
    view! {
        <Dialog id="ask-remove" title="Remove this message?">
            <form class="form" data-remove-message>
                <Reason id="removal-reason" />
                <div class="dialog__actions">
                    <button class="button button--quiet" type="button" autofocus data-cancel>"Cancel"</button>
                    <button class="button button--danger" type="submit">"Remove"</button>
                </div>
            </form>
        </Dialog>
    }
}
