//! PostgreSQL as a bus: `NOTIFY` and `LISTEN` on a channel. What runs over it is none of this file's business.

use super::Db;
use crate::model::errors::Problem;
use sqlx::postgres::{PgListener, PgPoolOptions};

/// The longest payload that PostgreSQL takes, in bytes ("must be shorter than 8000", says its manual of NOTIFY).
pub const PAYLOAD_LONGEST: usize = 7_999;

const CHANNEL: &str = "tessera_live";

/// Hears what is sent on this database, on a connection of its own.
pub struct Listener(PgListener);

impl Db {
    /// Sends these payloads to all who listen on this database, in one transaction. Each such commit waits for the others of
    /// its kind, on all servers: so one writer sends many at once.
    ///
    /// # Errors
    /// [`Problem::Internal`] where PostgreSQL does not answer; [`Problem::Busy`] where all connections are in use.
    pub async fn notify(&self, payloads: &[String]) -> Result<(), Problem> {
        sqlx::query!("select pg_notify($1, payload) from unnest($2::text[]) as payload", CHANNEL, payloads)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Begins to listen.
    ///
    /// # Errors
    /// [`Problem::Internal`] where PostgreSQL does not answer.
    pub async fn listen(&self) -> Result<Listener, Problem> {
        Ok(Listener(self.listener(CHANNEL).await?))
    }

    /// A connection of its own that listens to a channel.
    pub(super) async fn listener(&self, channel: &str) -> Result<PgListener, Problem> {
        // Its library wants a pool to connect anew from. Not the site's: that would wait for this connection when it closes.
        let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let pool = pool.connect_lazy_with(self.pool.connect_options().as_ref().clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(channel).await?;
        Ok(listener)
    }
}

impl Listener {
    /// The next payload. `None` where the connection was lost and made again: something may have been missed then.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the connection is lost and cannot be made again.
    pub async fn next(&mut self) -> Result<Option<String>, Problem> {
        Ok(self.0.try_recv().await?.map(|heard| heard.payload().to_owned()))
    }
}
