//! By what the servers of a site hear of each other: PostgreSQL, which every site has, or Redis, where one is configured.

use crate::{
    model::errors::Problem,
    store::{
        db::Db,
        redis::{Redis, RedisError, Subscription as RedisSubscription},
    },
};
use async_trait::async_trait;

/// The channel of Redis.
const CHANNEL: &str = "tessera_live";

/// A way to publish to all servers of a site, this one included.
#[async_trait]
pub(super) trait Backend: Send + Sync {
    /// Publishes all of these.
    async fn publish(&self, payloads: &[String]) -> Result<(), Problem>;
    /// Begins to hear what is published from now on.
    async fn subscribe(&self) -> Result<Box<dyn Subscription>, Problem>;
}

/// What is heard.
#[async_trait]
pub(super) trait Subscription: Send {
    /// The next payload; `None` where something may have been missed.
    ///
    /// # Errors
    /// The connection is lost.
    async fn next(&mut self) -> Result<Option<String>, Problem>;
}

/// PostgreSQL: `NOTIFY` and `LISTEN`.
pub(super) struct Postgres(pub(super) Db);

#[async_trait]
impl Backend for Postgres {
    async fn publish(&self, payloads: &[String]) -> Result<(), Problem> {
        self.0.notify(payloads).await
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, Problem> {
        Ok(Box::new(self.0.listen().await?))
    }
}

#[async_trait]
impl Subscription for crate::store::db::live::Listener {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        Self::next(self).await
    }
}

/// Redis: `PUBLISH` and `SUBSCRIBE`.
#[async_trait]
impl Backend for Redis {
    async fn publish(&self, payloads: &[String]) -> Result<(), Problem> {
        Redis::publish(self, CHANNEL, payloads).await.map_err(lost)
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, Problem> {
        Ok(Box::new(Redis::subscribe(self, CHANNEL).await.map_err(lost)?))
    }
}

#[async_trait]
impl Subscription for RedisSubscription {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        Self::next(self).await.ok_or(Problem::Busy)?.map(Some).map_err(lost)
    }
}

fn lost(error: RedisError) -> Problem {
    tracing::warn!(%error, "Redis cannot be reached");
    Problem::Busy
}
