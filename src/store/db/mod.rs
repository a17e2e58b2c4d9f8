//! PostgreSQL: the only room that holds SQL, one file a noun. Queries are checked when the crate is built.

mod access_tokens;
pub mod audit;
pub mod blobs;
pub mod board_writes;
pub mod boards;
pub mod categories;
mod columns;
pub mod comments;
pub mod deletions;
mod errors;
pub mod expiring_links;
pub mod feeds;
mod figures;
pub mod follows;
pub mod jobs;
pub mod likes;
pub mod links;
pub mod live;
pub mod members;
pub mod mine;
pub mod moderation;
pub mod moderation_pins;
mod moderation_queue;
mod neighbours;
pub mod notices;
pub mod originals;
pub mod pictures;
pub mod pin_writes;
pub mod pins;
pub mod plans;
pub mod popular;
pub mod programs;
pub mod reports;
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

pub use columns::Seen;

use crate::model::errors::Problem;
use sqlx::{
    PgPool, Postgres,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{future::Future, time::Duration};

/// A transaction under way. Dropped without a commit, it rolls back.
pub type Tx = sqlx::Transaction<'static, Postgres>;

/// The door to PostgreSQL: a pool of connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    /// Connects, waiting up to 30 s for the server, and brings the tables up to date.
    ///
    /// # Errors
    /// The server cannot be reached, or a migration fails.
    pub async fn open(options: PgConnectOptions) -> Result<Self, sqlx::Error> {
        // PostgreSQL compiles plans that it deems dear, and starts processes for them: that takes longer than any of ours run. So does
        // planning a statement anew each time, which it does where it hopes for a better plan by what is asked for. And two
        // letters that are swapped leave little more than half of a word's trigrams as they were.
        let settings = [
            ("jit", "off"),
            ("max_parallel_workers_per_gather", "0"),
            ("plan_cache_mode", "force_generic_plan"),
            ("pg_trgm.word_similarity_threshold", "0.5"),
        ];
        let options = options.application_name("tessera").options(settings);
        let pool = PgPoolOptions::new()
            .max_connections(20)
            .acquire_timeout(Duration::from_secs(30))
            // A dead connection fails its query, which is retried by a person; asking first costs every query.
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self { pool })
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

/// Commits, as ours.
///
/// # Errors
/// [`Problem::Internal`] where the commit fails; nothing has been changed then.
pub async fn commit(tx: Tx) -> Result<(), Problem> {
    Ok(tx.commit().await?)
}
