//! Adding, changing and deleting boards; what is on them, and in which order.

use super::{Done, FormPage, back_or, context, named};
use crate::{
    model::{
        boards::BoardWords,
        errors::Problem,
        ids::{BoardId, PinId},
    },
    services::{Caller, boards},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Adds a board. Goes to its page.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] with each field that needs another look.
#[server(prefix = "/fn", endpoint = "add_board")]
pub async fn add_board(#[server(flatten)] form: BoardForm) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    FormPage::set("/boards/new");
    let board = boards::create(&caller, form.words()?, &[]).await?;
    Ok(Done { location: format!("/board/{board}") })
}

/// Changes the words of a board, who may see it, and its cover. What is not sent stays as it is. Goes to its page.
///
/// # Errors
/// As [`add_board`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`] where it is another's.
#[server(prefix = "/fn", endpoint = "edit_board")]
pub async fn edit_board(#[server(default)] board: String, #[server(flatten)] form: BoardForm) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let board: BoardId = named(&board)?;
    FormPage::set(&format!("/board/{board}/edit"));
    boards::edit(&caller, board, form.words()?).await?;
    Ok(Done { location: format!("/board/{board}?saved=1") })
}

/// Deletes a board. Goes to the boards of its owner.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`] where it is
/// another's.
#[server(prefix = "/fn", endpoint = "delete_board")]
pub async fn delete_board(#[server(default)] board: String) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let board: BoardId = named(&board)?;
    FormPage::set(&format!("/board/{board}/delete"));
    caller.member()?;
    let owner = boards::board(&caller, board).await?.card.owner;
    boards::delete(&caller, board).await?;
    Ok(Done { location: format!("/@{}/boards?deleted=1", owner.username) })
}

/// Gives a pin another place on a board: `to` is a [`Place`](crate::model::boards::Place), or “off”, which takes it off. Goes `back`, or to
/// the page where the board is arranged.
///
/// # Errors
/// As [`delete_board`]; [`Problem::NotFound`] where the pin is not there or not theirs to see; [`Problem::Invalid`] at `to`.
#[server(prefix = "/fn", endpoint = "arrange_board")]
pub async fn arrange_board(
    #[server(default)] board: String,
    #[server(default)] pin: String,
    #[server(default)] to: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let board: BoardId = named(&board)?;
    let page = format!("/board/{board}/arrange");
    FormPage::set(&page);
    let pin: PinId = named(&pin)?;
    match to.as_str() {
        "off" => boards::take_off(&caller, board, pin).await?,
        place => boards::put(&caller, board, pin, Some(place.parse()?)).await?,
    }
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// Puts a pin on a board or takes it off: `want` is “put” or “take”, both with `board`, or “new”, with the `title` of a board that is
/// added for it; that one is private where `private` holds anything. Goes `back`, or to the pin's page.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where board or pin is not there or not theirs to see; [`Problem::NotAllowed`] where the
/// board is another's; [`Problem::Invalid`] at `want`, and at `title`.
#[server(prefix = "/fn", endpoint = "pin_boards")]
pub async fn pin_boards(
    #[server(default)] pin: String,
    #[server(default)] want: String,
    #[server(default)] board: String,
    #[server(default)] title: String,
    #[server(default)] private: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let pin: PinId = named(&pin)?;
    let page = format!("/pin/{pin}");
    FormPage::set(&page);
    match want.as_str() {
        "put" => boards::put(&caller, named(&board)?, pin, None).await?,
        "take" => boards::take_off(&caller, named(&board)?, pin).await?,
        "new" => {
            boards::create(&caller, BoardWords::of_new(title, !private.is_empty()), &[pin]).await?;
        }
        _ => return Err(Problem::field("want", "Choose “put”, “take” or “new”.")),
    }
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// The fields of the form of a board, as they were typed; `None` where they were not sent. They are flattened into the functions: only so
/// does serde_qs tell an empty field from a missing one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BoardForm {
    title: Option<String>,
    description: Option<String>,
    visibility: Option<String>,
    /// A pin; empty for the first one.
    cover: Option<String>,
}

impl BoardForm {
    /// # Errors
    /// [`Problem::Invalid`] at `visibility`; [`Problem::NotFound`] for a cover that is no pin.
    fn words(self) -> Result<BoardWords, Problem> {
        let Self { title, description, visibility, cover } = self;
        let visibility = visibility.filter(|text| !text.is_empty()).map(|text| text.parse()).transpose()?;
        let cover = match cover.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(pin) => Some(Some(named(pin)?)),
        };
        Ok(BoardWords { title, description, visibility, cover })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::visibility::PublicOrPrivate;

    #[test]
    fn a_field_that_was_not_sent_changes_nothing_and_an_empty_one_does() {
        assert_eq!(BoardForm::default().words(), Ok(BoardWords::default()));
        let empty = || Some(String::new());
        let form = BoardForm { title: empty(), description: empty(), visibility: empty(), cover: empty() };
        let words = BoardWords { title: empty(), description: empty(), visibility: None, cover: Some(None) };
        assert_eq!(form.words(), Ok(words));
        let form = BoardForm { visibility: Some("private".to_owned()), ..BoardForm::default() };
        let words = BoardWords { visibility: Some(PublicOrPrivate::Private), ..BoardWords::default() };
        assert_eq!(form.words(), Ok(words));
        let form = BoardForm { cover: Some("nonsense".to_owned()), ..BoardForm::default() };
        assert_eq!(form.words(), Err(Problem::NotFound));
    }
}
