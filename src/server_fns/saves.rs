//! Saving pins with one press.

use super::{FormPage, back_or, context, named, wanted};
use crate::{
    model::{
        errors::Problem,
        ids::{BoardId, PinId},
    },
    services::{Caller, boards},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The answer where a pin was saved, or taken off a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Where to go on: an address of this site.
    pub location: String,
    /// The board that the pin was put on or taken off; `None` where there was nothing to take off.
    pub board: Option<BoardId>,
    /// What the board is called.
    pub title: Option<String>,
    /// Whether the pin is on a board of the caller's now.
    pub saved: bool,
}

/// Saves a pin to the board that was saved to last, or takes it off a board: `want` is “save”, also where it is empty, or “unsave”. It is
/// taken off `board` where it is on that, else off the board that it was put on last. Goes `back`, or to the pin's page.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see; [`Problem::Invalid`] at `want`.
#[server(prefix = "/fn", endpoint = "save")]
pub async fn save(
    #[server(default)] pin: String,
    #[server(default)] want: String,
    board: Option<String>,
    back: Option<String>,
) -> Result<Saved, Problem> {
    let caller = context::<Caller>()?;
    let pin: PinId = named(&pin)?;
    let page = format!("/pin/{pin}");
    FormPage::set(&page);
    let location = back_or(back.as_deref(), page);
    if want.is_empty() || wanted(&want, "save", "unsave")? {
        let to = boards::save(&caller, pin).await?;
        return Ok(Saved { location, board: Some(to.board), title: Some(to.title), saved: true });
    }
    let first = board.and_then(|board| board.parse().ok());
    let taken = boards::unsave(&caller, pin, first).await?;
    let saved = taken.as_ref().is_some_and(|taken| taken.elsewhere);
    let (board, title) = taken.map(|taken| (taken.board, taken.title)).unzip();
    Ok(Saved { location, board, title, saved })
}
