//! Plans, and who has which.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{PlanId, UserId},
    plans::{LinkBounds, Plan, Terms, Usage},
};

/// A row of a plan, before it becomes one.
struct Row {
    id: PlanId,
    name: String,
    heights: Vec<i32>,
    original: bool,
    link_shortest: Option<i32>,
    link_longest: Option<i32>,
    largest_upload: i64,
    quota: Option<i64>,
    batch: i32,
}

impl From<Row> for Plan {
    fn from(row: Row) -> Self {
        let bounds = row.link_shortest.zip(row.link_longest);
        let terms = Terms {
            name: row.name,
            heights: row.heights.into_iter().map(i32::unsigned_abs).collect(),
            original: row.original,
            links: bounds.map(|(shortest, longest)| LinkBounds {
                shortest: shortest.unsigned_abs(),
                longest: longest.unsigned_abs(),
            }),
            largest_upload: row.largest_upload.unsigned_abs(),
            quota: row.quota.map(i64::unsigned_abs),
            batch: row.batch.unsigned_abs(),
        };
        Self { id: row.id, terms }
    }
}

impl Db {
    /// All plans, in the order in which they were made.
    pub async fn plans(&self) -> Result<Vec<Plan>, Problem> {
        let rows = sqlx::query_as!(
            Row,
            r#"select id as "id: PlanId", name, heights, original, link_shortest, link_longest, largest_upload, quota, batch
               from plans order by created_at, id"#,
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(Plan::from).collect())
    }

    /// The plan of an account; `None` where there is no such account.
    pub async fn plan_of(&self, user: UserId) -> Result<Option<Plan>, Problem> {
        let row = sqlx::query_as!(
            Row,
            r#"select plans.id as "id: PlanId", name, heights, original, link_shortest, link_longest, largest_upload, quota, batch
               from users join plans on plans.id = users.plan_id where users.id = $1"#,
            user.uuid(),
        );
        Ok(row.fetch_optional(&self.pool).await?.map(Plan::from))
    }

    /// How much of their plan's room an account has taken.
    pub async fn usage(&self, user: UserId) -> Result<Option<Usage>, Problem> {
        let Some(plan) = self.plan_of(user).await? else { return Ok(None) };
        let row = sqlx::query!(
            r#"select used_bytes, (select count(*) from pictures where owner_id = users.id) as "pictures!"
               from users where id = $1"#,
            user.uuid(),
        );
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| Usage { plan, used: row.used_bytes.unsigned_abs(), pictures: row.pictures.unsigned_abs() }))
    }

    /// How many members have each plan, and which is the plan of whoever signs up.
    pub async fn plan_members(&self) -> Result<Vec<(PlanId, u64, bool)>, Problem> {
        let rows = sqlx::query!(
            r#"select plans.id as "id: PlanId", count(users.id) as "members!",
                      exists (select from site_settings where default_plan_id = plans.id) as "default!"
               from plans left join users on users.plan_id = plans.id group by plans.id"#,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.members.unsigned_abs(), row.default)).collect())
    }
}

/// The largest number that a column holds, where this is larger.
fn bounded(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Adds a plan.
///
/// # Errors
/// [`Problem::Invalid`] where another is called the same.
pub async fn insert(tx: &mut Tx, id: PlanId, terms: &Terms) -> Result<(), Problem> {
    let heights: Vec<_> = terms.heights.iter().map(|&height| height.cast_signed()).collect();
    sqlx::query!(
        "insert into plans (id, name, heights, original, link_shortest, link_longest, largest_upload, quota, batch)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.uuid(),
        terms.name,
        &heights,
        terms.original,
        terms.links.map(|links| links.shortest.cast_signed()),
        terms.links.map(|links| links.longest.cast_signed()),
        bounded(terms.largest_upload),
        terms.quota.map(bounded),
        terms.batch.cast_signed(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Changes a plan. False where it is not there.
///
/// # Errors
/// As [`insert`].
pub async fn update(tx: &mut Tx, id: PlanId, terms: &Terms) -> Result<bool, Problem> {
    let heights: Vec<_> = terms.heights.iter().map(|&height| height.cast_signed()).collect();
    let changed = sqlx::query!(
        "update plans set name = $2, heights = $3, original = $4, link_shortest = $5, link_longest = $6,
                          largest_upload = $7, quota = $8, batch = $9
         where id = $1",
        id.uuid(),
        terms.name,
        &heights,
        terms.original,
        terms.links.map(|links| links.shortest.cast_signed()),
        terms.links.map(|links| links.longest.cast_signed()),
        bounded(terms.largest_upload),
        terms.quota.map(bounded),
        terms.batch.cast_signed(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Moves everybody of a plan to another, whoever signs up as well, and deletes it. Says how many members were moved. Rows are locked
/// first, always in the same order.
///
/// # Errors
/// [`Problem::NotFound`] where it is gone by now; [`Problem::Overtaken`] where others were in the way.
pub async fn retire(tx: &mut Tx, plan: PlanId, to: PlanId) -> Result<u64, Problem> {
    let both = [plan.uuid(), to.uuid()];
    let there = sqlx::query_scalar!("select id from plans where id = any($1) order by id for update", &both)
        .fetch_all(&mut **tx)
        .await?;
    if there.len() < both.len() {
        return Err(Problem::NotFound);
    }
    sqlx::query!("select from users where plan_id = $1 order by id for no key update", plan.uuid())
        .fetch_all(&mut **tx)
        .await?;
    let moved = sqlx::query!("update users set plan_id = $2 where plan_id = $1", plan.uuid(), to.uuid())
        .execute(&mut **tx)
        .await?;
    sqlx::query!("update site_settings set default_plan_id = $2 where default_plan_id = $1", plan.uuid(), to.uuid(),)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from plans where id = $1", plan.uuid()).execute(&mut **tx).await?;
    Ok(moved.rows_affected())
}

/// Gives a member another plan. False where there is no such member.
///
/// # Errors
/// [`Problem::Invalid`] where there is no such plan.
pub async fn give(tx: &mut Tx, user: UserId, plan: PlanId) -> Result<bool, Problem> {
    let given = sqlx::query!("update users set plan_id = $2 where id = $1", user.uuid(), plan.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(given.rows_affected() == 1)
}

/// How many bytes an account has taken. Whoever else changes that waits until the transaction ends.
pub async fn used(tx: &mut Tx, user: UserId) -> Result<u64, Problem> {
    let used = sqlx::query_scalar!("select used_bytes from users where id = $1 for no key update", user.uuid())
        .fetch_optional(&mut **tx)
        .await?;
    used.map(i64::unsigned_abs).ok_or(Problem::NotSignedIn)
}
