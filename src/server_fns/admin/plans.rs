//! Plans, as admins see them.

use crate::model::{errors::Problem, plans::PlanInUse};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// All plans, with how many members have each.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_plans", input = GetUrl)]
pub async fn plans() -> Result<Vec<PlanInUse>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::plans::in_use(&caller.site, caller.admin()?).await }).await
}
