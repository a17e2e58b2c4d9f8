//! Follows. Their counts are kept by triggers.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    follows::PersonCard,
    ids::{FollowId, PictureId, UserId},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Has a member follow another; false where they do already.
pub async fn insert(tx: &mut Tx, follower: UserId, followed: UserId, follow: FollowId) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "insert into follows (follower_id, followed_id, id) values ($1, $2, $3)
         on conflict (follower_id, followed_id) do nothing",
        follower.uuid(),
        followed.uuid(),
        follow.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Has a member follow another no more; false where they did not.
pub async fn delete(tx: &mut Tx, follower: UserId, followed: UserId) -> Result<bool, Problem> {
    let deleted = sqlx::query!(
        "delete from follows where follower_id = $1 and followed_id = $2",
        follower.uuid(),
        followed.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(deleted.rows_affected() == 1)
}

/// How many follow a member.
///
/// # Errors
/// [`Problem::NotFound`] where the account is gone.
pub async fn count(tx: &mut Tx, followed: UserId) -> Result<u32, Problem> {
    let count = sqlx::query_scalar!("select follower_count from users where id = $1", followed.uuid());
    Ok(count.fetch_one(&mut **tx).await?.unsigned_abs())
}

impl Db {
    /// Who follows a member, the latest first, after a follow where one is named.
    pub async fn followers(
        &self,
        member: UserId,
        after: Option<FollowId>,
        limit: usize,
    ) -> Result<Vec<(FollowId, UserId)>, Problem> {
        let rows = sqlx::query!(
            r#"select id as "id: FollowId", follower_id as "follower_id: UserId" from follows
               where followed_id = $1 and id < $2
               order by id desc limit $3"#,
            member.uuid(),
            after.map_or(Uuid::max(), FollowId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.follower_id)).collect())
    }

    /// Whom a member follows, the latest first, after a follow where one is named.
    pub async fn followed_by(
        &self,
        member: UserId,
        after: Option<FollowId>,
        limit: usize,
    ) -> Result<Vec<(FollowId, UserId)>, Problem> {
        let rows = sqlx::query!(
            r#"select id as "id: FollowId", followed_id as "followed_id: UserId" from follows
               where follower_id = $1 and id < $2
               order by id desc limit $3"#,
            member.uuid(),
            after.map_or(Uuid::max(), FollowId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.followed_id)).collect())
    }

    /// These members in this order, as this viewer sees them in a list.
    pub async fn people(&self, viewer: Option<UserId>, members: &[UserId]) -> Result<Vec<PersonCard>, Problem> {
        let ids: Vec<_> = members.iter().map(|member| member.uuid()).collect();
        let rows = sqlx::query!(
            r#"select id as "id: UserId", username, display_name,
                      exists (select from follows where follower_id = $1 and followed_id = users.id) as "followed!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where id = any($2) and leaving_at is null
                 and id <> all (array(select user_id from blocked($1)))"#,
            viewer.map(UserId::uuid),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let card = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let person = Person { username: row.username, display_name: row.display_name, avatar };
            (row.id, PersonCard { person, followed: row.followed })
        });
        let mut cards: HashMap<_, _> = card.collect();
        Ok(members.iter().filter_map(|member| cards.remove(member)).collect())
    }
}
