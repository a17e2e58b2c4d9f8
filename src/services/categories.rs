//! Categories of communities: everybody reads them, admins look after them.

use super::{Admin, Site, audit};
use crate::{
    model::{
        audit::Act,
        categories::{CATEGORIES_MOST, Category, Step, tidy_name},
        errors::Problem,
        ids::CategoryId,
    },
    store::db::{self, Tx, categories},
};
use uuid::Uuid;

/// All categories, in their order.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn all(site: &Site) -> Result<Vec<Category>, Problem> {
    site.db.categories().await
}

/// One category.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there.
pub async fn one(site: &Site, _: Admin, id: CategoryId) -> Result<Category, Problem> {
    let mut all = all(site).await?;
    let at = place(&all, id)?;
    Ok(all.swap_remove(at))
}

/// Adds a category, after the others.
///
/// # Errors
/// [`Problem::Invalid`] for its name, or where there are enough.
pub async fn add(site: &Site, admin: Admin, name: &str) -> Result<Category, Problem> {
    let name = tidy_name(name)?;
    let mut tx = site.db.begin().await?;
    let count = categories::lock(&mut tx).await?.len();
    if count >= CATEGORIES_MOST {
        let detail = format!("There can be at most {CATEGORIES_MOST} categories. Please delete one first.");
        return Err(Problem::field("name", detail));
    }
    let id = CategoryId::from_uuid(Uuid::now_v7());
    categories::insert(&mut tx, id, &name, count).await?;
    audit::write(&mut tx, admin.id(), Act::AddCategory, &name, "").await?;
    db::commit(tx).await?;
    Ok(Category { id, name })
}

/// Gives a category another name, another place among the others (from 0), or both.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there; [`Problem::Invalid`] for its name or its place.
pub async fn change(
    site: &Site,
    admin: Admin,
    id: CategoryId,
    name: Option<&str>,
    position: Option<usize>,
) -> Result<Category, Problem> {
    let name = name.map(tidy_name).transpose()?;
    let mut tx = site.db.begin().await?;
    let mut all = categories::lock(&mut tx).await?;
    let from = place(&all, id)?;
    if let Some(to) = position {
        if to >= all.len() {
            return Err(Problem::field("position", format!("Please enter a position from 0 to {}.", all.len() - 1)));
        }
        put(&mut tx, admin, &mut all, from, to).await?;
    }
    let at = place(&all, id)?;
    if let Some(name) = name.filter(|name| *name != all[at].name) {
        categories::rename(&mut tx, id, &name).await?;
        let detail = format!("Renamed from “{}”.", all[at].name);
        audit::write(&mut tx, admin.id(), Act::RenameCategory, &name, &detail).await?;
        all[at].name = name;
    }
    db::commit(tx).await?;
    Ok(all.swap_remove(at))
}

/// Moves a category one step among the others; the first and the last stay where they are.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there.
pub async fn step(site: &Site, admin: Admin, id: CategoryId, step: Step) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    let mut all = categories::lock(&mut tx).await?;
    let from = place(&all, id)?;
    let to = match step {
        Step::Up => from.saturating_sub(1),
        Step::Down => (from + 1).min(all.len() - 1),
    };
    put(&mut tx, admin, &mut all, from, to).await?;
    db::commit(tx).await
}

/// Deletes a category.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there.
pub async fn delete(site: &Site, admin: Admin, id: CategoryId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    let mut all = categories::lock(&mut tx).await?;
    let gone = all.remove(place(&all, id)?);
    categories::delete(&mut tx, id).await?;
    categories::order(&mut tx, &all).await?;
    audit::write(&mut tx, admin.id(), Act::DeleteCategory, &gone.name, "").await?;
    db::commit(tx).await
}

fn place(all: &[Category], id: CategoryId) -> Result<usize, Problem> {
    all.iter().position(|category| category.id == id).ok_or(Problem::NotFound)
}

async fn put(tx: &mut Tx, admin: Admin, all: &mut Vec<Category>, from: usize, to: usize) -> Result<(), Problem> {
    if from == to {
        return Ok(());
    }
    let moved = all.remove(from);
    let detail = format!("From position {} to {}.", from + 1, to + 1);
    audit::write(tx, admin.id(), Act::MoveCategory, &moved.name, &detail).await?;
    all.insert(to, moved);
    categories::order(tx, all).await
}
