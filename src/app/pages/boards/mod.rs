//! The page of a board, and those by which its owner looks after it.

mod arrange;
mod delete;
mod edit;
mod of_member;
mod page;

use crate::{
    app::served::Content,
    model::{accounts::Me, boards::BoardDetail},
};
use leptos::prelude::*;

pub use arrange::arrange;
pub use delete::delete;
pub use edit::{edit, new};
pub use of_member::of_member;
pub use page::load;

/// Whether a board is of whoever looks. Under the contexts of a page.
fn is_own(board: &BoardDetail) -> bool {
    expect_context::<Option<Me>>().is_some_and(|me| me.person.username == board.card.owner.username)
}

/// What a visitor sees of a page by which boards are looked after.
fn sign_in_first(title: &'static str, next: String) -> Content {
    let words = "Boards keep pictures together, in any order you like.";
    Content::sign_in_first(title, "Sign in to manage your boards", words, next)
}
