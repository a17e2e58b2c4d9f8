//! Reporting pins and comments to the moderators.

use super::{Done, FormPage, context, named};
use crate::{
    model::{
        errors::Problem,
        ids::{CommentId, PinId},
        reports::Subject,
    },
    services::{Caller, comments, reports},
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

/// To the page of a pin, which says what was done.
fn reported(pin: PinId) -> Done {
    Done { location: format!("/pin/{pin}?reported=1") }
}
