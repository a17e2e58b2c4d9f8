//! Categories of communities, as admins see them.

use crate::model::{categories::Category, errors::Problem, ids::CategoryId};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// All categories, in their order.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_categories", input = GetUrl)]
pub async fn categories() -> Result<Vec<Category>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        caller.admin()?;
        crate::services::categories::all(&caller.site).await
    })
    .await
}

/// One category.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there, and for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_category", input = GetUrl)]
pub async fn one_category(id: CategoryId) -> Result<Category, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::categories::one(&caller.site, caller.admin()?, id).await })
        .await
}
