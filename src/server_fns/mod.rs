//! Server functions: what forms and scripts change, one file a noun. Each has one address, below `/fn/`. Scripts and forms
//! without script post to it alike, through `http/acts`. The services decide who may do it.

pub mod admin;
pub mod blocks;
pub mod boards;
pub mod channels;
pub mod comments;
pub mod communities;
pub mod community_members;
pub mod community_reports;
pub mod conversations;
mod errors;
pub mod follows;
pub mod likes;
pub mod messages;
pub mod reports;
pub mod saves;
pub mod uploads;

use crate::model::{addresses::local_path, errors::Problem};
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use std::{
    str::FromStr,
    sync::{Arc, OnceLock},
};

/// The answer of a server function that succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Where to go on: an address of this site.
    pub location: String,
}

/// The answer of a server function that made something to be shown this once and never again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownOnce {
    /// The page that shows it.
    pub location: String,
    /// What is shown.
    pub shown_once: String,
}

/// The page that has the form of a server function. A browser without script gets it again where the form is refused.
#[derive(Debug, Clone, Default)]
pub struct FormPage(Arc<OnceLock<String>>);

impl FormPage {
    /// The page's address; `None` where the form does not say what it is about.
    pub fn address(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }

    /// Sets the page's address, for the answer to the form at hand.
    fn set(page: &str) {
        if let Some(Self(address)) = use_context() {
            // A function sets it once.
            let _ = address.set(page.to_owned());
        }
    }
}

/// A context of the call at hand.
///
/// # Errors
/// [`Problem::Busy`] where there is none: the caller no longer waits for the answer.
fn context<T: Clone + 'static>() -> Result<T, Problem> {
    use_context().ok_or(Problem::Busy)
}

/// The id that a form names.
///
/// # Errors
/// [`Problem::NotFound`] where it is none.
fn named<Id: FromStr>(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Reads `want`: `on` is true, `off` is false.
///
/// # Errors
/// [`Problem::Invalid`] at `want` for any other word.
fn wanted(want: &str, on: &str, off: &str) -> Result<bool, Problem> {
    if want == on {
        Ok(true)
    } else if want == off {
        Ok(false)
    } else {
        Err(Problem::field("want", format!("Choose “{on}” or “{off}”.")))
    }
}

/// Where to go on: `back`, where that is an address of this site, else `page`.
fn back_or(back: Option<&str>, page: String) -> String {
    back.and_then(local_path).map_or(page, str::to_owned)
}
