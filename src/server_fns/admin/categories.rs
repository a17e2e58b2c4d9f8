//! Categories of communities, for admins: adding, renaming, moving and deleting them.

use super::{admin, named};
use crate::{
    model::{errors::Problem, ids::CategoryId},
    server_fns::{Done, FormPage},
    services::categories,
};
use leptos::prelude::*;

const CATEGORIES: &str = "/admin/categories";

/// Adds a category.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] at `name`.
#[server(prefix = "/fn", endpoint = "admin_add_category")]
pub async fn admin_add_category(#[server(default)] name: String) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(CATEGORIES);
    categories::add(&site, admin, &name).await?;
    Ok(back("added"))
}

/// Renames a category.
///
/// # Errors
/// As [`admin_add_category`]; [`Problem::NotFound`] where there is no such category.
#[server(prefix = "/fn", endpoint = "admin_rename_category")]
pub async fn admin_rename_category(
    #[server(default)] category: String,
    #[server(default)] name: String,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    let category: CategoryId = named(&category)?;
    FormPage::set(&format!("{CATEGORIES}/{category}/name"));
    categories::change(&site, admin, category, Some(&name), None).await?;
    Ok(back("renamed"))
}

/// Moves a category by one place: `step` is “up” or “down”.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such category; [`Problem::Invalid`] at `step`.
#[server(prefix = "/fn", endpoint = "admin_move_category")]
pub async fn admin_move_category(
    #[server(default)] category: String,
    #[server(default)] step: String,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(CATEGORIES);
    categories::step(&site, admin, named(&category)?, step.parse()?).await?;
    Ok(back("moved"))
}

/// Deletes a category.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such category.
#[server(prefix = "/fn", endpoint = "admin_delete_category")]
pub async fn admin_delete_category(#[server(default)] category: String) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(CATEGORIES);
    categories::delete(&site, admin, named(&category)?).await?;
    Ok(back("deleted"))
}

/// Back to the list, which says what was done.
fn back(done: &str) -> Done {
    Done { location: format!("{CATEGORIES}?{done}=1") }
}
