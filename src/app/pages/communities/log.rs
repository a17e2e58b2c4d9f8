//! What was done to look after a community.

use super::frame::{Frame, Pager, Section, span, visited};
use crate::{
    app::{
        components::{Avatar, AvatarSize, Draw, Empty, Icon, Moment},
        served::{Content, PageRequest},
    },
    model::{communities::CommunityLogEntry, errors::Problem, ids::CommunityId, page::Page},
    services::communities,
};
use leptos::prelude::*;

/// What was done to look after a community, for those who do.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] for others; [`Problem::BadRequest`]
/// for a broken cursor.
pub async fn log(request: PageRequest) -> Result<Content, Problem> {
    if let Some(visited) = visited(Section::Log, &request) {
        return Ok(visited);
    }
    let frame = Frame::of(Section::Log, &request).await?;
    let id = frame.community.card.id;
    let page = communities::log::list(&request.caller, id, span(&request)?).await?;
    let first = request.cursor().is_none();
    Ok(frame.around(move |_| view! { <List community=id page first /> }))
}

#[component]
fn List(community: CommunityId, page: Page<CommunityLogEntry>, first: bool) -> impl IntoView {
    let Page { items, next } = page;
    if items.is_empty() && first {
        let words = "Everything that the owner and moderators do is recorded here.";
        return view! { <Empty icon=Icon::List title="No entries yet" words /> }.into_any();
    }
    let entries = items.into_iter().map(|entry| view! { <Entry entry /> }).collect_view();
    view! {
        <ol class="entries" aria-label="Moderation log">{entries}</ol>
        <Pager address=Section::Log.address(community) first next />
    }
    .into_any()
}

#[component]
fn Entry(entry: CommunityLogEntry) -> impl IntoView {
    let CommunityLogEntry { actor, act, reason, created_at, .. } = entry;
    let face = match &actor {
        Some(person) => view! { <Avatar person=person.clone() size=AvatarSize::Medium /> }.into_any(),
        None => view! { <Draw icon=Icon::Person class="entry__icon" /> }.into_any(),
    };
    let who = match actor {
        Some(person) => {
            view! {
                <a class="entry__link entry__name" href=format!("/@{}", person.username)><bdi>{person.display_name}</bdi></a>
            }
            .into_any()
        }
        None => "Someone".into_any(),
    };
    view! {
        <li class="entry">
            {face}
            <div class="entry__words">
                <p>{who}" "<bdi>{act}</bdi></p>
                {(!reason.is_empty()).then(|| view! { <p class="prose" dir="auto">{reason}</p> })}
                <p class="entry__facts"><Moment at=created_at /></p>
            </div>
        </li>
    }
}
