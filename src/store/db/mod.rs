//! PostgreSQL: the only room that holds SQL, one file a noun. Queries are checked when the crate is built.

mod access_tokens;
pub mod blobs;
mod columns;
pub mod deletions;
mod errors;
pub mod links;
mod members;
pub mod mine;
pub mod pictures;
pub mod pin_writes;
pub mod pins;
pub mod programs;
mod secrets;
pub mod sessions;
pub mod users;

pub use columns::Seen;

use crate::model::errors::Problem;
use sqlx::{
    PgPool, Postgres,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::Duration;

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
        let options = options.application_name("tessera");
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

/// Commits, as ours.
///
/// # Errors
/// [`Problem::Internal`] where the commit fails; nothing has been changed then.
pub async fn commit(tx: Tx) -> Result<(), Problem> {
    Ok(tx.commit().await?)
}
