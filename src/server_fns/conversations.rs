//! Direct conversations.

use super::{Done, FormPage, back_or, context, named};
use crate::{
    model::{errors::Problem, ids::ChannelId},
    services::{Caller, conversations},
};
use leptos::prelude::*;

/// Where one's conversations are listed.
const MESSAGES: &str = "/messages";

/// Finds the conversation with these members, or begins it, and goes there. `members` are user names with spaces or commas between.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] at `members`; [`Problem::Forbidden`] where one of them has blocked another;
/// [`Problem::TooMany`].
#[server(prefix = "/fn", endpoint = "begin_conversation")]
pub async fn begin_conversation(#[server(default)] members: String) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    FormPage::set(MESSAGES);
    let names = members.split(|c: char| c == ',' || c.is_whitespace());
    let names: Vec<_> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let id = conversations::begin(&caller, &names).await?;
    Ok(Done { location: format!("{MESSAGES}/{id}") })
}

/// Leaves a conversation. Goes `back`, or to one's conversations.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs; [`Problem::Forbidden`] where there are two.
#[server(prefix = "/fn", endpoint = "leave_conversation")]
pub async fn leave_conversation(#[server(default)] channel: String, back: Option<String>) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    FormPage::set(MESSAGES);
    let channel: ChannelId = named(&channel)?;
    conversations::leave(&caller, channel).await?;
    Ok(Done { location: back_or(back.as_deref(), MESSAGES.to_owned()) })
}
