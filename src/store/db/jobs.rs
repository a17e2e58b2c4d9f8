//! What lies in the queue. Its tables are the library's, which makes them itself after ours: these queries are checked by tests
//! instead of when the crate is built.

use super::Db;
use crate::model::{
    errors::Problem,
    figures::JobCounts,
    ids::{JobId, PictureId, PinId, UserId},
    jobs::{JobFilter, JobSort, JobState},
};
use crate::store::queue::{ASKED_FOR_ONCE, LATER, PROCESS_PICTURE};
use serde_json::Value;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// A job as it lies in the queue.
#[derive(Debug, sqlx::FromRow)]
pub struct Queued {
    id: i64,
    /// The name of its kind.
    pub kind: String,
    /// What it was told.
    pub payload: Value,
    state: String,
    attempts: i16,
    max_attempts: i16,
    /// Since when it is there.
    pub created_at: OffsetDateTime,
    /// When it is due.
    pub run_at: OffsetDateTime,
    /// Why it failed the last time, as the library writes it.
    pub last_error: Option<String>,
}

impl Queued {
    /// Its name.
    pub fn id(&self) -> JobId {
        JobId::from_uuid(Uuid::from_u128(u128::from(self.id.unsigned_abs())))
    }

    /// How far it is.
    pub fn state(&self) -> Result<JobState, Problem> {
        self.state.parse()
    }

    /// How often it was begun, and how often it is at most.
    pub fn attempts(&self) -> (u16, u16) {
        (self.attempts.unsigned_abs(), self.max_attempts.unsigned_abs())
    }
}

/// How many jobs of a kind are in one state.
#[derive(Debug, sqlx::FromRow)]
pub struct QueuedKind {
    /// The name of the kind.
    pub kind: String,
    /// The name of the state.
    pub state: String,
    /// How many.
    pub jobs: i64,
    /// For how long the oldest of them that is due and that nobody works on has been due; none where there is none.
    pub oldest_seconds: Option<f64>,
}

/// A picture, and a pin that shows it where whoever looks may see that.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The user name of whose it is.
    pub owner: String,
    /// The pin, and its title.
    pub pin: Option<(PinId, String)>,
}

/// The number of a job in the queue; `None` where no job can have this name.
pub fn number(job: JobId) -> Option<i64> {
    i64::try_from(job.uuid().as_u128()).ok()
}

/// How far a job is, as [`JobState`] names it.
macro_rules! state {
    () => {
        "case when jobs.locked_at is not null then 'running'
              when jobs.attempts >= jobs.max_attempts then 'failed'
              when jobs.attempts > 0 then 'retrying'
              else 'waiting' end"
    };
}

/// Jobs that have what is asked for, from one on.
macro_rules! listed {
    ($after:literal, $order:literal) => {
        concat!(
            "select jobs.id, tasks.identifier as kind, jobs.payload, ",
            state!(),
            " as state, jobs.attempts, jobs.max_attempts, jobs.created_at, jobs.run_at, jobs.last_error
             from graphile_worker._private_jobs as jobs
             join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
             where ($1::text is null or tasks.identifier = $1) and ($2::text is null or ",
            state!(),
            " = $2) and ($3::bigint is null or jobs.id ",
            $after,
            " $3) order by jobs.id ",
            $order,
            " limit $4"
        )
    };
}

impl Db {
    /// Jobs after one of them, in their order.
    pub async fn jobs(&self, filter: &JobFilter, after: Option<JobId>, limit: usize) -> Result<Vec<Queued>, Problem> {
        let sql = match filter.sort {
            JobSort::Newest => listed!("<", "desc"),
            JobSort::Oldest => listed!(">", "asc"),
        };
        let jobs = sqlx::query_as(sql)
            .bind(filter.kind.as_deref())
            .bind(filter.state.map(JobState::name))
            .bind(after.map(|job| number(job).unwrap_or(i64::MAX)))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        Ok(jobs.fetch_all(&self.pool).await?)
    }

    /// One job.
    pub async fn job(&self, job: JobId) -> Result<Option<Queued>, Problem> {
        let Some(number) = number(job) else { return Ok(None) };
        let sql = concat!(
            "select jobs.id, tasks.identifier as kind, jobs.payload, ",
            state!(),
            " as state, jobs.attempts, jobs.max_attempts, jobs.created_at, jobs.run_at, jobs.last_error
             from graphile_worker._private_jobs as jobs
             join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
             where jobs.id = $1"
        );
        Ok(sqlx::query_as(sql).bind(number).fetch_optional(&self.pool).await?)
    }

    /// How many jobs there are.
    pub async fn job_counts(&self) -> Result<JobCounts, Problem> {
        let sql =
            concat!("select ", state!(), " as state, count(*) from graphile_worker._private_jobs as jobs group by 1");
        let rows: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&self.pool).await?;
        let mut counts = JobCounts::default();
        for (state, number) in rows {
            let number = number.unsigned_abs();
            match state.parse()? {
                JobState::Waiting => counts.waiting = number,
                JobState::Running => counts.running = number,
                JobState::Retrying => counts.retrying = number,
                JobState::Failed => counts.failed = number,
            }
        }
        Ok(counts)
    }

    /// How many jobs there are of each kind, state by state. Looks at all of them.
    pub async fn queue(&self) -> Result<Vec<QueuedKind>, Problem> {
        let sql = concat!(
            "select tasks.identifier as kind, ",
            state!(),
            " as state, count(*) as jobs,
                    extract(epoch from now() - min(jobs.run_at) filter (
                        where jobs.locked_at is null and jobs.attempts < jobs.max_attempts and jobs.run_at <= now()
                    ))::double precision as oldest_seconds
             from graphile_worker._private_jobs as jobs
             join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
             group by 1, 2"
        );
        Ok(sqlx::query_as(sql).fetch_all(&self.pool).await?)
    }

    /// The numbers of jobs that have failed for good.
    pub async fn failed_jobs(&self) -> Result<Vec<i64>, Problem> {
        let sql = "select id from graphile_worker._private_jobs
                   where locked_at is null and attempts >= max_attempts order by id";
        Ok(sqlx::query_scalar(sql).fetch_all(&self.pool).await?)
    }

    /// Whether a job of one of these kinds waits, or is under way.
    pub async fn is_under_way(&self, kinds: &[&str]) -> Result<bool, Problem> {
        let sql = "select exists (
                     select from graphile_worker._private_jobs as jobs
                     join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
                     where tasks.identifier = any($1) and (jobs.locked_at is not null or jobs.attempts < jobs.max_attempts))";
        Ok(sqlx::query_scalar(sql).bind(kinds).fetch_one(&self.pool).await?)
    }

    /// Has the jobs of a worker that has ended taken up by others.
    pub async fn free_jobs_of(&self, worker: &str) -> Result<(), Problem> {
        let sql =
            "select graphile_worker.recover_dead_worker_jobs(array[$1::text]), graphile_worker.worker_deregister($1)";
        sqlx::query(sql).bind(worker).execute(&self.pool).await?;
        self.forget_superseded_jobs().await
    }

    /// Has the jobs of all workers taken up by others, and says how many it were: whoever calls this knows that no worker lives.
    pub async fn free_all_jobs(&self) -> Result<i32, Problem> {
        let sql = "select graphile_worker.recover_dead_worker_jobs(array(
                       select locked_by from graphile_worker._private_jobs where locked_by is not null
                       union select locked_by from graphile_worker._private_job_queues where locked_by is not null))";
        let freed = sqlx::query_scalar(sql).fetch_one(&self.pool).await?;
        sqlx::query("delete from graphile_worker._private_workers").execute(&self.pool).await?;
        self.forget_superseded_jobs().await?;
        Ok(freed)
    }

    /// Forgets jobs that have another in their place: where one that runs is asked for again under its key, the library has it run
    /// for the last time, and where its worker then dies, it would stand there as failed for ever.
    pub async fn forget_superseded_jobs(&self) -> Result<(), Problem> {
        let sql = "delete from graphile_worker._private_jobs as jobs using graphile_worker._private_tasks as tasks
                   where tasks.id = jobs.task_id and tasks.identifier = any($1) and jobs.payload ->> 'after' is null
                     and jobs.key is null and jobs.locked_at is null and jobs.attempts >= jobs.max_attempts
                     and jobs.last_error = 'Job recovered after worker interruption'";
        sqlx::query(sql).bind(ASKED_FOR_ONCE.as_slice()).execute(&self.pool).await?;
        Ok(())
    }

    /// Whether a picture waits of which more than the full size is to be made. Those that wait until nothing else is to be done do not
    /// count.
    pub async fn pictures_wait(&self) -> Result<bool, Problem> {
        let sql = "select exists (
                     select from graphile_worker._private_jobs as jobs
                     join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
                     where tasks.identifier = $1 and jobs.is_available and jobs.run_at <= now() and jobs.priority < $2)";
        Ok(sqlx::query_scalar(sql).bind(PROCESS_PICTURE).bind(LATER).fetch_one(&self.pool).await?)
    }

    /// Pictures that are not done, the oldest first.
    pub async fn unfinished_pictures(&self, limit: i64) -> Result<Vec<PictureId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id: PictureId" from pictures where state <> 'ready' order by id limit $1"#,
            limit,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Which of these pictures a job of these kinds is there for, be it that it has failed.
    pub async fn pictures_with_job(
        &self,
        kinds: &[&str],
        pictures: &[PictureId],
    ) -> Result<HashSet<PictureId>, Problem> {
        let names: Vec<_> = pictures.iter().map(PictureId::to_string).collect();
        let sql = "select jobs.payload ->> 'picture' from graphile_worker._private_jobs as jobs
                   join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
                   where tasks.identifier = any($1) and jobs.payload ->> 'picture' = any($2)";
        let found: Vec<String> = sqlx::query_scalar(sql).bind(kinds).bind(names).fetch_all(&self.pool).await?;
        Ok(found.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// What is known of pictures, to whoever looks.
    pub async fn shown_pictures(
        &self,
        viewer: UserId,
        pictures: &[PictureId],
    ) -> Result<HashMap<PictureId, Shown>, Problem> {
        let ids: Vec<_> = pictures.iter().map(|picture| picture.uuid()).collect();
        let rows = sqlx::query!(
            r#"select pictures.id as "id: PictureId", users.username, pin.id as "pin?: PinId", pin.title as "title?"
               from pictures join users on users.id = pictures.owner_id
               left join visible_pins($1) as pin on pin.picture_id = pictures.id
               where pictures.id = any($2)"#,
            viewer.uuid(),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, Shown { owner: row.username, pin: row.pin.zip(row.title) })).collect())
    }

    /// The user names of accounts.
    pub async fn usernames(&self, users: &[UserId]) -> Result<HashMap<UserId, String>, Problem> {
        let ids: Vec<_> = users.iter().map(|user| user.uuid()).collect();
        let rows = sqlx::query!(r#"select id as "id: UserId", username from users where id = any($1)"#, &ids);
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| (row.id, row.username)).collect())
    }
}

/// What jobs of a kind were told, the oldest first, without those that have failed for good.
pub(super) async fn told(connection: &mut PgConnection, kind: &str) -> Result<Vec<Value>, Problem> {
    let sql = "select jobs.payload::jsonb from graphile_worker._private_jobs as jobs
               join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
               where tasks.identifier = $1 and jobs.attempts < jobs.max_attempts order by jobs.id";
    Ok(sqlx::query_scalar(sql).bind(kind).fetch_all(connection).await?)
}

/// Forgets all jobs.
pub(super) async fn forget_all(connection: &mut PgConnection) -> Result<(), Problem> {
    sqlx::query("delete from graphile_worker._private_jobs").execute(connection).await?;
    Ok(())
}
