//! One channel, to be changed.

use super::fields::{Fields, Typed};
use crate::{
    app::{
        components::{Draw, Form, Icon},
        pages::communities::frame::Section,
        start::FormAnswer,
    },
    model::{channels::ChannelDetail, ids::CommunityId},
};
use leptos::prelude::*;

/// The form of a channel.
#[component]
pub(super) fn One(community: CommunityId, channel: ChannelDetail, answer: FormAnswer) -> impl IntoView {
    let typed = Typed::of(&answer, Some(&channel));
    let problem = answer.problem;
    let address = Section::Channels.address(community);
    let saved = format!("{address}?saved=1");
    view! {
        <h2 class="page__section-title">"Edit "<bdi>{channel.name}</bdi></h2>
        <Form
            action="/fn/edit_channel"
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved. One moment."
            problem=problem.clone()
        >
            <input type="hidden" name="community" value=community.to_string() />
            <input type="hidden" name="channel" value=channel.id.to_string() />
            <input type="hidden" name="back" value=saved />
            <Fields typed problem />
        </Form>
        <p>
            <a class="button button--quiet" href=address><Draw icon=Icon::Back class="icon--small" />"All channels"</a>
        </p>
    }
}
