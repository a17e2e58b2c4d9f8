//! What became of backups. Whoever writes here holds the lock of backups, so there is one at a time.

use super::{Db, Tx};
use crate::model::{
    backups::{BackupSize, FailedBackup, GoodBackup},
    errors::Problem,
};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// What is said of a backup that nobody ended.
const STOPPED: &str = "The server stopped while the backup was being made.";

/// After how many seconds a backup that failed, or that nobody has ended, is tried again, where the next one is not due before.
const RETRY: f64 = 3600.0;

impl Db {
    /// Writes down that a backup begins.
    pub async fn begin_backup_run(&self, run: Uuid, name: &str) -> Result<(), Problem> {
        sqlx::query!("insert into backup_runs (id, name) values ($1, $2)", run, name).execute(&self.pool).await?;
        sqlx::query!(
            "delete from backup_runs where id not in (select id from backup_runs order by begun_at desc, id desc limit 50)"
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Writes down how large a backup became, which is whole.
    pub async fn end_backup_run(&self, run: Uuid, size: BackupSize) -> Result<(), Problem> {
        sqlx::query!(
            "update backup_runs set ended_at = clock_timestamp(), files = $2, bytes = $3, new_bytes = $4 where id = $1",
            run,
            size.files.cast_signed(),
            size.bytes.cast_signed(),
            size.new_bytes.cast_signed(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends backups that nobody makes any more, as the process that did has died.
    pub async fn end_dead_backup_runs(&self) -> Result<(), Problem> {
        sqlx::query!(
            "update backup_runs set ended_at = clock_timestamp(), problem = $1 where ended_at is null",
            STOPPED,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whether it is time for a backup, where there is to be one so often.
    pub async fn is_backup_due(&self, every: Duration) -> Result<bool, Problem> {
        let due = sqlx::query_scalar!(
            r#"select not exists (
                   select from (select begun_at, ended_at is null or problem is not null as failed from backup_runs
                                order by begun_at desc, id desc limit 1) as last
                   where begun_at > clock_timestamp() - make_interval(
                       secs => case when failed then least($1::float8, $2::float8) else $1::float8 end)
               ) as "due!""#,
            every.as_secs_f64(),
            RETRY,
        );
        Ok(due.fetch_one(&self.pool).await?)
    }

    /// The last backup that is whole.
    pub async fn last_good_backup(&self) -> Result<Option<GoodBackup>, Problem> {
        let row = sqlx::query!(
            r#"select begun_at as "at: OffsetDateTime", files as "files!", bytes as "bytes!" from backup_runs
               where ended_at is not null and problem is null order by begun_at desc, id desc limit 1"#,
        );
        let good = row.fetch_optional(&self.pool).await?;
        Ok(good.map(|row| GoodBackup { at: row.at, files: row.files.unsigned_abs(), bytes: row.bytes.unsigned_abs() }))
    }

    /// The last backup that ended, where it failed.
    pub async fn failed_backup(&self) -> Result<Option<FailedBackup>, Problem> {
        let row = sqlx::query!(
            r#"select begun_at as "at: OffsetDateTime", problem from backup_runs
               where ended_at is not null order by begun_at desc, id desc limit 1"#,
        );
        let last = row.fetch_optional(&self.pool).await?;
        Ok(last.and_then(|row| row.problem.map(|problem| FailedBackup { at: row.at, problem })))
    }
}

/// Writes down what is wrong with a backup. True where admins are to be told, if they are told at all: nobody told
/// them of one that failed within a day and since the last good one.
pub async fn fail(tx: &mut Tx, run: Uuid, problem: &str, tell: bool) -> Result<bool, Problem> {
    let told = sqlx::query_scalar!(
        r#"update backup_runs set ended_at = clock_timestamp(), problem = $2, told = $3 and not exists (
               select from backup_runs as earlier
               where earlier.told and earlier.begun_at > clock_timestamp() - interval '1 day'
                 and earlier.begun_at > coalesce((select max(good.begun_at) from backup_runs as good
                                                  where good.ended_at is not null and good.problem is null), '-infinity')
           ) where id = $1 returning told"#,
        run,
        problem,
        tell,
    );
    Ok(told.fetch_one(&mut **tx).await?)
}
