//! One's news.

use crate::model::{errors::Problem, notices::News};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of one's news, the latest first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "notices", input = GetUrl)]
pub async fn notices(cursor: Option<String>) -> Result<News, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        let span = crate::services::pins::Span { cursor, size: crate::model::notices::NOTICES_PAGE_SIZE };
        crate::services::notices::list(&caller.site, caller.member()?, span).await
    })
    .await
}
