//! Commenting on pins.

use super::{Done, FormPage, context, named};
use crate::{
    model::{
        comments::comment_address,
        errors::Problem,
        ids::{CommentId, PinId},
    },
    services::{Caller, comments},
};
use leptos::prelude::*;

/// Comments on a pin. Goes to the comment.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see; [`Problem::Invalid`] at `body`;
/// [`Problem::TooMany`].
#[server(prefix = "/fn", endpoint = "comment")]
pub async fn comment(#[server(default)] pin: String, #[server(default)] body: String) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let pin: PinId = named(&pin)?;
    FormPage::set(&format!("/pin/{pin}"));
    let comment = comments::add(&caller, pin, &body).await?;
    Ok(Done { location: comment_address(pin, comment) })
}

/// Changes the text of one's own comment. Goes to the comment.
///
/// # Errors
/// As [`comment`]; [`Problem::NotFound`] where there is no such comment; [`Problem::NotAllowed`] where it is another's.
#[server(prefix = "/fn", endpoint = "edit_comment")]
pub async fn edit_comment(
    #[server(default)] comment: String,
    #[server(default)] body: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let comment: CommentId = named(&comment)?;
    FormPage::set(&format!("/comments/{comment}/edit"));
    let pin = comments::edit(&caller, comment, &body).await?;
    Ok(Done { location: comment_address(pin, comment) })
}

/// Deletes a comment. Goes to the comments of its pin.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or its pin is not theirs to see; [`Problem::NotAllowed`] where
/// neither the comment nor the pin is theirs.
#[server(prefix = "/fn", endpoint = "delete_comment")]
pub async fn delete_comment(#[server(default)] comment: String) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let comment: CommentId = named(&comment)?;
    FormPage::set(&format!("/comments/{comment}/delete"));
    let pin = comments::delete(&caller, comment).await?;
    Ok(Done { location: format!("/pin/{pin}?comment_deleted=1#comments") })
}
