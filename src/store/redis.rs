//! Redis, which the servers of a site share beside PostgreSQL, where one is configured: what they publish to each other, and counters. The
//! one door to its client.

mod counters;

pub use counters::{Counted, Counter, Rule};
pub use redis::RedisError;

use futures::StreamExt;
use redis::{
    AsyncCommands, Client, RedisResult,
    aio::{MultiplexedConnection, PubSub},
};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The Redis of one site. Cheap to clone.
#[derive(Clone)]
pub struct Redis(Arc<Server>);

struct Server {
    client: Client,
    /// What the site is called there: several can share one.
    site: String,
    /// What all commands go over, none of which waits for the answer to another. Made for the first one, and anew after one has failed.
    connection: Mutex<Option<MultiplexedConnection>>,
}

/// What is heard of a channel.
pub struct Subscription(PubSub);

impl Redis {
    /// The Redis at this address, for the site that is called so there. Does not connect yet.
    ///
    /// # Errors
    /// The address is not one of Redis.
    pub fn open(url: &str, site: String) -> Result<Self, RedisError> {
        Ok(Self(Arc::new(Server { client: Client::open(url)?, site, connection: Mutex::default() })))
    }

    /// Publishes all of these to whoever of the site has subscribed to the channel.
    ///
    /// # Errors
    /// Redis is away.
    pub async fn publish(&self, channel: &str, payloads: &[String]) -> Result<(), RedisError> {
        let channel = self.channel(channel);
        let mut connection = self.connection().await?;
        for payload in payloads {
            let receivers: RedisResult<usize> = connection.publish(&channel, payload).await;
            self.answered(receivers).await?;
        }
        Ok(())
    }

    /// Begins to hear what is published on a channel of the site from now on, over a connection of its own.
    ///
    /// # Errors
    /// Redis is away.
    pub async fn subscribe(&self, channel: &str) -> Result<Subscription, RedisError> {
        let mut messages = self.0.client.get_async_pubsub().await?;
        messages.subscribe(self.channel(channel)).await?;
        Ok(Subscription(messages))
    }

    /// Makes a new connection, whatever has become of the one before: that may have lost its other end without a word.
    ///
    /// # Errors
    /// Redis is away.
    pub async fn reconnect(&self) -> Result<(), RedisError> {
        *self.0.connection.lock().await = None;
        self.connection().await.map(|_| ())
    }

    async fn connection(&self) -> RedisResult<MultiplexedConnection> {
        let mut kept = self.0.connection.lock().await;
        if let Some(connection) = &*kept {
            return Ok(connection.clone());
        }
        let connection = self.0.client.get_multiplexed_async_connection().await?;
        *kept = Some(connection.clone());
        Ok(connection)
    }

    /// Hands on the answer to a command. After one that has failed, the next one gets a new connection.
    async fn answered<T>(&self, answer: RedisResult<T>) -> RedisResult<T> {
        if answer.is_err() {
            *self.0.connection.lock().await = None;
        }
        answer
    }

    fn channel(&self, name: &str) -> String {
        format!("{name}:{}", self.0.site)
    }
}

impl Subscription {
    /// The next payload; `None` where the connection is lost.
    pub async fn next(&mut self) -> Option<Result<String, RedisError>> {
        Some(self.0.on_message().next().await?.get_payload())
    }
}
