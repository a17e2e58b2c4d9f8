//! One's own plan, and what others give.

use crate::model::{
    errors::Problem,
    plans::{Plan, Usage},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// How much of one's own plan is used up.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "my_usage", input = GetUrl)]
pub async fn my_usage() -> Result<Usage, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::plans::usage(&caller.site, caller.member()?).await }).await
}

/// All plans there are.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
#[server(prefix = "/fn", endpoint = "plans", input = GetUrl)]
pub async fn plans() -> Result<Vec<Plan>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::plans::all(&caller.site)).await
}
