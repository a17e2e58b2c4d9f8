//! Save on a tile: one press puts its picture on the board that was saved to last, or takes it off again. A form of one button; in the
//! browser it is sent without leaving the page.

use super::{Draw, Icon};
use crate::{
    app::{
        addresses::{Intent, sign_in_to},
        location::here,
        start::is_visitor,
    },
    model::pins::PinCard,
};
use leptos::prelude::*;

/// Saves a pin, or takes it off a board again. A visitor is led to sign in and back.
#[component]
pub fn SaveButton(
    /// What.
    card: PinCard,
    /// The id of what it stands in, where that is no tile: without script one comes back to it.
    #[prop(optional, into)]
    within: String,
) -> impl IntoView {
    let PinCard { id, title, saved, .. } = card;
    let here = here();
    let words = view! {
        <Draw icon=Icon::Board class="icon--small tile__unsaved" />
        <span class="visually-hidden">{format!("Save {title}")}</span>
    };
    if is_visitor() {
        return view! { <a class="tile__act" href=sign_in_to(Intent::Save, &here)>{words}</a> }.into_any();
    }
    let back = if within.is_empty() { here.clone() } else { format!("{here}#{within}") };
    let board = board_of_page(&here).map(|board| view! { <input type="hidden" name="board" value=board /> });
    view! {
        <form data-save method="post" action="/fn/save" enctype="multipart/form-data">
            <input type="hidden" name="pin" value=id.to_string() />
            <input type="hidden" name="back" value=back />
            {board}
            <button
                class="tile__act tile__save"
                type="submit"
                name="want"
                value=if saved { "unsave" } else { "save" }
                aria-pressed=saved.to_string()
            >
                <Draw icon=Icon::Tick class="icon--small tile__saved" />
                {words}
            </button>
        </form>
    }
    .into_any()
}

/// The board whose page this is: what is taken off there is taken off that board, where it is one's own.
fn board_of_page(address: &str) -> Option<String> {
    let rest = address.strip_prefix("/board/")?;
    rest.split(['/', '?']).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_board_names_it() {
        assert_eq!(board_of_page("/board/1C3XR6Gzv21Kf3E2ZpLk9B?cursor=x").as_deref(), Some("1C3XR6Gzv21Kf3E2ZpLk9B"));
        assert_eq!(board_of_page("/@ana?tag=/board/1"), None);
    }
}
