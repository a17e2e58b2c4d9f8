//! By what the servers of a site hear of each other: PostgreSQL, which every site has, or Redis, where one is configured.

use crate::{model::errors::Problem, store::db::Db};
use async_trait::async_trait;
use futures::StreamExt;
use redis::{AsyncCommands, Client, aio::MultiplexedConnection, aio::PubSub};
use tokio::sync::Mutex;

/// The channel of Redis. Sites that share one have to use different databases' names in it: see [`Redis::open`].
const PREFIX: &str = "tessera_live";

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
pub(super) struct Redis {
    client: Client,
    channel: String,
    /// Made when something is published first, and anew after it was lost.
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl Redis {
    /// The Redis at this address, for the site of this database: several sites can share one.
    ///
    /// # Errors
    /// The address is not one of Redis.
    pub(super) fn open(url: &str, site: &str) -> Result<Self, redis::RedisError> {
        let client = Client::open(url)?;
        Ok(Self { client, channel: format!("{PREFIX}:{site}"), connection: Mutex::default() })
    }
}

#[async_trait]
impl Backend for Redis {
    async fn publish(&self, payloads: &[String]) -> Result<(), Problem> {
        let mut kept = self.connection.lock().await;
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => self.client.get_multiplexed_async_connection().await.map_err(lost)?,
        };
        for payload in payloads {
            let _receivers: usize = connection.publish(&self.channel, payload).await.map_err(lost)?;
        }
        *kept = Some(connection);
        Ok(())
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, Problem> {
        let mut pubsub = self.client.get_async_pubsub().await.map_err(lost)?;
        pubsub.subscribe(&self.channel).await.map_err(lost)?;
        Ok(Box::new(RedisSubscription(pubsub)))
    }
}

struct RedisSubscription(PubSub);

#[async_trait]
impl Subscription for RedisSubscription {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let message = self.0.on_message().next().await.ok_or(Problem::Busy)?;
        message.get_payload().map(Some).map_err(lost)
    }
}

fn lost(error: redis::RedisError) -> Problem {
    tracing::warn!(%error, "Redis cannot be reached");
    Problem::Busy
}
