//! The channels of a community: made, changed, put in order, deleted. `?channel=` names the one to change; so does a form that was refused.

mod fields;
mod list;
mod one;

use super::frame::{Frame, Section, visited};
use crate::{
    app::{
        components::{FormProblem, Success},
        served::{Content, PageRequest},
    },
    model::{
        channels::ChannelDetail,
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    services,
};
use leptos::prelude::*;
use list::{List, New};
use one::One;

/// The channels of a community, for those who look after it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see, and where it has no channel of the id that is named;
/// [`Problem::NotAllowed`] for others.
pub async fn channels(request: PageRequest) -> Result<Content, Problem> {
    if let Some(visited) = visited(Section::Channels, &request) {
        return Ok(visited);
    }
    let frame = Frame::of(Section::Channels, &request).await?;
    let id = frame.community.card.id;
    let typed = &request.answer.typed;
    let changed = typed.get("channel").filter(|_| typed.contains_key("slow_mode"));
    let named = changed.cloned().or_else(|| request.query("channel"));
    if let Some(channel) = named {
        match find(&request, id, &channel).await {
            Ok(channel) => {
                let answer = request.answer;
                return Ok(frame.around(move |_| view! { <One community=id channel answer /> }));
            }
            // The form that was refused was about a channel that is gone.
            Err(Problem::NotFound) if request.answer.is_some() => {}
            Err(problem) => return Err(problem),
        }
    }
    let mut answer = request.answer;
    // What is wrong with the form of a new one is said there.
    let problem = answer.problem.take_if(|_| !answer.typed.contains_key("kind"));
    Ok(frame.around(move |community| {
        view! {
            <Success query="saved" words="Your changes have been saved." />
            <Success query="moved" words="The channel was moved." />
            <Success query="deleted" words="The channel was deleted." />
            <FormProblem problem />
            <List community=id channels=community.channels />
            <New community=id answer />
        }
    }))
}

async fn find(request: &PageRequest, community: CommunityId, channel: &str) -> Result<ChannelDetail, Problem> {
    let channel: ChannelId = channel.parse().map_err(|_| Problem::NotFound)?;
    let found = services::channels::detail(&request.caller, channel).await?;
    if found.community == Some(community) { Ok(found) } else { Err(Problem::NotFound) }
}
