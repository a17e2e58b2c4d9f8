//! What is said about pins.

use crate::model::{
    accounts::Person,
    comments::{self, Thread},
    errors::Problem,
    ids::{CommentId, PinId},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The comments on a pin as its page shows them: the newest; or from a place in the list on to older ones; or those around one
/// of them.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not the caller's to see; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "comments", input = GetUrl)]
pub async fn comments(pin: PinId, cursor: Option<String>, at: Option<String>) -> Result<Thread, Problem> {
    use crate::model::{
        comments::Start,
        page::{Cursor, other_list},
    };
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let from = match cursor.map(|cursor| cursor.parse()).transpose()? {
            Some(Cursor::Comment(comment)) => Start::Before(comment),
            Some(_) => return Err(other_list()),
            // Whoever follows a link to a comment that is none comes to the newest.
            None => at.and_then(|at| at.parse().ok()).map_or(Start::Newest, Start::At),
        };
        crate::services::comments::thread(&caller, pin, from).await
    })
    .await
}

/// One comment.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or its pin is not the caller's to see.
#[server(prefix = "/fn", endpoint = "comment", input = GetUrl)]
pub async fn comment(id: CommentId) -> Result<comments::Comment, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::comments::comment(&caller, id)).await
}

/// Up to eight members whom the caller may mean by `@` and this beginning of a name, in a comment on a pin.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not the caller's to see.
#[server(prefix = "/fn", endpoint = "mentionable", input = GetUrl)]
pub async fn mentionable(pin: PinId, begin: String) -> Result<Vec<Person>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::comments::mentionable(&caller, pin, &begin)).await
}
