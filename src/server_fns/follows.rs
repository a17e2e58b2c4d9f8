//! Following members.

use super::{Done, FormPage, back_or, context, wanted};
use crate::{
    model::errors::Problem,
    services::{Caller, follows},
};
use leptos::prelude::*;

/// Follows a member, or unfollows them: `want` is “follow” or “unfollow”. Goes `back`, or to the member's page.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] where it is the caller, or at
/// `want`.
#[server(prefix = "/fn", endpoint = "follow")]
pub async fn follow(
    #[server(default)] name: String,
    #[server(default)] want: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    if name.is_empty() {
        return Err(Problem::NotFound);
    }
    let page = format!("/@{name}");
    FormPage::set(&page);
    follows::set(&caller, &name, wanted(&want, "follow", "unfollow")?).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}
