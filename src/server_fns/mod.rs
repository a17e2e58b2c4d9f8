//! The pages' door to the services: one file a noun. On the server a page calls these directly; in the browser they
//! are requests under `/fn/`.

pub mod admin;
pub mod boards;
pub mod comments;
mod errors;
pub mod expiring_links;
pub mod feeds;
pub mod follows;
pub mod likes;
pub mod members;
pub mod mine;
pub mod notices;
pub mod pins;
pub mod plans;
pub mod search;
pub mod settings;
pub mod site;
pub mod status;
pub mod uploads;

use crate::model::errors::Problem;

/// What the server has laid out for whoever asks. To be called before anything is waited for.
///
/// # Errors
/// [`Problem::Busy`] where nobody waits for the answer any more: what belonged to the page is gone with its reader.
pub fn context<T: Clone + 'static>() -> Result<T, Problem> {
    leptos::prelude::use_context().ok_or(Problem::Busy)
}
