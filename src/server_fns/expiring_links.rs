//! Looking at expiring links: one's own, and those that one follows.

use crate::model::{
    errors::Problem,
    expiring_links::{MyLinks, SharedState, Sharing},
    ids::PinId,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// What the links of one's own pin can be, and what the pin is called.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not the caller's to see; [`Problem::NotAllowed`]
/// where it is another's; [`Problem::Plan`] where the plan has no links.
#[server(name = GetSharing, prefix = "/fn", endpoint = "sharing", input = GetUrl)]
pub async fn sharing(pin: PinId) -> Result<(String, Sharing), Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::expiring_links::sharing(&caller, pin)).await
}

/// A page of one's own links, the newest first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::BadRequest`] for a broken cursor.
#[server(name = GetMyLinks, prefix = "/fn", endpoint = "my_links", input = GetUrl)]
pub async fn my_links(cursor: Option<String>) -> Result<MyLinks, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        crate::services::expiring_links::mine(&caller.site, caller.member()?, cursor).await
    })
    .await
}

/// What becomes of whoever follows a link.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such link.
#[server(prefix = "/fn", endpoint = "shared_link", input = GetUrl)]
pub async fn shared_link(token: String) -> Result<SharedState, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::expiring_links::state(&caller.site, &token)).await
}
