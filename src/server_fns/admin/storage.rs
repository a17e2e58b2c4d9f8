//! Storage, for admins: checking it, and cleaning it up.

use super::admin;
use crate::{
    model::errors::Problem,
    server_fns::{Done, FormPage},
    services::storage,
};
use leptos::prelude::*;

const STORAGE: &str = "/admin/storage";

/// Asks for a check of the storage.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_check_storage")]
pub async fn admin_check_storage() -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(STORAGE);
    storage::ask_for_check(&site, admin).await?;
    Ok(Done { location: format!("{STORAGE}?asked=1") })
}

/// Asks for everything to be deleted that nothing refers to.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
#[server(prefix = "/fn", endpoint = "admin_sweep_storage")]
pub async fn admin_sweep_storage() -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(STORAGE);
    storage::ask_for_sweep(&site, admin).await?;
    Ok(Done { location: format!("{STORAGE}?sweeping=1") })
}
