//! The channels of a community in their order, each with what can be done to it; and the form of a new one. The order is made by buttons,
//! which are forms and work without script; by dragging and with the keyboard, which is `lazy/arranging`.

use super::fields::{Fields, Typed};
use crate::{
    app::{
        components::{ButtonForm, Draw, Empty, Form, Icon, channel_icon},
        pages::communities::frame::{Asked, Section},
        start::FormAnswer,
    },
    model::{
        channels::{ChannelCard, ChannelKind},
        ids::{ChannelId, CommunityId},
    },
};
use leptos::prelude::*;

/// The channels.
#[component]
pub(super) fn List(community: CommunityId, channels: Vec<ChannelCard>) -> impl IntoView {
    if channels.is_empty() {
        let words = "Create the first one below.";
        return view! { <Empty icon=Icon::Channel title="No channels yet" words /> }.into_any();
    }
    let last = channels.len() - 1;
    let several = last > 0;
    let entry = |(place, channel): (usize, ChannelCard)| view! { <Entry community channel place last /> };
    let entries = channels.into_iter().enumerate().map(entry).collect_view();
    view! {
        {several.then(|| view! {
            <p class="field__hint" id="arrange-keys" data-needs-script>
                "Drag channels by their handles. With the keyboard, arrow keys move a channel; Home and End move it to the top or bottom."
            </p>
            <p class="visually-hidden" role="status" data-arranged></p>
        })}
        <div>
            <ol
                class="entries"
                aria-label="Channels"
                data-lazy=several.then_some("")
                data-arrange="channels"
                data-of=community.to_string()
                data-begins
            >
                {entries}
            </ol>
            {several.then(|| view! { <p class="community__saving" role="status" data-saving></p> })}
        </div>
    }
    .into_any()
}

#[component]
fn Entry(
    community: CommunityId,
    channel: ChannelCard,
    /// Its place among the others, from 0.
    place: usize,
    /// The place of the last one.
    last: usize,
) -> impl IntoView {
    let ChannelCard { id, kind, name, .. } = channel;
    let address = Section::Channels.address(community);
    let fields = move |done: &str| {
        let back = format!("{}?{done}=1", Section::Channels.address(community));
        vec![("community", community.to_string()), ("channel", id.to_string()), ("back", back)]
    };
    let moves = (last > 0).then(|| view! { <Moves community channel=id name=name.clone() place last /> });
    view! {
        <li class="entry draggable" data-channel=id.to_string()>
            <Draw icon=channel_icon(kind) class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name">
                    <a class="entry__link draggable__name" dir="auto" href=format!("/c/{community}/{id}")>{name.clone()}</a>
                </p>
            </div>
            <div class="entry__actions">
                {moves}
                <a class="button button--secondary" href=format!("{address}?channel={id}")>
                    "Edit"<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
            </div>
            <Asked label="Delete" about=name.clone()>
                <p>"The channel is deleted with all its messages and pictures. You can’t undo this."</p>
                <ButtonForm action="/fn/delete_channel" fields=fields("deleted") class="button button--danger">
                    "Delete channel"
                </ButtonForm>
            </Asked>
        </li>
    }
}

/// What moves a channel among the others. Scripts move it in place, and have all buttons at the ends of the list as well.
#[component]
fn Moves(community: CommunityId, channel: ChannelId, name: String, place: usize, last: usize) -> impl IntoView {
    let address = Section::Channels.address(community);
    let step = |to: usize, word: &'static str, icon: Icon, words: String| {
        let back = format!("{address}?moved=1");
        let stays = to == place;
        view! {
            <form
                method="post"
                action="/fn/move_channel"
                enctype="multipart/form-data"
                data-needs-script=stays.then_some("")
            >
                <input type="hidden" name="community" value=community.to_string() />
                <input type="hidden" name="channel" value=channel.to_string() />
                <input type="hidden" name="back" value=back />
                <button class="icon-button" type="submit" name="index" value=to.to_string() data-move=word>
                    <Draw icon class="icon--turned" /><span class="visually-hidden">{words}</span>
                </button>
            </form>
        }
    };
    view! {
        // By this it is dragged, and moved by keys.
        <button
            class="icon-button draggable__grip"
            id=format!("grip-{channel}")
            type="button"
            aria-describedby="arrange-keys"
            data-needs-script
        >
            <Draw icon=Icon::Grip /><span class="visually-hidden">{format!("Move {name}")}</span>
        </button>
        {step(place.saturating_sub(1), "earlier", Icon::Back, format!("Move up {name}"))}
        {step(last.min(place + 1), "later", Icon::Forward, format!("Move down {name}"))}
    }
}

/// The form of a new channel.
#[component]
pub(super) fn New(community: CommunityId, answer: FormAnswer) -> impl IntoView {
    let typed = Typed::of(&answer, None);
    let kind = answer.typed_or("kind", "").parse().unwrap_or_default();
    let problem = answer.problem;
    view! {
        <section class="community__part" aria-labelledby="new">
            <h2 class="page__section-title" id="new">"New channel"</h2>
            <Form
                action="/fn/create_channel"
                submit="Create channel"
                look="button--primary"
                busy="Creating the channel"
                done="Created. One moment."
                problem=problem.clone()
            >
                <input type="hidden" name="community" value=community.to_string() />
                <KindField chosen=kind />
                <Fields typed problem />
            </Form>
        </section>
    }
}

#[component]
fn KindField(chosen: ChannelKind) -> impl IntoView {
    let option = |kind: ChannelKind, words: &'static str| {
        view! {
            <label class="segmented__option">
                <input class="segmented__radio" type="radio" name="kind" value=kind.name() checked=kind == chosen />
                <Draw icon=channel_icon(kind) class="icon--small segmented__icon" />
                {words}
            </label>
        }
    };
    view! {
        <div class="field">
            <p class="field__label" aria-hidden="true">"Kind"</p>
            <fieldset class="segmented" id="kind" aria-describedby="kind-hint">
                <legend class="visually-hidden">"Kind"</legend>
                {option(ChannelKind::Talk, "Talk")}
                {option(ChannelKind::Gallery, "Gallery")}
            </fieldset>
            <p class="field__hint" id="kind-hint">
                "In a talk channel, members write messages. In a gallery channel, they post pictures, each with its own comments."
            </p>
        </div>
    }
}
