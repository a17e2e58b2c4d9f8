//! Liking pins.

use super::{Done, FormPage, back_or, context, named, wanted};
use crate::{
    model::{errors::Problem, ids::PinId},
    services::{Caller, likes},
};
use leptos::prelude::*;

/// Likes a pin, or unlikes it: `want` is “like” or “unlike”. Goes `back`, or to the pin's page.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see; [`Problem::Invalid`] at `want`.
#[server(prefix = "/fn", endpoint = "like")]
pub async fn like(
    #[server(default)] pin: String,
    #[server(default)] want: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let pin: PinId = named(&pin)?;
    let page = format!("/pin/{pin}");
    FormPage::set(&page);
    likes::set(&caller, pin, wanted(&want, "like", "unlike")?).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}
