//! Accounts that are being deleted: marked at once, taken away bit by bit.

use super::{Db, Tx};
use crate::model::{errors::Problem, ids::UserId};

/// Marks an account. It is suspended from then on, and named and reached by nothing that its owner chose: who signs up next may have the
/// name and the address. False where it is leaving already.
pub async fn mark(tx: &mut Tx, user: UserId) -> Result<bool, Problem> {
    let marked = sqlx::query!(
        "update users set
             leaving_at = now(),
             suspended_at = coalesce(suspended_at, now()),
             suspended_reason = coalesce(suspended_reason, 'This account is being deleted.'),
             username = 'left_' || right(replace(id::text, '-', ''), 24),
             email = id::text || '@left.invalid', email_verified_at = null, new_email = null,
             display_name = 'Deleted account', bio = '', password_hash = 'none', role = 'member'
         where id = $1 and leaving_at is null",
        user.uuid(),
    );
    Ok(marked.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Takes away some of what an account has, at most so many of each kind, and says how much that was. What is left when this finds
/// nothing more is little, and goes with the account.
pub async fn purge_some(tx: &mut Tx, user: UserId, limit: i64) -> Result<u64, Problem> {
    let pictures = sqlx::query_scalar!(
        "delete from pins where id in (select id from pins where owner_id = $1 limit $2) returning picture_id",
        user.uuid(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("delete from pictures where id = any($1)", &pictures).execute(&mut **tx).await?;
    let other = sqlx::query_scalar!(
        r#"with gone_comments as (
               delete from comments where id in (select id from comments where author_id = $1 limit $2) returning 1
           ), gone_likes as (
               delete from likes where user_id = $1 and pin_id in (select pin_id from likes where user_id = $1 limit $2) returning 1
           ), gone_follows as (
               delete from follows where (follower_id, followed_id) in (
                   (select follower_id, followed_id from follows where follower_id = $1 limit $2)
                   union all
                   (select follower_id, followed_id from follows where followed_id = $1 limit $2)
               ) returning 1
           ), gone_notices as (
               delete from notices where id in (select id from notices where user_id = $1 limit $2) returning 1
           )
           select (select count(*) from gone_comments) + (select count(*) from gone_likes)
                + (select count(*) from gone_follows) + (select count(*) from gone_notices) as "gone!""#,
        user.uuid(),
        limit,
    );
    let other = other.fetch_one(&mut **tx).await?;
    Ok(pictures.len() as u64 + other.unsigned_abs())
}

/// Deletes an account that is leaving, with what is left of it. Blobs are left to the sweep.
pub async fn delete(tx: &mut Tx, user: UserId) -> Result<(), Problem> {
    // Pins first: pictures go with their account as well, and a pin would hold its picture back.
    sqlx::query!("delete from pins where owner_id = $1", user.uuid()).execute(&mut **tx).await?;
    sqlx::query!("delete from users where id = $1 and leaving_at is not null", user.uuid()).execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// The account that has been leaving the longest.
    pub async fn next_leaving(&self) -> Result<Option<UserId>, Problem> {
        let user = sqlx::query_scalar!(
            r#"select id as "id: UserId" from users where leaving_at is not null order by leaving_at, id limit 1"#,
        );
        Ok(user.fetch_optional(&self.pool).await?)
    }
}
