//! Figures: how much there is now, and how much there was day by day.

use super::Db;
use crate::model::{
    errors::Problem,
    figures::{Day, Figures},
};
use time::Date;

/// A row of a day, before it becomes one.
struct Row {
    day: Date,
    members: Option<i64>,
    pins: Option<i64>,
    upload_bytes: Option<i64>,
    file_bytes: Option<i64>,
    done: Option<i64>,
    failed: Option<i64>,
}

impl From<Row> for Day {
    fn from(row: Row) -> Self {
        let count = |number: Option<i64>| number.unwrap_or_default().unsigned_abs();
        Self {
            day: row.day,
            figures: Figures {
                members: count(row.members),
                pins: count(row.pins),
                upload_bytes: count(row.upload_bytes),
                file_bytes: count(row.file_bytes),
            },
            jobs_done: count(row.done),
            jobs_failed: count(row.failed),
        }
    }
}

impl Db {
    /// How much there is. Counted, so it takes as long as the tables are large.
    pub async fn figures_now(&self) -> Result<Figures, Problem> {
        let row = sqlx::query!(
            r#"select (select count(*) from users) as "members!",
                      (select count(*) from pins where deleted_at is null) as "pins!",
                      (select coalesce(sum(used_bytes), 0)::bigint from users) as "upload_bytes!",
                      (select coalesce(sum(byte_size), 0)::bigint from blobs) as "file_bytes!""#,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Figures {
            members: row.members.unsigned_abs(),
            pins: row.pins.unsigned_abs(),
            upload_bytes: row.upload_bytes.unsigned_abs(),
            file_bytes: row.file_bytes.unsigned_abs(),
        })
    }

    /// Writes down how much there is today.
    pub async fn keep_figures(&self, figures: Figures) -> Result<(), Problem> {
        sqlx::query!(
            "insert into figures (day, members, pins, upload_bytes, file_bytes)
             values ((now() at time zone 'UTC')::date, $1, $2, $3, $4)
             on conflict (day) do update
             set members = excluded.members, pins = excluded.pins, upload_bytes = excluded.upload_bytes,
                 file_bytes = excluded.file_bytes",
            figures.members.cast_signed(),
            figures.pins.cast_signed(),
            figures.upload_bytes.cast_signed(),
            figures.file_bytes.cast_signed(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whether nobody counted on some day since the first account, of the last so many before today.
    pub async fn figures_are_missing(&self, days: u16) -> Result<bool, Problem> {
        let missing = sqlx::query_scalar!(
            r#"select exists (
                 select from generate_series(1, least($1::integer, (now() at time zone 'UTC')::date
                        - (select min(created_at) at time zone 'UTC' from users)::date)) as ago
                 where not exists (select from figures where day = (now() at time zone 'UTC')::date - ago)
               ) as "missing!""#,
            i32::from(days),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(missing)
    }

    /// Fills in the days, of the last so many before today, on which nobody counted, out of what is left of them: when accounts,
    /// pins, pictures and files were made.
    pub async fn fill_figures(&self, days: u16) -> Result<(), Problem> {
        sqlx::query!(
            "with made as (
                 select (created_at at time zone 'UTC')::date as day, count(*) as members, 0 as pins, 0 as uploads, 0 as files
                 from users group by 1
                 union all
                 select (created_at at time zone 'UTC')::date, 0, count(*), 0, 0 from pins where deleted_at is null group by 1
                 union all
                 select (pictures.created_at at time zone 'UTC')::date, 0, 0, sum(byte_size), 0
                 from pictures join blobs on blobs.sha256 = pictures.original_sha256 group by 1
                 union all
                 select (created_at at time zone 'UTC')::date, 0, 0, 0, sum(byte_size) from blobs group by 1
             ),
             by_day as (
                 select day, sum(members) as members, sum(pins) as pins, sum(uploads) as uploads, sum(files) as files
                 from made group by day
                 union all
                 -- Days on which nothing was made.
                 select (now() at time zone 'UTC')::date - ago, 0, 0, 0, 0 from generate_series(1, $1::integer) as ago
             ),
             until as (
                 select day, sum(members) over since as members, sum(pins) over since as pins,
                        sum(uploads) over since as uploads, sum(files) over since as files
                 from by_day window since as (order by day)
             )
             insert into figures (day, members, pins, upload_bytes, file_bytes)
             select distinct day, members, pins, uploads, files from until
             where day < (now() at time zone 'UTC')::date and day >= (now() at time zone 'UTC')::date - $1::integer
             on conflict (day) do nothing",
            i32::from(days),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The last so many days, the oldest first, today last. Days of which nothing is known are empty.
    pub async fn figures_by_day(&self, days: u16) -> Result<Vec<Day>, Problem> {
        let rows = sqlx::query_as!(
            Row,
            r#"select days.day as "day!: Date", members as "members?", pins as "pins?", upload_bytes as "upload_bytes?",
                      file_bytes as "file_bytes?", done as "done?", failed as "failed?"
               from (select (now() at time zone 'UTC')::date - ago as day from generate_series(0, $1::integer - 1) as ago) as days
               left join figures on figures.day = days.day
               left join job_figures on job_figures.day = days.day
               order by days.day"#,
            i32::from(days),
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(Day::from).collect())
    }

    /// How many reports nobody has handled.
    pub async fn open_reports(&self) -> Result<u64, Problem> {
        let open = sqlx::query_scalar!(r#"select coalesce(sum(open), 0) as "open!" from reported where open > 0"#);
        Ok(open.fetch_one(&self.pool).await?.unsigned_abs())
    }

    /// Counts a job that was done, or a try that failed, today.
    pub async fn count_job(&self, done: bool) -> Result<(), Problem> {
        sqlx::query!(
            "insert into job_figures as known (day, done, failed)
             values ((now() at time zone 'UTC')::date, $1::boolean::integer, (not $1)::integer)
             on conflict (day) do update set done = known.done + excluded.done, failed = known.failed + excluded.failed",
            done,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
