//! Looking at likes.

use crate::model::{errors::Problem, follows::PersonCard, ids::PinId, page::Page, pins::PinCard};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of those who like a pin, the latest first.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not the caller's to see; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "likers", input = GetUrl)]
pub async fn likers(pin: PinId, cursor: Option<String>) -> Result<Page<PersonCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_people(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::likes::likers(&caller.site, caller.viewer(), pin, span).await
    })
    .await
}

/// A page of the pins that a member likes, the latest like first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "liked_pins", input = GetUrl)]
pub async fn liked_pins(username: String, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let span = crate::services::pins::Span::of_grid(cursor.map(|cursor| cursor.parse()).transpose()?);
        crate::services::likes::liked_pins(&caller.site, caller.viewer(), &username, span).await
    })
    .await
}
