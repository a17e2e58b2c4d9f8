//! Categories of communities.

use super::{Db, Tx};
use crate::model::{categories::Category, errors::Problem, ids::CategoryId};
use uuid::Uuid;

impl Db {
    /// All categories, in their order.
    pub async fn categories(&self) -> Result<Vec<Category>, Problem> {
        let rows =
            sqlx::query_as!(Category, r#"select id as "id: CategoryId", name from categories order by position, id"#,);
        Ok(rows.fetch_all(&self.pool).await?)
    }
}

/// All categories, in their order. Whoever else would change them waits until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<Vec<Category>, Problem> {
    // Rows that are there can be locked, and one that is about to come cannot: the table is.
    sqlx::query!("lock table categories in share row exclusive mode").execute(&mut **tx).await?;
    let rows =
        sqlx::query_as!(Category, r#"select id as "id: CategoryId", name from categories order by position, id"#,);
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// Adds a category, at this place.
///
/// # Errors
/// [`Problem::Invalid`] where another is called the same.
pub async fn insert(tx: &mut Tx, id: CategoryId, name: &str, position: usize) -> Result<(), Problem> {
    sqlx::query!(
        "insert into categories (id, name, position) values ($1, $2, $3)",
        id.uuid(),
        name,
        i32::try_from(position).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a category another name.
///
/// # Errors
/// As [`insert`].
pub async fn rename(tx: &mut Tx, id: CategoryId, name: &str) -> Result<(), Problem> {
    sqlx::query!("update categories set name = $2 where id = $1", id.uuid(), name).execute(&mut **tx).await?;
    Ok(())
}

/// Puts categories into this order.
pub async fn order(tx: &mut Tx, categories: &[Category]) -> Result<(), Problem> {
    let ids: Vec<Uuid> = categories.iter().map(|category| category.id.uuid()).collect();
    sqlx::query!(
        "update categories set position = place.position - 1
         from unnest($1::uuid[]) with ordinality as place (id, position)
         where categories.id = place.id and categories.position <> place.position - 1",
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a category.
pub async fn delete(tx: &mut Tx, id: CategoryId) -> Result<(), Problem> {
    sqlx::query!("delete from categories where id = $1", id.uuid()).execute(&mut **tx).await?;
    Ok(())
}
