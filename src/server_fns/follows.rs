//! Looking at who follows whom.

use crate::model::{errors::Problem, follows::PersonCard, page::Page};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of those who follow a member, the latest first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "followers", input = GetUrl)]
pub async fn followers(username: String, cursor: Option<String>) -> Result<Page<PersonCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_people(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::follows::followers(&caller.site, caller.viewer(), &username, span).await
    })
    .await
}

/// A page of those whom a member follows, the latest first.
///
/// # Errors
/// As [`followers`].
#[server(name = WhomTheyFollow, prefix = "/fn", endpoint = "followed", input = GetUrl)]
pub async fn following(username: String, cursor: Option<String>) -> Result<Page<PersonCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_people(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::follows::following(&caller.site, caller.viewer(), &username, span).await
    })
    .await
}
