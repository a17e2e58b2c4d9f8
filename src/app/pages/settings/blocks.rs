//! Whom one has blocked.

use super::{Section, page, visited};
use crate::{
    app::{
        addresses::with_query,
        components::{Avatar, AvatarSize, ButtonForm, Empty, FormProblem, Icon, Moment, Success},
        served::{Content, PageRequest},
    },
    model::{blocks::BlockedMember, errors::Problem, page::Page},
    services::{self, pins::Span},
};
use leptos::prelude::*;

/// Whom one has blocked, the latest first.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor; [`Problem::Invalid`] for that of another list.
pub async fn blocks(request: PageRequest) -> Result<Content, Problem> {
    if request.caller.me.is_none() {
        return Ok(visited(Section::Blocks));
    }
    let span = Span::of_blocks(request.cursor().map(|cursor| cursor.parse()).transpose()?);
    let found = services::blocks::list(&request.caller, span).await?;
    let (first, problem) = (request.cursor().is_none(), request.answer.problem);
    Ok(page(Section::Blocks, move || {
        view! {
            <Success query="blocked" words="Blocked. You won’t see each other any more." />
            <Success query="unblocked" words="Unblocked." />
            <FormProblem problem />
            <List found first />
        }
    }))
}

#[component]
fn List(found: Page<BlockedMember>, first: bool) -> impl IntoView {
    let Page { items, next } = found;
    if items.is_empty() && first {
        let words = "To block someone, open their profile.";
        return view! { <Empty icon=Icon::Ban title="You haven’t blocked anyone" words /> }.into_any();
    }
    let next = next.map(|cursor| with_query(Section::Blocks.address(), &[("cursor", &cursor.to_string())]));
    view! {
        <ul class="entries people" aria-label="Blocked members">
            {items.into_iter().map(|member| view! { <Entry member /> }).collect_view()}
        </ul>
        {next.map(|next| view! {
            <p class="pager"><a class="button button--secondary" href=next rel="next">"More people"</a></p>
        })}
    }
    .into_any()
}

#[component]
fn Entry(member: BlockedMember) -> impl IntoView {
    let BlockedMember { person, blocked_at } = member;
    let (name, username) = (person.display_name.clone(), person.username.clone());
    let back = format!("{}?unblocked=1", Section::Blocks.address());
    let fields = vec![("name", username.clone()), ("want", "unblock".to_owned()), ("back", back)];
    view! {
        <li class="entry">
            <Avatar person size=AvatarSize::Medium />
            <div class="entry__words">
                // Their page is not there for whoever has blocked them.
                <p class="entry__name" dir="auto">{name.clone()}</p>
                <p class="entry__facts"><span>{format!("@{username}")}</span><span>"Blocked "<Moment at=blocked_at /></span></p>
            </div>
            <div class="entry__actions">
                <ButtonForm action="/fn/block" fields class="button button--secondary button--small">
                    "Unblock"<span class="visually-hidden">{format!(" {name}")}</span>
                </ButtonForm>
            </div>
        </li>
    }
}
