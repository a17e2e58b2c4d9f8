//! What is pinned in a channel.

use super::{Viewer, entry::Entry};
use crate::{
    app::components::{Draw, Empty, Icon},
    model::messages::Message,
};
use leptos::prelude::*;

/// The pinned messages, the latest pinned first; each leads to its place.
#[component]
pub(super) fn Pinned(messages: Vec<Message>, viewer: Viewer) -> impl IntoView {
    let back = viewer.address.clone();
    let nothing = messages.is_empty();
    let entries = messages
        .into_iter()
        .map(|message| view! { <Entry message viewer=viewer.clone() joined=false /> })
        .collect_view();
    view! {
        <div class="room__flow">
            <header class="room__section">
                <h2 class="room__section-title">"Pinned messages"</h2>
                <a class="button button--secondary button--small" href=back>
                    <Draw icon=Icon::Back class="icon--small" />"Back to the conversation"
                </a>
            </header>
            {nothing.then(|| view! {
                <Empty icon=Icon::Pinned title="Nothing is pinned" words="Pin a message to find it here." />
            })}
            <ol class="room__list" aria-label="Pinned messages">{entries}</ol>
        </div>
    }
}
