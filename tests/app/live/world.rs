//! A community to talk in, for the tests of the socket.

use crate::{api::Program, client::Answer, harness::TestSite};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tessera::model::ids::ClientKey;
use uuid::Uuid;

/// Ana's public community with a channel, which Ben has joined, and Cyd, who only visits it.
pub struct World {
    pub site: TestSite,
    pub ana: Program,
    pub ben: Program,
    pub cyd: Program,
    pub community: String,
    pub channel: String,
}

impl World {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With these keys of the environment set.
    pub async fn start_with(set: &[(&str, &str)]) -> Self {
        let site = TestSite::start_with(set).await;
        let mut ana = Program::sign_up(&site, "ana").await;
        let mut ben = Program::sign_up(&site, "ben").await;
        let cyd = Program::sign_up(&site, "cyd").await;
        let made = ana.post("/communities", json!({"name": "Birds", "visibility": "public"})).await;
        let community = good(&made)["id"].as_str().unwrap().to_owned();
        join(&mut ben, &community).await;
        let channel = channel(&mut ana, &community).await;
        Self { site, ana, ben, cyd, community, channel }
    }

    pub fn address(&self) -> SocketAddr {
        self.site.server.address
    }

    /// Nobody but its members reads it any more.
    pub async fn close(&mut self) {
        let path = format!("/communities/{}", self.community);
        good(&self.ana.json("PATCH", &path, json!({"visibility": "private"})).await);
    }

    /// Changes the channel.
    pub async fn set(&mut self, fields: Value) {
        good(&self.ana.json("PATCH", &format!("/channels/{}", self.channel), fields).await);
    }

    /// The number of the channel's last change.
    pub async fn seq(&self) -> i64 {
        let channel: tessera::model::ids::ChannelId = self.channel.parse().unwrap();
        let seq = sqlx::query_scalar::<_, i64>("select seq from channels where id = $1").bind(channel.uuid());
        seq.fetch_one(&self.site.rows).await.unwrap()
    }

    /// Does something to the rows of the channel, which is `$1`.
    pub async fn sql(&self, statement: &'static str) {
        let channel: tessera::model::ids::ChannelId = self.channel.parse().unwrap();
        sqlx::query(statement).bind(channel.uuid()).execute(&self.site.rows).await.unwrap();
    }
}

/// What was answered, where it was no refusal.
pub fn good(answer: &Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{}: {}", answer.status, answer.text());
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

pub async fn join(who: &mut Program, community: &str) {
    good(&who.send("PUT", &format!("/communities/{community}/membership"), &[], &[]).await);
}

pub async fn leave(who: &mut Program, community: &str) {
    good(&who.delete(&format!("/communities/{community}/membership")).await);
}

/// The first channel of a community.
pub async fn channel(who: &mut Program, community: &str) -> String {
    let channels = good(&who.get(&format!("/communities/{community}/channels")).await);
    let talk = channels["items"].as_array().unwrap().iter().find(|channel| channel["kind"] == "talk");
    talk.unwrap()["id"].as_str().unwrap().to_owned()
}

/// A name for a message that is to be sent.
pub fn key() -> String {
    ClientKey::from_uuid(Uuid::now_v7()).to_string()
}

/// Sends a message through the API, and gives its number.
pub async fn say(who: &mut Program, channel: &str, body: &str) -> i64 {
    let message = json!({"key": key(), "body": body});
    good(&who.post(&format!("/channels/{channel}/messages"), message).await)["seq"].as_i64().unwrap()
}

pub async fn edit(who: &mut Program, channel: &str, seq: i64, body: &str) {
    good(&who.json("PATCH", &format!("/channels/{channel}/messages/{seq}"), json!({"body": body})).await);
}

pub async fn delete(who: &mut Program, channel: &str, seq: i64) {
    good(&who.delete(&format!("/channels/{channel}/messages/{seq}")).await);
}

/// Reacts with a heart, or takes that back.
pub async fn heart(who: &mut Program, channel: &str, seq: i64, on: bool) {
    let method = if on { "PUT" } else { "DELETE" };
    let path = format!("/channels/{channel}/messages/{seq}/reactions/%F0%9F%92%9A");
    good(&who.send(method, &path, &[], &[]).await);
}

/// Pins a message to the channel.
pub async fn pin(who: &mut Program, channel: &str, seq: i64) {
    good(&who.send("PUT", &format!("/channels/{channel}/messages/{seq}/pin"), &[], &[]).await);
}

/// The newest page of a channel's history.
pub async fn page(who: &mut Program, channel: &str) -> Value {
    good(&who.get(&format!("/channels/{channel}/messages?limit=200")).await)
}
