//! Members as admins see them.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::{Person, Role},
    errors::Problem,
    ids::{PictureId, PlanId, UserId},
    members::{Member, MemberFilter, Suspended},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

impl Db {
    /// How many members match.
    pub async fn count_members(&self, filter: &MemberFilter) -> Result<u64, Problem> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from matching_members($1, $2, $3, $4)"#,
            filter.q,
            filter.plan.map(PlanId::uuid),
            filter.role.map(Role::name),
            filter.suspended,
        );
        Ok(count.fetch_one(&self.pool).await?.unsigned_abs())
    }

    /// The members that match, whoever joined last first, after one where one is named.
    pub async fn newest_members(
        &self,
        filter: &MemberFilter,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<Member>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id!" from matching_members($1, $2, $3, $4) where id < $5 order by id desc limit $6"#,
            filter.q,
            filter.plan.map(PlanId::uuid),
            filter.role.map(Role::name),
            filter.suspended,
            after.map_or(Uuid::max(), UserId::uuid),
            limit as i64,
        );
        self.members(&ids.fetch_all(&self.pool).await?).await
    }

    /// The same by user name.
    ///
    /// # Errors
    /// [`Problem::BadRequest`] where the one that is named is gone: nobody knows then where they stood.
    pub async fn members_by_name(
        &self,
        filter: &MemberFilter,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<Member>, Problem> {
        let name = match after {
            None => String::new(),
            Some(after) => sqlx::query_scalar!("select lower(username) from users where id = $1", after.uuid())
                .fetch_optional(&self.pool)
                .await?
                .flatten()
                .ok_or_else(|| Problem::BadRequest {
                    detail: "This page no longer exists. Please start from the first page.".to_owned(),
                })?,
        };
        let ids = sqlx::query_scalar!(
            r#"select id as "id!" from matching_members($1, $2, $3, $4)
               where lower(username) > $5 order by lower(username) limit $6"#,
            filter.q,
            filter.plan.map(PlanId::uuid),
            filter.role.map(Role::name),
            filter.suspended,
            name,
            limit as i64,
        );
        self.members(&ids.fetch_all(&self.pool).await?).await
    }

    /// The same by the room that their files take, most first; after so many bytes and one.
    pub async fn members_by_room(
        &self,
        filter: &MemberFilter,
        after: Option<(i64, UserId)>,
        limit: usize,
    ) -> Result<Vec<Member>, Problem> {
        let (bytes, id) = after.map_or((i64::MAX, Uuid::max()), |(bytes, id)| (bytes, id.uuid()));
        let ids = sqlx::query_scalar!(
            r#"select id as "id!" from matching_members($1, $2, $3, $4)
               where (used_bytes, id) < ($5, $6) order by used_bytes desc, id desc limit $7"#,
            filter.q,
            filter.plan.map(PlanId::uuid),
            filter.role.map(Role::name),
            filter.suspended,
            bytes,
            id,
            limit as i64,
        );
        self.members(&ids.fetch_all(&self.pool).await?).await
    }

    /// The member with this user name, whatever the case of its letters.
    pub async fn member(&self, username: &str) -> Result<Option<Member>, Problem> {
        let Some((id, _)) = self.by_username(username).await? else { return Ok(None) };
        Ok(self.members(&[id.uuid()]).await?.pop())
    }

    /// These members, in this order.
    async fn members(&self, ids: &[Uuid]) -> Result<Vec<Member>, Problem> {
        let rows = sqlx::query!(
            r#"select users.id as "id: UserId", username, display_name, email, email_verified_at is not null as "verified!", role,
                      users.created_at as "created_at: OffsetDateTime", used_bytes,
                      suspended_at as "suspended_at: OffsetDateTime", suspended_reason,
                      plans.id as "plan: PlanId", plans.name as plan_name, quota,
                      (select count(*) from pins where pins.owner_id = users.id and deleted_at is null) as "pins!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               join plans on plans.id = users.plan_id
               left join lateral face_of(users.avatar_id) as face on true
               where users.id = any($1)"#,
            ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let member = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let suspended = row.suspended_at.zip(row.suspended_reason);
            let member = Member {
                id: row.id,
                person: Person { username: row.username, display_name: row.display_name, avatar },
                email: row.email,
                verified: row.verified,
                role: row.role.parse()?,
                plan: row.plan,
                plan_name: row.plan_name,
                used: row.used_bytes.unsigned_abs(),
                quota: row.quota.map(i64::unsigned_abs),
                pins: u32::try_from(row.pins).unwrap_or(u32::MAX),
                joined_at: row.created_at,
                suspended: suspended.map(|(since, reason)| Suspended { since, reason }),
            };
            Ok((row.id.uuid(), member))
        });
        let mut members = member.collect::<Result<HashMap<_, _>, Problem>>()?;
        Ok(ids.iter().filter_map(|id| members.remove(id)).collect())
    }

    /// The account with this user name, whatever the case of its letters, and its address.
    pub async fn by_username(&self, username: &str) -> Result<Option<(UserId, String)>, Problem> {
        let found =
            sqlx::query!(r#"select id as "id: UserId", email from users where lower(username) = lower($1)"#, username,)
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.map(|row| (row.id, row.email)))
    }

    /// Those who are admins and not suspended.
    pub async fn admins(&self) -> Result<Vec<UserId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id: UserId" from users where role = 'admin' and suspended_at is null"#
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }
}

/// Those who are admins and not suspended. Whoever else asks so, or changes one of them, waits until the transaction ends; it is
/// asked before one of them is changed, so that the last cannot go.
pub async fn lock_admins(tx: &mut Tx) -> Result<Vec<UserId>, Problem> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: UserId" from users where role = 'admin' and suspended_at is null order by id for update"#
    );
    Ok(ids.fetch_all(&mut **tx).await?)
}

/// Gives an account another role, and says which it had; `None` where it is gone.
pub async fn set_role(tx: &mut Tx, user: UserId, role: Role) -> Result<Option<Role>, Problem> {
    let old = sqlx::query_scalar!("select role from users where id = $1 for update", user.uuid());
    let Some(old) = old.fetch_optional(&mut **tx).await? else { return Ok(None) };
    sqlx::query!("update users set role = $2 where id = $1", user.uuid(), role.name()).execute(&mut **tx).await?;
    old.parse().map(Some)
}
