//! One's own pins, and what goes with editing them.

use crate::model::{
    errors::Problem,
    mine::{MineFilter, MineSort, MyPage},
};
use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

/// A page of one's own pins.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "my_pins", input = Json)]
pub async fn my_pins(filter: MineFilter, sort: MineSort, cursor: Option<String>) -> Result<MyPage, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        crate::services::mine::list(&caller.site, caller.member()?, &filter, sort, cursor).await
    })
    .await
}

/// Up to ten tags that begin with this text: one's own first, then those of pins that everyone sees.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "tags", input = GetUrl)]
pub async fn tags(begin: String) -> Result<Vec<String>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::mine::tags(&caller.site, caller.member()?, &begin).await })
        .await
}
