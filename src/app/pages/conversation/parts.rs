//! Parts of a channel's page that an open page asks for: another stretch of its history, one message, members to mention, and what stands
//! beside it.

use super::{
    Front, Room,
    beside::{Anew, Side},
    entry::Entry,
    gallery, history,
};
use crate::{
    app::{
        pages::pin::mention_option,
        served::{Content, PageRequest, Part, no_such_part},
    },
    model::{channels::ChannelKind, errors::Problem},
    services::messages,
};
use leptos::prelude::*;

/// The part that is asked for.
///
/// # Errors
/// [`Problem::NotFound`] where the message is not there; [`Problem::BadRequest`] for a part that this page does not have.
pub(super) async fn load(request: PageRequest, room: Room, part: Part) -> Result<Content, Problem> {
    let channel = room.detail.id;
    let viewer = room.viewer(&request);
    match part {
        Part::Members => {
            let begin = request.query("mention").unwrap_or_default();
            let people = messages::mentionable(&request.caller, channel, &begin).await?;
            Ok(Content::new(move || people.into_iter().map(mention_option).collect_view()))
        }
        Part::Messages => {
            let history = history::load(&request, channel).await?;
            let marked = history::marked(request.queries());
            let label = format!("Messages in {}", room.detail.name);
            // What is unread is said by the page as it was opened.
            Ok(Content::new(move || view! { <history::Flow history viewer read=None marked label /> }))
        }
        Part::Message => {
            let seq = history::number(request.queries(), "message").ok_or(Problem::NotFound)?;
            let message = messages::one(&request.caller, channel, seq).await?;
            Ok(Content::new(move || view! { <Entry message viewer joined=false /> }))
        }
        Part::Beside => {
            let side = Side::load(&request, &room).await?;
            // Said by a page that shows the list of the channels on phones.
            let front = if request.query("front").is_some() { Front::Channels } else { Front::Room };
            Ok(Content::new(move || view! { <Anew side current=channel front /> }))
        }
        Part::Tiles | Part::States | Part::Fresh if room.detail.kind == ChannelKind::Gallery => {
            gallery::part(request, room, part).await
        }
        _ => Err(no_such_part()),
    }
}
