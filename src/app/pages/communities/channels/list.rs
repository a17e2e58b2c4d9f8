//! The channels of a community in their order, each with what can be done to it; and the form of a new one.

use super::fields::{Fields, Typed};
use crate::{
    app::{
        components::{ButtonForm, Draw, Empty, Form, Icon, channel_icon},
        pages::communities::frame::{Asked, Section},
        start::FormAnswer,
    },
    model::{
        channels::{ChannelCard, ChannelKind},
        ids::CommunityId,
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
    let entry = |(place, channel): (usize, ChannelCard)| view! { <Entry community channel place last /> };
    let entries = channels.into_iter().enumerate().map(entry).collect_view();
    view! { <ol class="entries" aria-label="Channels">{entries}</ol> }.into_any()
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
    let step = |to: usize, icon: Icon, words: String| {
        let mut fields = fields("moved");
        fields.push(("index", to.to_string()));
        view! {
            <ButtonForm action="/fn/move_channel" fields class="icon-button">
                <Draw icon class="icon--turned" /><span class="visually-hidden">{words}</span>
            </ButtonForm>
        }
    };
    view! {
        <li class="entry">
            <Draw icon=channel_icon(kind) class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name">
                    <a class="entry__link" dir="auto" href=format!("/c/{community}/{id}")>{name.clone()}</a>
                </p>
            </div>
            <div class="entry__actions">
                {(place > 0).then(|| step(place - 1, Icon::Back, format!("Move up {name}")))}
                {(place < last).then(|| step(place + 1, Icon::Forward, format!("Move down {name}")))}
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
