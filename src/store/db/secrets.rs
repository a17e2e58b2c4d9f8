//! Secrets that the site makes for itself.

use super::Db;
use crate::model::errors::Problem;

impl Db {
    /// The secret of this name: the one there is, or `fresh` where there is none so far. Servers that start at the same time
    /// agree on one.
    pub async fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>, Problem> {
        sqlx::query!("insert into site_secrets (name, value) values ($1, $2) on conflict do nothing", name, fresh)
            .execute(&self.pool)
            .await?;
        let value = sqlx::query_scalar!("select value from site_secrets where name = $1", name);
        Ok(value.fetch_one(&self.pool).await?)
    }
}
