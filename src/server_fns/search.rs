//! Looking for something by words.

use crate::model::{
    errors::Problem,
    page::Page,
    pins::PinCard,
    search::{Completion, Found, SearchKind},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the pins that have these words, the best first.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "search_pins", input = GetUrl)]
pub async fn search_pins(q: String, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::search::pins(&caller.site, caller.viewer(), &q, span).await
    })
    .await
}

/// What is found beside pins: members and boards; and how the words were put right.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
#[server(prefix = "/fn", endpoint = "search_beside", input = GetUrl)]
pub async fn search_beside(q: String, kind: SearchKind) -> Result<Found, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::search::beside(&caller.site, caller.viewer(), &q, kind)).await
}

/// What a text that is being typed may become.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
#[server(prefix = "/fn", endpoint = "complete", input = GetUrl)]
pub async fn complete(q: String) -> Result<Vec<Completion>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::search::completions(&caller.site, caller.viewer(), &q)).await
}

/// The tags that most pins have.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
#[server(prefix = "/fn", endpoint = "popular_tags", input = GetUrl)]
pub async fn popular_tags() -> Result<Vec<String>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::search::popular_tags(&caller.site)).await
}
