//! Parts of a pin's page that a page in a browser asks for by themselves.

use super::{shown, thread};
use crate::{
    app::{
        components::{Avatar, AvatarSize, Comments, Entry, OnBoards, Rewrite},
        served::{Content, PageRequest, Part},
        start::FormAnswer,
    },
    model::{accounts::Person, comments::Comment, errors::Problem, ids::PinId},
    services::comments,
};
use leptos::prelude::*;

/// The part that is asked for.
///
/// # Errors
/// [`Problem::NotFound`] where the pin or the comment is not there or not the caller's to see; [`Problem::BadRequest`] for a part that
/// this page does not have.
pub(super) async fn load(request: PageRequest, pin: PinId, part: Part) -> Result<Content, Problem> {
    match part {
        Part::Members => {
            let begin = request.query("mention").unwrap_or_default();
            let people = comments::mentionable(&request.caller, pin, &begin).await?;
            Ok(Content::new(move || people.into_iter().map(option).collect_view()))
        }
        Part::Saved => {
            let shown = shown(&request, pin).await?;
            Ok(Content::new(move || {
                let boards = shown.boards.public.clone();
                let saved = super::panel::saved(&shown.detail, shown.boards.mine, FormAnswer::default());
                view! { {saved}<OnBoards boards /> }
            }))
        }
        Part::Comments => {
            let thread = thread(&request, pin).await?;
            Ok(Content::new(move || view! { <Comments pin thread answer=FormAnswer::default() /> }))
        }
        Part::Comment => {
            let comment = comment(&request, pin).await?;
            Ok(Content::new(move || view! { <Entry comment /> }))
        }
        Part::CommentForm => {
            let comment = comment(&request, pin).await?;
            if !comment.editable {
                return Err(Problem::NotAllowed);
            }
            Ok(Content::new(move || view! { <Rewrite comment /> }))
        }
        _ => Err(Problem::BadRequest { detail: "This page has no such part.".to_owned() }),
    }
}

/// The comment on this pin that the address names.
async fn comment(request: &PageRequest, pin: PinId) -> Result<Comment, Problem> {
    let id = request.query("comment").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
    let comment = comments::comment(&request.caller, id).await?;
    if comment.pin == pin { Ok(comment) } else { Err(Problem::NotFound) }
}

/// A member whom a comment or a message may mention, as an option of a list.
pub(in crate::app::pages) fn option(person: Person) -> impl IntoView {
    let (name, username) = (person.display_name.clone(), person.username.clone());
    view! {
        <li class="combobox__option mention-option" role="option" data-name=username.clone()>
            <Avatar person size=AvatarSize::Small />
            <span class="mention-option__name" dir="auto">{name}</span>
            <span class="mention-option__handle">{format!("@{username}")}</span>
        </li>
    }
}
