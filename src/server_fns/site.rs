//! What the site says of itself.

use crate::model::errors::Problem;
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The rules.
///
/// # Errors
/// [`Problem::NotFound`] where there are none.
#[server(prefix = "/fn", endpoint = "rules", input = GetUrl)]
pub async fn rules() -> Result<String, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let rules = crate::services::site_settings::rules(&caller.site).await?;
        if rules.is_empty() { Err(Problem::NotFound) } else { Ok(rules) }
    })
    .await
}
