//! What admins see of storage.

use crate::model::{errors::Problem, page::Cursor, storage::StoragePage};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// How much room files take, and a page of members by the room they take.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] for an order that is none.
#[server(prefix = "/fn", endpoint = "admin_storage", input = GetUrl)]
pub async fn storage(sort: String, cursor: Option<Cursor>) -> Result<StoragePage, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let (site, admin) = (&caller.site, caller.admin()?);
        let span = crate::services::pins::Span::of_rooms(cursor);
        let rooms = crate::services::storage::rooms(site, admin, sort.parse()?, span).await?;
        Ok(StoragePage { storage: crate::services::storage::storage(site, admin).await?, rooms })
    })
    .await
}
