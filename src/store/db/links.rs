//! Links that work once.

use super::{Db, Tx};
use crate::model::errors::Problem;
use time::OffsetDateTime;

impl Db {
    /// Makes this the one link for the first admin; an older one stops working.
    pub async fn replace_first_admin_link(&self, token_hash: &[u8], expires_at: OffsetDateTime) -> Result<(), Problem> {
        sqlx::query!(
            "insert into one_time_links (token_hash, purpose, expires_at) values ($1, 'first_admin', $2)
             on conflict (purpose) where purpose = 'first_admin'
             do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at, created_at = now()",
            token_hash,
            expires_at as OffsetDateTime,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// Uses up the first admin's link. False where there is none with this token, or it has expired.
pub async fn use_first_admin_link(tx: &mut Tx, token_hash: &[u8]) -> Result<bool, Problem> {
    let used = sqlx::query!(
        "delete from one_time_links where token_hash = $1 and purpose = 'first_admin' and expires_at > now()",
        token_hash,
    )
    .execute(&mut **tx)
    .await?;
    Ok(used.rows_affected() == 1)
}
