//! PostgreSQL: the only room that holds SQL, one file a noun. Queries are checked when the crate is built.

pub mod access_tokens;
mod attempts;
pub mod audit;
pub mod backup_runs;
pub mod backups;
pub mod blobs;
pub mod blocks;
pub mod board_writes;
pub mod boards;
pub mod categories;
pub mod changes;
pub mod channel_pins;
pub mod channels;
pub mod closings;
mod columns;
pub mod comments;
pub mod communities;
pub mod community_invitations;
pub mod community_log;
pub mod community_members;
pub mod community_notices;
pub mod community_purge;
pub mod community_reports;
pub mod community_writes;
mod connections;
pub mod conversations;
pub mod deletions;
mod errors;
pub mod expiring_links;
pub mod feeds;
mod figures;
pub mod file_facts;
pub mod follows;
pub mod jobs;
pub mod leaving;
pub mod likeness;
pub mod likes;
pub mod links;
pub mod live;
pub mod members;
pub mod message_batches;
pub mod message_edits;
mod message_parts;
pub mod message_search;
pub mod messages;
pub mod mine;
pub mod moderation;
pub mod moderation_pins;
mod moderation_queue;
mod neighbours;
pub mod notices;
pub mod originals;
pub mod owner;
pub mod pictures;
pub mod pin_writes;
pub mod pins;
pub mod plans;
pub mod popular;
pub mod presence;
pub mod programs;
mod related;
mod replicas;
mod reported_pictures;
pub mod reports;
pub mod restores;
pub mod resumable_uploads;
pub mod schema;
pub mod search;
mod search_names;
pub mod search_terms;
mod secrets;
pub mod sessions;
pub mod site_settings;
pub mod storage;
mod suggestions;
pub mod thumbnails;
pub mod users;

use closings::Closings;
pub use columns::Seen;
use connections::{Pools, Purpose};
pub(super) use errors::of_code;
use replicas::Replicas;

use crate::model::errors::Problem;
use sqlx::{ConnectOptions, Connection, PgPool, Postgres, migrate::Migrator, postgres::PgConnectOptions};
use std::{future::Future, time::Duration};
use time::OffsetDateTime;

/// A transaction under way. Dropped without a commit, it rolls back.
pub type Tx = sqlx::Transaction<'static, Postgres>;

/// How the tables came to be, step by step.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a start waits for PostgreSQL.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// What a statement may take that somebody waits for: in all, and for a lock that another one holds.
const OF_REQUESTS: [(&str, &str); 2] = [("statement_timeout", "15s"), ("lock_timeout", "4s")];

/// The advisory lock of a server that makes what the database has once.
const STARTING: i64 = 0x0073_7461_7274;

/// The door to PostgreSQL: a pool of connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
    /// This one and all that were made of it, for who measures them.
    pools: Pools,
    closings: Closings,
    replicas: Replicas,
}

impl Db {
    /// Connects, waiting up to 30 s for the server, and brings the tables up to date.
    ///
    /// # Errors
    /// The server cannot be reached, or a migration fails.
    pub async fn open(options: PgConnectOptions) -> Result<Self, sqlx::Error> {
        let options = tuned(options);
        migrate(&options).await?;
        let pool = connections::of_requests().connect_with(options.options(OF_REQUESTS)).await?;
        let pools = Pools::default();
        pools.add(Purpose::Requests, &pool);
        Ok(Self { pool, pools, closings: Closings::default(), replicas: Replicas::default() })
    }

    /// Waits until no other server makes what the database has once. The others wait until the transaction ends.
    ///
    /// # Errors
    /// [`Problem::Internal`] where PostgreSQL does not answer.
    pub async fn turn_to_start(&self) -> Result<Tx, Problem> {
        let mut tx = self.begin().await?;
        // What the others do may take long.
        sqlx::raw_sql("set local lock_timeout = 0; set local statement_timeout = 0").execute(&mut *tx).await?;
        sqlx::query!("select pg_advisory_xact_lock($1)", STARTING).execute(&mut *tx).await?;
        Ok(tx)
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`Problem::Internal`] where PostgreSQL does not answer.
    pub async fn begin(&self) -> Result<Tx, Problem> {
        Ok(self.pool.begin().await?)
    }

    /// Whether PostgreSQL answers.
    pub async fn answers(&self) -> bool {
        sqlx::query_scalar!("select 1").fetch_one(&self.pool).await.is_ok()
    }

    /// The pool, for the queue's library, which brings its own SQL.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// How the site is served by any PostgreSQL.
fn tuned(options: PgConnectOptions) -> PgConnectOptions {
    // PostgreSQL compiles plans that it deems dear, and starts processes for them: that takes longer than any of ours run. So does
    // planning a statement anew each time, which it does where it hopes for a better plan by what is asked for. And two
    // letters that are swapped leave little more than half of a word's trigrams as they were.
    let settings = [
        ("jit", "off"),
        ("max_parallel_workers_per_gather", "0"),
        ("plan_cache_mode", "force_generic_plan"),
        ("pg_trgm.word_similarity_threshold", "0.5"),
    ];
    options.application_name("tessera").options(settings)
}

/// Brings the tables up to date, however long that takes, on a connection of its own.
async fn migrate(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let first = tokio::time::timeout(START_PATIENCE, async {
        loop {
            match options.connect().await {
                Err(sqlx::Error::Io(_)) => tokio::time::sleep(Duration::from_millis(200)).await,
                connected => break connected,
            }
        }
    });
    let mut connection = first.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
    MIGRATIONS.run(&mut connection).await?;
    connection.close().await
}

/// How often a transaction is tried before it is given up.
const TRIES: usize = 5;

/// Does what is one transaction, begun and committed in `work`, and does it again where others were in its way: accounts and pins
/// take with them what hangs on them in an order of PostgreSQL's own, so two transactions can wait for each other, and it lets
/// go one of them.
///
/// # Errors
/// As `work`; [`Problem::Overtaken`] where there is always somebody in the way.
pub async fn again<T, F: Future<Output = Result<T, Problem>>>(work: impl Fn() -> F) -> Result<T, Problem> {
    for _ in 1..TRIES {
        match work().await {
            Err(Problem::Overtaken) => {}
            done => return done,
        }
    }
    work().await
}

/// The time on PostgreSQL's clock. What is judged by its clock is made due by its clock.
///
/// # Errors
/// [`Problem::Internal`] where it does not answer.
pub async fn now(tx: &mut Tx) -> Result<OffsetDateTime, Problem> {
    Ok(sqlx::query_scalar!(r#"select now() as "now!: OffsetDateTime""#).fetch_one(&mut **tx).await?)
}

/// Commits, as ours.
///
/// # Errors
/// [`Problem::Internal`] where the commit fails; nothing has been changed then.
pub async fn commit(tx: Tx) -> Result<(), Problem> {
    Ok(tx.commit().await?)
}
