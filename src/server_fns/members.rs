//! Looking at members.

use crate::model::{accounts::Profile, errors::Problem};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One member.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member.
#[server(prefix = "/fn", endpoint = "member", input = GetUrl)]
pub async fn member(username: String) -> Result<Profile, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::accounts::profile(&caller.site, caller.viewer(), &username)).await
}
