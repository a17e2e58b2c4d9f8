//! What is liked most, in pages: the pins in order, after a place, by the indexes of their counts.

use super::Db;
use crate::model::{
    errors::Problem,
    ids::{PinId, UserId},
};
use uuid::Uuid;

/// How many pins of a member, or with a tag, are sorted by their likes.
const SORTED_MOST: i64 = 1800;

/// How many are noted, so that one knows them when one comes upon them among all; of more, each is asked for.
const NOTED_MOST: i64 = 12_000;

/// The same of a tag, by how many pins have it that everybody finds: a few others have it as well.
const NOTED_MOST_OF_TAG: i64 = 10_000;

/// A pin's place among those that are liked most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Popular {
    /// How many like it.
    pub likes: u32,
    /// The pin.
    pub pin: PinId,
}

/// Which stretch of time is compared: it ends today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// So many days, today among them, UTC.
    Days(i32),
    /// So many months, this one among them, UTC.
    Months(i32),
    /// Ever.
    Ever,
}

impl Since {
    /// How many days, or months, it has.
    const fn numbers(self) -> (Option<i32>, Option<i32>) {
        match self {
            Self::Days(days) => (Some(days), None),
            Self::Months(months) => (None, Some(months)),
            Self::Ever => (None, None),
        }
    }
}

/// Whose pins, and with which tag; all where it says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a> {
    /// Whose.
    pub owner: Option<UserId>,
    /// With this tag.
    pub tag: Option<&'a str>,
}

/// The likes and the id to begin below.
fn below_popular(after: Option<Popular>) -> (i32, Uuid) {
    after.map_or((i32::MAX, Uuid::max()), |after| (likes_column(after.likes), after.pin.uuid()))
}

/// A number of likes, as the table has it.
pub(super) fn likes_column(likes: u32) -> i32 {
    i32::try_from(likes).unwrap_or(i32::MAX)
}

impl Db {
    /// Everybody's pins of a stretch of time, what is liked most first. Days and months have an index each in which the best
    /// of each day and month come first: the best of all are among the best of each.
    pub async fn popular(
        &self,
        viewer: Option<UserId>,
        since: Since,
        after: Option<Popular>,
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let after = below_popular(after);
        match since {
            Since::Days(days) => {
                let likely = self.popular_in_days_likely(viewer, days, after, limit).await?;
                if likely.len() == limit { Ok(likely) } else { self.popular_in_days(viewer, days, after, limit).await }
            }
            Since::Months(months) => {
                let likely = self.popular_in_months_likely(viewer, months, after, limit).await?;
                if likely.len() == limit {
                    Ok(likely)
                } else {
                    self.popular_in_months(viewer, months, after, limit).await
                }
            }
            Since::Ever => self.popular_ever(viewer, after, limit).await,
        }
    }

    /// Those of them that this viewer sees among the next twice as many: mostly all that are wanted, so that few pins are looked at.
    async fn popular_in_days_likely(
        &self,
        viewer: Option<UserId>,
        days: i32,
        (likes, pin): (i32, Uuid),
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let rows = sqlx::query!(
            r#"select next.like_count as "likes!", next.pin_id as "pin!: PinId"
               from (
                   select best.like_count, best.pin_id from generate_series(0, $2 - 1) as back(days)
                   cross join lateral (
                       select like_count, pin_id from pin_counts
                       where added_day = (now() at time zone 'UTC')::date - back.days and (like_count, pin_id) < ($3, $4)
                       order by like_count desc, pin_id desc limit 2 * $5::bigint
                   ) as best
                   order by best.like_count desc, best.pin_id desc limit 2 * $5::bigint
               ) as next
               cross join lateral (
                   select from listed_pins($1) as pin
                   where pin.id = next.pin_id and (pin.shown or pin.owner_id = $1) offset 0
               ) as seen
               order by next.like_count desc, next.pin_id desc limit $5"#,
            viewer.map(UserId::uuid),
            days,
            likes,
            pin,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }

    async fn popular_in_days(
        &self,
        viewer: Option<UserId>,
        days: i32,
        (likes, pin): (i32, Uuid),
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let rows = sqlx::query!(
            r#"select best.like_count as "likes!", best.pin_id as "pin!: PinId"
               from generate_series(0, $2 - 1) as back(days)
               cross join lateral (
                   select counts.like_count, counts.pin_id
                   from pin_counts as counts join listed_pins($1) as pin on pin.id = counts.pin_id
                   where counts.added_day = (now() at time zone 'UTC')::date - back.days
                     and (counts.like_count, counts.pin_id) < ($3, $4)
                     and (pin.shown or pin.owner_id = $1)
                   order by counts.like_count desc, counts.pin_id desc limit $5
               ) as best
               order by best.like_count desc, best.pin_id desc limit $5"#,
            viewer.map(UserId::uuid),
            days,
            likes,
            pin,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }

    /// The same of months.
    async fn popular_in_months_likely(
        &self,
        viewer: Option<UserId>,
        months: i32,
        (likes, pin): (i32, Uuid),
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let rows = sqlx::query!(
            r#"select next.like_count as "likes!", next.pin_id as "pin!: PinId"
               from (
                   select best.like_count, best.pin_id from generate_series(0, $2 - 1) as back(months)
                   cross join lateral (
                       select like_count, pin_id from pin_counts
                       where added_month
                             = (date_trunc('month', now() at time zone 'UTC') - make_interval(months => back.months))::date
                         and (like_count, pin_id) < ($3, $4)
                       order by like_count desc, pin_id desc limit 2 * $5::bigint
                   ) as best
                   order by best.like_count desc, best.pin_id desc limit 2 * $5::bigint
               ) as next
               cross join lateral (
                   select from listed_pins($1) as pin
                   where pin.id = next.pin_id and (pin.shown or pin.owner_id = $1) offset 0
               ) as seen
               order by next.like_count desc, next.pin_id desc limit $5"#,
            viewer.map(UserId::uuid),
            months,
            likes,
            pin,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }

    async fn popular_in_months(
        &self,
        viewer: Option<UserId>,
        months: i32,
        (likes, pin): (i32, Uuid),
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let rows = sqlx::query!(
            r#"select best.like_count as "likes!", best.pin_id as "pin!: PinId"
               from generate_series(0, $2 - 1) as back(months)
               cross join lateral (
                   select counts.like_count, counts.pin_id
                   from pin_counts as counts join listed_pins($1) as pin on pin.id = counts.pin_id
                   where counts.added_month
                         = (date_trunc('month', now() at time zone 'UTC') - make_interval(months => back.months))::date
                     and (counts.like_count, counts.pin_id) < ($3, $4)
                     and (pin.shown or pin.owner_id = $1)
                   order by counts.like_count desc, counts.pin_id desc limit $5
               ) as best
               order by best.like_count desc, best.pin_id desc limit $5"#,
            viewer.map(UserId::uuid),
            months,
            likes,
            pin,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }

    async fn popular_ever(
        &self,
        viewer: Option<UserId>,
        (likes, pin): (i32, Uuid),
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let rows = sqlx::query!(
            r#"select counts.like_count as "likes!", counts.pin_id as "pin!: PinId"
               from pin_counts as counts join listed_pins($1) as pin on pin.id = counts.pin_id
               where (counts.like_count, counts.pin_id) < ($2, $3) and (pin.shown or pin.owner_id = $1)
               order by counts.like_count desc, counts.pin_id desc limit $4"#,
            viewer.map(UserId::uuid),
            likes,
            pin,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }

    /// The pins of a member, those with a tag, or both, of a stretch of time, what is liked most first. Those of a tag have been
    /// counted: which way is the shortest is known before.
    pub async fn popular_among(
        &self,
        viewer: Option<UserId>,
        among: Among<'_>,
        since: Since,
        after: Option<Popular>,
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let pins = match among {
            Among { owner: None, tag: Some(tag) } => i64::from(self.tag_pins(tag).await?),
            _ => 0,
        };
        if pins <= SORTED_MOST
            && let Some(found) = self.popular_by_sorting(viewer, among, since, after, limit).await?
        {
            return Ok(found);
        }
        let noted = if pins <= NOTED_MOST_OF_TAG { NOTED_MOST } else { 0 };
        self.popular_by_walking(viewer, among, since, after, noted, limit).await
    }

    /// The same, by sorting all that match; `None` where these are too many.
    async fn popular_by_sorting(
        &self,
        viewer: Option<UserId>,
        among: Among<'_>,
        since: Since,
        after: Option<Popular>,
        limit: usize,
    ) -> Result<Option<Vec<Popular>>, Problem> {
        let ((likes, pin), (days, months)) = (below_popular(after), since.numbers());
        let rows = sqlx::query!(
            r#"with candidates as materialized (
                   (select pin.id from listed_pins($1) as pin where $5::text is null and pin.owner_id = $4 limit $9::bigint + 1)
                   union all
                   (select pin_id from pin_tags where owner_id = $4 and tag = $5 limit $9::bigint + 1)
                   union all
                   (select pin_id from pin_tags where $4::uuid is null and tag = $5 limit $9::bigint + 1)
               )
               select many.count as "count!", best.like_count as "likes?", best.pin_id as "pin?: PinId"
               from (select count(*) as count from candidates) as many
               left join lateral (
                   select next.like_count, next.pin_id from (
                       select counts.like_count, counts.pin_id
                       from candidates join pin_counts as counts on counts.pin_id = candidates.id
                       where many.count <= $9::bigint and (counts.like_count, counts.pin_id) < ($2, $3)
                         and counts.added_day >= coalesce(
                             (now() at time zone 'UTC')::date - ($6::integer - 1),
                             (date_trunc('month', now() at time zone 'UTC') - make_interval(months => $7::integer - 1))::date,
                             '-infinity')
                       order by counts.like_count desc, counts.pin_id desc
                   ) as next
                   cross join lateral (
                       select from listed_pins($1) as pin
                       where pin.id = next.pin_id and (pin.shown or pin.owner_id = $1) offset 0
                   ) as seen
                   order by next.like_count desc, next.pin_id desc limit $8
               ) as best on true"#,
            viewer.map(UserId::uuid),
            likes,
            pin,
            among.owner.map(UserId::uuid),
            among.tag,
            days,
            months,
            limit as i64,
            SORTED_MOST,
        )
        .fetch_all(&self.pool)
        .await?;
        if rows.first().is_some_and(|row| row.count > SORTED_MOST) {
            return Ok(None);
        }
        let found =
            rows.into_iter().filter_map(|row| Some(Popular { likes: row.likes?.unsigned_abs(), pin: row.pin? }));
        Ok(Some(found.collect()))
    }

    /// The same, by looking at one after the other of all by likes. `is true` keeps the database from walking by days, and `coalesce`
    /// from reading all that have a tag at first.
    async fn popular_by_walking(
        &self,
        viewer: Option<UserId>,
        among: Among<'_>,
        since: Since,
        after: Option<Popular>,
        noted: i64,
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let ((likes, pin), (days, months)) = (below_popular(after), since.numbers());
        let rows = sqlx::query!(
            r#"with noted as materialized (
                   (select pin.id from listed_pins($1) as pin where $5::text is null and pin.owner_id = $4 limit $9::bigint + 1)
                   union all
                   (select pin_id from pin_tags where owner_id = $4 and tag = $5 limit $9::bigint + 1)
                   union all
                   (select pin_id from pin_tags where $4::uuid is null and tag = $5 limit $9::bigint + 1)
               )
               select next.like_count as "likes!", next.pin_id as "pin!: PinId" from (
                   select like_count, pin_id from pin_counts
                   where (like_count, pin_id) < ($2, $3)
                     and (added_day >= coalesce(
                         (now() at time zone 'UTC')::date - ($6::integer - 1),
                         (date_trunc('month', now() at time zone 'UTC') - make_interval(months => $7::integer - 1))::date,
                         '-infinity')) is true
                     and case when (select count(*) from noted) <= $9::bigint then pin_id in (select id from noted)
                              else $5::text is null or coalesce(
                                  (select true from pin_tags where pin_tags.pin_id = pin_counts.pin_id and tag = $5), false)
                         end
                   order by like_count desc, pin_id desc
               ) as next
               cross join lateral (
                   select from listed_pins($1) as pin
                   where pin.id = next.pin_id and (pin.shown or pin.owner_id = $1)
                     and ($4::uuid is null or pin.owner_id = $4) offset 0
               ) as seen
               order by next.like_count desc, next.pin_id desc limit $8"#,
            viewer.map(UserId::uuid),
            likes,
            pin,
            among.owner.map(UserId::uuid),
            among.tag,
            days,
            months,
            limit as i64,
            noted,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }
}
