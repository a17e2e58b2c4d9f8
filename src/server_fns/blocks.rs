//! Blocking members.

use super::{Done, FormPage, back_or, context, wanted};
use crate::{
    model::errors::Problem,
    services::{Caller, blocks},
};
use leptos::prelude::*;

/// Where the list of blocked members is.
const BLOCKS: &str = "/settings/blocks";

/// Blocks a member, or unblocks them: `want` is “block” or “unblock”. Goes `back`, or to the list of blocked members: the page of a
/// member who is blocked is not there.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] where it is the caller, where they
/// have blocked too many, or at `want`.
#[server(prefix = "/fn", endpoint = "block")]
pub async fn block(
    #[server(default)] name: String,
    #[server(default)] want: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    if name.is_empty() {
        return Err(Problem::NotFound);
    }
    FormPage::set(&format!("/@{name}"));
    blocks::set(&caller, &name, wanted(&want, "block", "unblock")?).await?;
    Ok(Done { location: back_or(back.as_deref(), BLOCKS.to_owned()) })
}
