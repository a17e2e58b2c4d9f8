//! One message: who says what, what it answers, its pictures, and how others reacted. The browser draws those that come while a page is
//! open in the same form, from a copy of [`Blank`].

use super::{Viewer, acts::Acts};
use crate::{
    app::{
        components::{Avatar, AvatarSize, Draw, Icon, Moment, SaveButton, TileContent},
        counts::Grouped,
    },
    model::{
        accounts::Person,
        ids::{ClientKey, PinId},
        messages::{Attached, Message, Quoted, Reaction},
        pictures::PictureState,
        pins::PinCard,
    },
};
use leptos::prelude::*;
use time::OffsetDateTime;
use uuid::Uuid;

/// The number of a picture that is surely not among the first in sight.
const BELOW: usize = 1000;

/// A message in the list.
#[component]
pub(super) fn Entry(
    message: Message,
    viewer: Viewer,
    /// Whether it stands below another one of its author.
    joined: bool,
    /// Whether the address leads to it: what can be done with it is shown then.
    #[prop(optional)]
    marked: bool,
) -> impl IntoView {
    let own = viewer.is(&message.author.username);
    let acts =
        (marked && viewer.name.is_some()).then(|| view! { <Acts message=message.clone() viewer=viewer.clone() /> });
    let Message {
        seq,
        changed_seq,
        author,
        key,
        body,
        html,
        reply_to,
        pins,
        reactions,
        sent_at,
        edited_at,
        pinned,
        ..
    } = message;
    let (name, username, face) = (author.display_name.clone(), author.username.clone(), author.clone());
    view! {
        <li
            class="message"
            id=format!("m-{seq}")
            tabindex="-1"
            data-seq=seq.to_string()
            data-changed=changed_seq.to_string()
            data-author=username
            data-key=own.then(|| key.to_string())
            data-body=own.then_some(body)
            data-joined=joined.then_some("")
            data-marked=marked.then_some("")
        >
            <span class="message__face"><Avatar person=face size=AvatarSize::Medium /></span>
            <div class="message__body">
                <Head author address=viewer.place_of(seq) sent_at edited=edited_at.is_some() pinned />
                {reply_to.map(|quoted| view! { <Quote quoted viewer=viewer.clone() /> })}
                <div class="message__words" dir="auto" inner_html=html></div>
                <Pins within=format!("m-{seq}") pins />
                <Reactions seq reactions viewer=viewer.clone() />
                {acts}
            </div>
            {viewer.name.is_some().then(|| view! { <More address=viewer.place_of(seq) name /> })}
        </li>
    }
}

#[component]
fn Head(author: Person, address: String, sent_at: OffsetDateTime, edited: bool, pinned: bool) -> impl IntoView {
    view! {
        <p class="message__head">
            <a class="message__name" dir="auto" href=format!("/@{}", author.username)>{author.display_name.clone()}</a>
            <a class="message__time" href=address><Moment at=sent_at /></a>
            {edited.then(|| view! { <span class="message__edited">"Edited"</span> })}
            {pinned.then(|| view! {
                <span class="message__pinned"><Draw icon=Icon::Pinned class="icon--small" />"Pinned"</span>
            })}
        </p>
    }
}

/// The beginning of the message that is answered.
#[component]
fn Quote(quoted: Quoted, viewer: Viewer) -> impl IntoView {
    let Quoted { seq, author, excerpt } = quoted;
    let (name, excerpt) = match author {
        Some(author) => (Some(author.display_name), excerpt),
        None => (None, "Deleted message".to_owned()),
    };
    view! {
        <a class="message__quote" href=viewer.place_of(seq) data-seq=seq.to_string()>
            <span class="visually-hidden">"In reply to "</span>
            <span class="message__quoted" dir="auto">{name}</span>
            <span class="message__excerpt" dir="auto">{excerpt}</span>
        </a>
    }
}

/// The pictures of a message.
#[component]
pub(super) fn Pins(
    /// The id of what they stand in: without script one comes back to it.
    within: String,
    pins: Vec<Attached>,
) -> impl IntoView {
    let pin = |Attached { id, card }| view! { <Pin within=within.clone() id card /> };
    let pins = pins.into_iter().map(pin).collect_view();
    view! { <ul class="message__pins">{pins}</ul> }
}

#[component]
fn Pin(
    /// The id of what it stands in.
    within: String,
    id: PinId,
    card: Option<PinCard>,
) -> impl IntoView {
    let Some(card) = card else {
        return view! {
            <li class="message__pin message__pin--gone" data-pin=id.to_string()>"This picture is not available."</li>
        }
        .into_any();
    };
    let waiting = card.picture.state == PictureState::Waiting;
    let shape = format!("--w:{};--h:{}", card.picture.width, card.picture.height);
    let is_shown = !card.picture.available().is_empty();
    let class = if is_shown { "tile__link" } else { "tile__link skeleton" };
    let acts = is_shown.then(|| {
        view! { <div class="tile__acts"><SaveButton card=card.clone() within /></div> }
    });
    view! {
        <li class="message__pin" style=shape data-pin=id.to_string() data-waiting=waiting.then_some("")>
            <a class=class href=format!("/pin/{id}")><TileContent card index=BELOW /></a>
            {acts}
        </li>
    }
    .into_any()
}

/// How others reacted, each kind with its number.
#[component]
fn Reactions(seq: i64, reactions: Vec<Reaction>, viewer: Viewer) -> impl IntoView {
    let reactions = reactions.into_iter().map(|reaction| view! { <Reacted seq reaction viewer=viewer.clone() /> });
    view! { <ul class="message__reactions">{reactions.collect_view()}</ul> }
}

#[component]
fn Reacted(seq: i64, reaction: Reaction, viewer: Viewer) -> impl IntoView {
    let Reaction { emoji, count, by } = reaction;
    let own = by.iter().any(|name| viewer.is(name));
    let shown = view! {
        <span class="reaction__emoji">{emoji.clone()}</span>
        " "
        <span class="reaction__count">{Grouped(count).to_string()}</span>
    };
    let names = by.join(", ");
    if !viewer.reacts {
        return view! { <li><span class="reaction" title=names>{shown}</span></li> }.into_any();
    }
    view! {
        <li>
            <form method="post" action="/fn/react" enctype="multipart/form-data" data-react>
                <input type="hidden" name="channel" value=viewer.channel.to_string() />
                <input type="hidden" name="seq" value=seq.to_string() />
                <input type="hidden" name="emoji" value=emoji />
                <button
                    class="reaction"
                    type="submit"
                    name="want"
                    value=if own { "unreact" } else { "react" }
                    aria-pressed=own.to_string()
                    title=names
                >
                    {shown}
                </button>
            </form>
        </li>
    }
    .into_any()
}

/// The way to what can be done with a message: with script a menu, else the page of the message.
#[component]
fn More(address: String, name: String) -> impl IntoView {
    view! {
        <a class="message__more icon-button" href=address data-more>
            <Draw icon=Icon::More />
            <span class="visually-hidden">{format!("Actions for the message by {name}")}</span>
        </a>
    }
}

/// A message that has everything that a message can have: scripts fill in what a message has, and take away what it does not.
#[component]
pub(super) fn Blank(viewer: Viewer) -> impl IntoView {
    let nobody = Uuid::nil();
    let message = Message {
        channel: viewer.channel,
        seq: 0,
        changed_seq: 0,
        author: Person { username: String::new(), display_name: String::new(), avatar: None },
        key: ClientKey::from_uuid(nobody),
        body: String::new(),
        html: String::new(),
        mentions: Vec::new(),
        reply_to: Some(Quoted { seq: 0, author: None, excerpt: String::new() }),
        pins: Vec::new(),
        reactions: vec![Reaction { emoji: String::new(), count: 0, by: Vec::new() }],
        sent_at: OffsetDateTime::UNIX_EPOCH,
        edited_at: Some(OffsetDateTime::UNIX_EPOCH),
        deleted: false,
        pinned: true,
    };
    view! { <Entry message viewer joined=false /> }
}

/// The same for a picture that cannot be shown yet.
#[component]
pub(super) fn BlankPin() -> impl IntoView {
    view! {
        <li class="message__pin">
            <span class="tile__link skeleton"><span class="tile__state"><span class="spinner" aria-hidden="true"></span>"Loading"</span></span>
        </li>
    }
}
