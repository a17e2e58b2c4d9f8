//! Pins that were deleted: marked first, so that they can be had back for a little while, then gone for good.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{DeletionId, PinId, UserId},
};
use uuid::Uuid;

/// Marks pins as deleted, and says how many of these there were.
pub async fn mark(tx: &mut Tx, deletion: DeletionId, pins: &[PinId]) -> Result<u64, Problem> {
    let ids: Vec<Uuid> = pins.iter().map(|pin| pin.uuid()).collect();
    let marked = sqlx::query!(
        "update pins set deletion_id = $1, deleted_at = now() where id = any($2) and deleted_at is null",
        deletion.uuid(),
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// Takes back a deletion of this owner's pins, or of anybody's where no owner is named, made in the last so many seconds.
/// Says which pins that brought back.
pub async fn restore(
    tx: &mut Tx,
    owner: Option<UserId>,
    deletion: DeletionId,
    seconds: f64,
) -> Result<Vec<PinId>, Problem> {
    let restored = sqlx::query_scalar!(
        r#"update pins set deletion_id = null, deleted_at = null
         where deletion_id = $1 and ($2::uuid is null or owner_id = $2)
           and deleted_at > now() - make_interval(secs => $3)
         returning id as "id: PinId""#,
        deletion.uuid(),
        owner.map(UserId::uuid),
        seconds,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(restored)
}

/// Deletes for good some of the pins that were deleted more than so many seconds ago, with their pictures.
pub async fn purge(tx: &mut Tx, seconds: f64, limit: i64) -> Result<u64, Problem> {
    let pictures = sqlx::query_scalar!(
        "delete from pins where id in (
             select id from pins where deleted_at <= now() - make_interval(secs => $1)
             order by deleted_at limit $2 for update skip locked
         ) returning picture_id",
        seconds,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("delete from pictures where id = any($1)", &pictures).execute(&mut **tx).await?;
    Ok(pictures.len() as u64)
}

impl Db {
    /// How many of this owner's pins are deleted and not gone yet.
    pub async fn deleting(&self, owner: UserId) -> Result<i64, Problem> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from pins where owner_id = $1 and deleted_at is not null"#,
            owner.uuid(),
        );
        Ok(count.fetch_one(&self.pool).await?)
    }
}
