//! Likes. Their counts are kept by triggers.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{LikeId, PinId, UserId},
};
use uuid::Uuid;

/// Has a member like a pin; false where they do already.
pub async fn insert(tx: &mut Tx, pin: PinId, user: UserId, like: LikeId) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "insert into likes (pin_id, user_id, id) values ($1, $2, $3) on conflict (pin_id, user_id) do nothing",
        pin.uuid(),
        user.uuid(),
        like.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Has a member like a pin no more; false where they did not.
pub async fn delete(tx: &mut Tx, pin: PinId, user: UserId) -> Result<bool, Problem> {
    let deleted = sqlx::query!("delete from likes where pin_id = $1 and user_id = $2", pin.uuid(), user.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(deleted.rows_affected() == 1)
}

/// How many members like a pin.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is gone.
pub async fn count(tx: &mut Tx, pin: PinId) -> Result<u32, Problem> {
    let count = sqlx::query_scalar!("select like_count from pin_counts where pin_id = $1", pin.uuid());
    Ok(count.fetch_one(&mut **tx).await?.unsigned_abs())
}

impl Db {
    /// Who likes a pin, the latest first, after a like where one is named.
    pub async fn likers(
        &self,
        pin: PinId,
        after: Option<LikeId>,
        limit: usize,
    ) -> Result<Vec<(LikeId, UserId)>, Problem> {
        let rows = sqlx::query!(
            r#"select id as "id: LikeId", user_id as "user_id: UserId" from likes
               where pin_id = $1 and id < $2
               order by id desc limit $3"#,
            pin.uuid(),
            after.map_or(Uuid::max(), LikeId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.user_id)).collect())
    }

    /// The pins that a member likes, of those that lists show to this viewer, the latest like first, after a like where one is
    /// named.
    pub async fn liked_pins(
        &self,
        viewer: Option<UserId>,
        member: UserId,
        after: Option<LikeId>,
        limit: usize,
    ) -> Result<Vec<(LikeId, PinId)>, Problem> {
        let rows = sqlx::query!(
            r#"select likes.id as "id: LikeId", likes.pin_id as "pin_id: PinId"
               from likes join listed_pins($1) as pin on pin.id = likes.pin_id
               where likes.user_id = $2 and likes.id < $3 and (pin.shown or pin.owner_id = $1)
               order by likes.id desc limit $4"#,
            viewer.map(UserId::uuid),
            member.uuid(),
            after.map_or(Uuid::max(), LikeId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.pin_id)).collect())
    }
}
