//! Blocks, set and ended. Whom they hide from whom is decided by `blocked(viewer)` and `unseen(viewer)` in the database.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    blocks::BlockedMember,
    errors::Problem,
    ids::{PictureId, UserId},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Locks the accounts of two members: a block, a follow and a new conversation between them come one after the other. Who begins a follow
/// locks them as it is counted (`follows_counted`).
pub async fn lock_pair(tx: &mut Tx, one: UserId, other: UserId) -> Result<(), Problem> {
    sqlx::query!("select from users where id in ($1, $2) order by id for no key update", one.uuid(), other.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Locks the direct conversations that two members share: what one of them sends there comes before a block, or is refused.
pub async fn lock_conversations(tx: &mut Tx, one: UserId, other: UserId) -> Result<(), Problem> {
    sqlx::query!(
        "select from channels
         where id in (select channel_id from conversation_members where user_id = $1)
           and id in (select channel_id from conversation_members where user_id = $2)
         order by id for no key update",
        one.uuid(),
        other.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Has a member block another; false where they do already.
pub async fn insert(tx: &mut Tx, blocker: UserId, blocked: UserId) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "insert into blocks (blocker_id, blocked_id) values ($1, $2) on conflict (blocker_id, blocked_id) do nothing",
        blocker.uuid(),
        blocked.uuid(),
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Ends a block; false where there was none.
pub async fn delete(tx: &mut Tx, blocker: UserId, blocked: UserId) -> Result<bool, Problem> {
    let deleted =
        sqlx::query!("delete from blocks where blocker_id = $1 and blocked_id = $2", blocker.uuid(), blocked.uuid(),);
    Ok(deleted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// How many members somebody has blocked.
pub async fn count(tx: &mut Tx, blocker: UserId) -> Result<i64, Problem> {
    let count = sqlx::query_scalar!(r#"select count(*) as "count!" from blocks where blocker_id = $1"#, blocker.uuid());
    Ok(count.fetch_one(&mut **tx).await?)
}

/// Whether one of two members has blocked the other. To be asked once both accounts are locked, where something follows from it.
pub async fn between(tx: &mut Tx, one: UserId, other: UserId) -> Result<bool, Problem> {
    let found = sqlx::query_scalar!(
        r#"select exists (
               select from blocks where (blocker_id, blocked_id) in (($1, $2), ($2, $1))
           ) as "found!""#,
        one.uuid(),
        other.uuid(),
    );
    Ok(found.fetch_one(&mut **tx).await?)
}

/// Ends the follows of two members both ways, and takes back what each was told of the other.
pub async fn part(tx: &mut Tx, one: UserId, other: UserId) -> Result<(), Problem> {
    sqlx::query!(
        "delete from follows where (follower_id, followed_id) in (($1, $2), ($2, $1))",
        one.uuid(),
        other.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    // The lock on a row of `notices` comes before those on its actors.
    let told = sqlx::query_scalar!(
        "select id from notices
         where user_id = $1 and exists (select from notice_actors where notice_id = notices.id and actor_id = $2)
            or user_id = $2 and exists (select from notice_actors where notice_id = notices.id and actor_id = $1)
         order by id for update",
        one.uuid(),
        other.uuid(),
    );
    let told = told.fetch_all(&mut **tx).await?;
    if !told.is_empty() {
        let both = [one.uuid(), other.uuid()];
        sqlx::query!("delete from notice_actors where notice_id = any($1) and actor_id = any($2)", &told, &both[..])
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

impl Db {
    /// Whom a member has blocked, and who has blocked them.
    pub async fn blocked(&self, user: UserId) -> Result<Vec<UserId>, Problem> {
        let ids = sqlx::query_scalar!(r#"select user_id as "user_id!: UserId" from blocked($1)"#, user.uuid());
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Whom a member has blocked, the latest first, after a place where one is named. With each, who it is for a cursor.
    pub async fn blocks_of(
        &self,
        blocker: UserId,
        after: Option<(OffsetDateTime, UserId)>,
        limit: usize,
    ) -> Result<Vec<(UserId, BlockedMember)>, Problem> {
        let (at, id) = after.unzip();
        let rows = sqlx::query!(
            r#"select users.id as "id: UserId", username, display_name, blocks.created_at as "blocked_at: OffsetDateTime",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from blocks join users on users.id = blocks.blocked_id
               left join lateral face_of(users.avatar_id) as face on true
               where blocks.blocker_id = $1 and users.leaving_at is null
                 and (blocks.created_at, blocks.blocked_id) < (coalesce($2::timestamptz, 'infinity'), $3)
               order by blocks.created_at desc, blocks.blocked_id desc
               limit $4"#,
            blocker.uuid(),
            at as Option<OffsetDateTime>,
            id.map_or(Uuid::max(), UserId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let member = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let person = Person { username: row.username, display_name: row.display_name, avatar };
            (row.id, BlockedMember { person, blocked_at: row.blocked_at })
        });
        Ok(member.collect())
    }
}
