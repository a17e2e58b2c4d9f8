//! Looking at pins.

use crate::model::{
    errors::Problem,
    ids::PinId,
    page::Page,
    pins::{PinCard, PinDetail},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of everybody's pins, newest first; those with a tag where one is named.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "explore", input = GetUrl)]
pub async fn explore(cursor: Option<String>, tag: Option<String>) -> Result<Page<PinCard>, Problem> {
    let caller = expect_context::<crate::services::Caller>();
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        crate::services::pins::explore(
            &caller.site,
            caller.viewer(),
            tag.as_deref(),
            crate::services::pins::Span::of_grid(cursor),
        )
        .await
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
    let caller = expect_context::<crate::services::Caller>();
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        crate::services::pins::of_member(
            &caller.site,
            caller.viewer(),
            &username,
            tag.as_deref(),
            crate::services::pins::Span::of_grid(cursor),
        )
        .await
    })
    .await
}

/// One pin.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
#[server(prefix = "/fn", endpoint = "pin", input = GetUrl)]
pub async fn pin(id: PinId) -> Result<PinDetail, Problem> {
    let caller = expect_context::<crate::services::Caller>();
    crate::server_fns::status::told(crate::services::pins::pin(&caller, id)).await
}
