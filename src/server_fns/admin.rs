//! What admins see.

use crate::model::{errors::Problem, settings::Member};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// Members whose name or e-mail holds this text, the newest first, up to fifty.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_members", input = GetUrl)]
pub async fn members(q: String) -> Result<Vec<Member>, Problem> {
    let caller = expect_context::<crate::services::Caller>();
    crate::server_fns::status::told(async { crate::services::members::search(&caller.site, caller.admin()?, &q).await })
        .await
}
