//! Reporting pins, comments and messages to the moderators.

use super::{Done, FormPage, context, named};
use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, CommentId, PinId},
        reports::Subject,
    },
    services::{Caller, comments, messages, reports},
};
use leptos::prelude::*;

/// Reports a pin. Goes to its page.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see; [`Problem::Forbidden`] where it is
/// their own; [`Problem::Invalid`] at `reason`; [`Problem::Already`] where they have reported it before; [`Problem::TooMany`].
#[server(prefix = "/fn", endpoint = "report_pin")]
pub async fn report_pin(#[server(default)] pin: String, #[server(default)] reason: String) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let pin: PinId = named(&pin)?;
    FormPage::set(&format!("/pin/{pin}/report"));
    reports::report(&caller, Subject::Pin(pin), &reason).await?;
    Ok(reported(pin))
}

/// Reports a comment. Goes to the page of its pin.
///
/// # Errors
/// As [`report_pin`], of the comment.
#[server(prefix = "/fn", endpoint = "report_comment")]
pub async fn report_comment(
    #[server(default)] comment: String,
    #[server(default)] reason: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let comment: CommentId = named(&comment)?;
    FormPage::set(&format!("/comments/{comment}/report"));
    reports::report(&caller, Subject::Comment(comment), &reason).await?;
    Ok(reported(comments::comment(&caller, comment).await?.pin))
}

/// Reports a message: by its channel and its number there. Goes to its place on the page of the channel.
///
/// # Errors
/// As [`report_pin`], of the message.
#[server(prefix = "/fn", endpoint = "report_message")]
pub async fn report_message(
    #[server(default)] channel: String,
    #[server(default)] seq: String,
    #[server(default)] reason: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let channel: ChannelId = named(&channel)?;
    let Ok(seq) = seq.parse::<i64>() else {
        FormPage::set(&messages::page_of(&caller, channel).await?);
        return Err(Problem::NotFound);
    };
    FormPage::set(&format!("/messages/{channel}/{seq}/report"));
    reports::report(&caller, Subject::Message(channel, seq), &reason).await?;
    let page = messages::page_of(&caller, channel).await?;
    Ok(Done { location: format!("{page}?reported=1&at={seq}#m-{seq}") })
}

/// To the page of a pin, which says what was done.
fn reported(pin: PinId) -> Done {
    Done { location: format!("/pin/{pin}?reported=1") }
}
