//! Lists of pins, page by page, and what goes with looking at them.

use crate::model::{
    errors::Problem,
    feeds::{Beside, Suggestion, Window},
    ids::PinId,
    page::Page,
    pins::PinCard,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of everybody's pins, newest first; those with a tag where one is named.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "explore", input = GetUrl)]
pub async fn explore(cursor: Option<String>, tag: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::feeds::newest(&caller.site, caller.viewer(), tag.as_deref(), span).await
    })
    .await
}

/// A page of everybody's pins that were added within a while, what is liked most first.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "popular", input = GetUrl)]
pub async fn popular(window: Window, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        let everybody = crate::services::feeds::Among::default();
        crate::services::feeds::popular(&caller.site, caller.viewer(), everybody, window, span).await
    })
    .await
}

/// A page of the pins of those whom one follows, newest first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "following", input = GetUrl)]
pub async fn following(cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::feeds::following(&caller.site, caller.member()?, span).await
    })
    .await
}

/// A page of one member's pins, newest first; those with a tag where one is named.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "member_pins", input = GetUrl)]
pub async fn member_pins(
    username: String,
    cursor: Option<String>,
    tag: Option<String>,
) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::feeds::of_member(&caller.site, caller.viewer(), &username, tag.as_deref(), span).await
    })
    .await
}

/// The pins before and after this one in the list that one came from, as the pin's address names it.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such list.
#[server(prefix = "/fn", endpoint = "neighbours", input = GetUrl)]
pub async fn neighbours(pin: PinId, from: String, tag: Option<String>) -> Result<Beside, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let list = crate::model::feeds::FeedOf::come_from(&from, tag, None).ok_or(Problem::NotFound)?;
        crate::services::feeds::neighbours(&caller.site, caller.viewer(), pin, &list).await
    })
    .await
}

/// Members whom one could follow; to a newcomer alone where so asked.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "suggestions", input = GetUrl)]
pub async fn suggestions(newcomer: bool) -> Result<Vec<Suggestion>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let me = caller.member()?;
        if newcomer {
            crate::services::feeds::welcome(&caller.site, me).await
        } else {
            crate::services::feeds::suggestions(&caller.site, me).await
        }
    })
    .await
}
