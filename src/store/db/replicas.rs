//! Replicas: servers that follow ours by streaming replication, and answer what only reads. One is asked only once it has replayed all
//! that was committed when it was about to be asked, so it answers as the primary would: what was hidden stays hidden, whoever has hidden
//! it and on whichever server, and what somebody has just written is there.

use super::{
    Db,
    connections::{self, Purpose},
    tuned,
};
use crate::{model::errors::Problem, telemetry};
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// How long a replica is waited for that has not replayed everything yet: some milliseconds are usual.
const CATCH_UP: Duration = Duration::from_millis(50);

/// How often is looked meanwhile.
const PAUSE: Duration = Duration::from_millis(2);

/// How long a connection to a replica may be waited for.
const WAIT: Duration = Duration::from_millis(500);

/// How long a replica may take for an answer. The primary is asked then, while somebody waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// The same for a statement: what nobody waits for any more ends on the replica as well.
const OF_REPLICAS: [(&str, &str); 1] = [("statement_timeout", "2s")];

/// How often all replicas are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The replicas of a database. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Replicas(Arc<[Replica]>);

#[derive(Debug)]
struct Replica {
    /// What logs call it.
    name: String,
    db: Db,
    /// Whether it had replayed everything in time, and answered, the last time.
    in_step: AtomicBool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    InStep,
    Behind,
    /// It does not answer; why not.
    Away(String),
    /// It follows another server, or none.
    Other,
}

impl Db {
    /// The same database with replicas, which are used while [`Db::watch_replicas`] is polled.
    pub fn with_replicas(self, replicas: Vec<PgConnectOptions>) -> Self {
        let replica = |options: PgConnectOptions| {
            let name = format!("{}:{}", options.get_host(), options.get_port());
            let pool = connections::asked_on_release().acquire_timeout(WAIT);
            let pool = pool.connect_lazy_with(tuned(options).options(OF_REPLICAS));
            Replica { name, db: self.and(Purpose::Replicas, pool), in_step: AtomicBool::new(false) }
        };
        let replicas = Replicas(replicas.into_iter().map(replica).collect());
        Self { replicas, ..self }
    }

    /// How many replicas lists are read from just now.
    pub fn replicas_in_step(&self) -> usize {
        self.replicas.in_step().count()
    }

    /// Reads from a replica; `None` where there is none that can answer, or something is wrong: the primary is to be asked then.
    pub async fn on_replica<T, F: Future<Output = Result<T, Problem>>>(
        &self,
        work: impl FnOnce(Self) -> F,
    ) -> Option<T> {
        if self.replicas.0.is_empty() {
            return None;
        }
        let found = self.found_on_replica(work).await;
        telemetry::list_answered(found.is_some());
        found
    }

    async fn found_on_replica<T, F: Future<Output = Result<T, Problem>>>(
        &self,
        work: impl FnOnce(Self) -> F,
    ) -> Option<T> {
        let replica = self.replicas.any()?;
        let position = self.position().await.ok()?;
        let answered = match replica.reaches(position).await {
            Ok(true) => timeout(PATIENCE, work(replica.db.clone())).await.ok(),
            _ => None,
        };
        match answered {
            Some(Ok(found)) => return Some(found),
            // The request is at fault, not the replica.
            Some(Err(problem)) if problem.status() < 500 => {}
            _ => replica.in_step.store(false, Ordering::Relaxed),
        }
        None
    }

    /// Where the primary's log ends, of what was committed: a replica that has replayed it so far has all of that. Commits are in the part
    /// that is flushed, unless they are told not to wait for that.
    async fn position(&self) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar!(
            r#"select pg_wal_lsn_diff(
                   case current_setting('synchronous_commit') when 'off' then pg_current_wal_insert_lsn()
                        else pg_current_wal_flush_lsn() end,
                   '0/0')::bigint as "position!""#
        )
        .fetch_one(&self.pool)
        .await
    }

    /// Looks again and again which replicas are in step, for as long as it is polled. For one task of a server.
    pub async fn watch_replicas(&self) {
        let mut states = vec![None::<State>; self.replicas.0.len()];
        while !states.is_empty() {
            // Without the primary there is nothing to compare them with.
            if let (Ok((_, identity)), Ok(position)) = (identity(&self.pool).await, self.position().await) {
                for (replica, known) in self.replicas.0.iter().zip(&mut states) {
                    let state = replica.look(&identity, position).await;
                    replica.in_step.store(state == State::InStep, Ordering::Relaxed);
                    if known.as_ref() != Some(&state) {
                        replica.log(&state);
                        *known = Some(state);
                    }
                }
            }
            sleep(LOOK).await;
        }
    }
}

impl Replicas {
    fn in_step(&self) -> impl Iterator<Item = &Replica> {
        self.0.iter().filter(|replica| replica.in_step.load(Ordering::Relaxed))
    }

    /// One of those in step.
    fn any(&self) -> Option<&Replica> {
        let replicas: Vec<_> = self.in_step().collect();
        let at = (!replicas.is_empty()).then(|| rand::random_range(0..replicas.len()))?;
        replicas.get(at).copied()
    }
}

impl Replica {
    /// Whether it has replayed the log up to this position, now or in a moment.
    async fn reaches(&self, position: i64) -> Result<bool, sqlx::Error> {
        let mut connection = self.db.pool.acquire().await?;
        let reached = async {
            loop {
                let reached = sqlx::query_scalar!(
                    r#"select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') >= $1::bigint as "reached?""#,
                    position
                );
                match reached.fetch_one(&mut *connection).await? {
                    Some(true) => return Ok::<_, sqlx::Error>(true),
                    Some(false) => sleep(PAUSE).await,
                    None => return Ok(false),
                }
            }
        };
        timeout(CATCH_UP, reached).await.unwrap_or(Ok(false))
    }

    async fn look(&self, primary: &str, position: i64) -> State {
        let looked = async {
            let (follows, identity) = identity(&self.db.pool).await?;
            if !follows || identity != primary {
                return Ok(State::Other);
            }
            let reaches = self.reaches(position).await?;
            Ok::<_, sqlx::Error>(if reaches { State::InStep } else { State::Behind })
        };
        match timeout(PATIENCE, looked).await {
            Ok(Ok(state)) => state,
            Ok(Err(error)) => State::Away(error.to_string()),
            Err(_) => State::Away("it takes too long".to_owned()),
        }
    }

    fn log(&self, state: &State) {
        let replica = &self.name;
        match state {
            State::InStep => tracing::info!(%replica, "this replica is in step: lists are read from it"),
            State::Behind => tracing::warn!(%replica, "this replica is behind: lists are not read from it"),
            State::Away(error) => {
                tracing::warn!(%replica, error, "this replica does not answer: lists are not read from it");
            }
            State::Other => tracing::error!(%replica, "this is no streaming replica of the site's database"),
        }
    }
}

/// Whether a server follows another, and which database this is: one that the primary has in common with its replicas and with nobody
/// else.
async fn identity(pool: &PgPool) -> Result<(bool, String), sqlx::Error> {
    let row = sqlx::query!(
        r#"select pg_is_in_recovery() as "follows!",
                  system_identifier::text || '/' || current_database()::text as "identity!"
           from pg_control_system()"#
    );
    let row = row.fetch_one(pool).await?;
    Ok((row.follows, row.identity))
}
