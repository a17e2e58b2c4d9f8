//! How connections to PostgreSQL are made and kept: a pool for requests, one for jobs, small ones for what is told at once, and one for each
//! replica, so that none waits for another's.

use super::Db;
use crate::model::errors::Problem;
use sqlx::{
    Connection, PgConnection, PgPool,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How many connections requests have.
const FOR_REQUESTS: u32 = 20;

/// How long somebody who asks for something may wait for a connection: less than a page has in all, so that they are told.
const WAIT: Duration = Duration::from_secs(4);

/// A connection that has rested for longer is asked whether it lives before it is used.
const RESTED: Duration = Duration::from_secs(1);

/// How many connections jobs have beside one for each that runs: each kind of worker listens on one, and a picture writes on
/// two at a time.
const BESIDE_JOBS: u32 = 8;

/// How long one statement of a job may take. A request's may take much less.
const JOB_PATIENCE: &str = "10min";

/// How long a statement of a job waits for a lock that others hold.
const JOB_LOCK_PATIENCE: &str = "2min";

/// When this process began to count.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// When a connection was lost the last time, in milliseconds since [`BEGAN`]; 0 where none was.
static LOST: AtomicU64 = AtomicU64::new(0);

impl Db {
    /// The same database by connections of their own, for the jobs: with more time for each statement.
    pub fn for_jobs(&self, workers: usize) -> Self {
        let options = PgConnectOptions::clone(&self.pool.connect_options())
            .options([("statement_timeout", JOB_PATIENCE), ("lock_timeout", JOB_LOCK_PATIENCE)]);
        let workers = u32::try_from(workers).unwrap_or(u32::MAX);
        let pool = PgPoolOptions::new()
            .max_connections(workers.saturating_mul(2).saturating_add(BESIDE_JOBS))
            .acquire_timeout(Duration::from_secs(10))
            // The queue's library makes calls of its own, whose errors are not seen here; and a job can wait for the question.
            .test_before_acquire(true);
        self.and(Purpose::Jobs, pool.connect_lazy_with(options))
    }

    /// The same database by so many connections of their own, for the few tasks through which all goes that is told at once: pages that
    /// ask for much keep none of them waiting.
    pub fn for_live(&self, connections: u32) -> Self {
        let options = PgConnectOptions::clone(&self.pool.connect_options());
        let pool = asked_on_release().max_connections(connections);
        self.and(Purpose::Live, pool.connect_lazy_with(options))
    }

    pub(super) fn and(&self, purpose: Purpose, pool: PgPool) -> Self {
        self.pools.add(purpose, &pool);
        Self { pool, ..self.clone() }
    }

    /// What each kind of pool is for, how many of its connections are in use, and how many are at rest.
    pub fn pools(&self) -> [(&'static str, usize, usize); 4] {
        let pools = self.pools.all();
        [Purpose::Requests, Purpose::Jobs, Purpose::Live, Purpose::Replicas].map(|purpose| {
            let alike = pools.iter().filter(|(known, pool)| *known == purpose && !pool.is_closed());
            let (size, idle) =
                alike.fold((0, 0), |(size, idle), (_, pool)| (size + pool.size() as usize, idle + pool.num_idle()));
            (purpose.name(), size.saturating_sub(idle), idle)
        })
    }

    /// How long a connection has to be waited for just now.
    ///
    /// # Errors
    /// [`Problem::Busy`] where none comes.
    pub async fn connection_wait(&self) -> Result<Duration, Problem> {
        let began = Instant::now();
        drop(self.pool.acquire().await?);
        Ok(began.elapsed())
    }
}

/// What a pool is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Requests,
    Jobs,
    /// What is told at once.
    Live,
    /// What replicas are asked.
    Replicas,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Jobs => "jobs",
            Self::Live => "live",
            Self::Replicas => "replicas",
        }
    }
}

/// The pools by which a process reaches one database. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Pools(Arc<Mutex<Vec<(Purpose, PgPool)>>>);

impl Pools {
    pub(super) fn add(&self, purpose: Purpose, pool: &PgPool) {
        self.all().push((purpose, pool.clone()));
    }

    /// Nothing here can panic while it holds the lock.
    fn all(&self) -> MutexGuard<'_, Vec<(Purpose, PgPool)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pool for what somebody waits for. A connection is asked whether it lives before it is used where it has rested, or is older than
/// the last loss of any: when PostgreSQL has been started anew, all that lie in the pool are dead, and each would fail somebody's request.
/// While there is much to do and none is lost, asking would only cost.
pub(super) fn of_requests() -> PgPoolOptions {
    LazyLock::force(&BEGAN);
    let pool = PgPoolOptions::new().max_connections(FOR_REQUESTS).acquire_timeout(WAIT);
    pool.test_before_acquire(false).before_acquire(|connection, about| {
        Box::pin(async move { if is_doubtful(&about) { lives(connection).await } else { Ok(true) } })
    })
}

/// The same, where a connection is asked whether it lives after its use as well: one whose other end has gone without a word would be missing
/// for a quarter of an hour.
pub(super) fn asked_on_release() -> PgPoolOptions {
    of_requests().after_release(|connection, _| {
        Box::pin(async move {
            let answered = tokio::time::timeout(WAIT, connection.ping()).await;
            answered.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
        })
    })
}

/// Remembers that a connection was lost, where that is what the error says.
pub(super) fn note_loss(error: &sqlx::Error) {
    let lost = match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        // 57P01 to 57P03: the server, or somebody by its hand, ends connections.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    };
    if lost {
        let now = u64::try_from(BEGAN.elapsed().as_millis()).unwrap_or(u64::MAX);
        LOST.store(now.max(1), Ordering::Relaxed);
    }
}

fn is_doubtful(about: &PoolConnectionMetadata) -> bool {
    let lost = LOST.load(Ordering::Relaxed);
    about.idle_for > RESTED || lost > 0 && BEGAN.elapsed() <= about.age + Duration::from_millis(lost)
}

async fn lives(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    // One that is dead is closed, and the pool takes another.
    Ok(connection.ping().await.is_ok())
}
