//! What admins see of how the site is doing.

use crate::model::{errors::Problem, figures::Overview};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// How much there is, and how much there was over the last so many days.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] where one cannot look back so far.
#[server(name = AdminOverview, prefix = "/fn", endpoint = "admin_overview", input = GetUrl)]
pub async fn overview(days: u16) -> Result<Overview, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::figures::overview(&caller.site, caller.admin()?, days).await
    })
    .await
}
