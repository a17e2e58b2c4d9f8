//! What is set for the whole site.

use crate::model::{errors::Problem, site::SettingsDetail};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// What is set, with what it is chosen from.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(name = SiteSettingsOf, prefix = "/fn", endpoint = "admin_settings", input = GetUrl)]
pub async fn settings() -> Result<SettingsDetail, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::site_settings::detail(&caller.site, caller.admin()?).await
    })
    .await
}
