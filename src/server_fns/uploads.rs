//! Asking about files before they are uploaded.

use super::{FormPage, context};
use crate::{
    model::{errors::Problem, pins::KnownFile},
    services::{Caller, uploads},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The page that uploads.
const PAGE: &str = "/upload";

/// The answer about some files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Where to go on: an address of this site.
    pub location: String,
    /// Those of the files that the caller has uploaded.
    pub items: Vec<KnownFile>,
}

/// Says which files the caller has uploaded already. `sha256` holds their hashes in hexadecimal digits, with commas between; `account`,
/// where it is there, whose page asks: another account may have signed in in the same browser since.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] at `sha256`.
#[server(prefix = "/fn", endpoint = "known_files")]
pub async fn known_files(#[server(default)] sha256: String, account: Option<String>) -> Result<Found, Problem> {
    let caller = context::<Caller>()?;
    FormPage::set(PAGE);
    let me = caller.member()?.to_string();
    if account.is_some_and(|account| account != me) {
        return Err(Problem::NotSignedIn);
    }
    let hashes: Vec<_> = sha256.split(',').filter(|hash| !hash.is_empty()).collect();
    Ok(Found { location: PAGE.to_owned(), items: uploads::known_files(&caller, &hashes).await? })
}
