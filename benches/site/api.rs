//! The site's API, and what benchmarks make with it: members, a community, its channels.

use crate::http;
use serde_json::{Value, json};
use std::{collections::BTreeMap, io, net::SocketAddr};
use tessera::model::ids::ClientKey;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How many members sign up at a time.
const AT_ONCE: usize = 8;

/// Everybody's.
pub const PASSWORD: &str = "correct horse battery";

/// A member who calls the API.
#[derive(Clone)]
pub struct Member {
    pub name: String,
    pub token: String,
}

impl Member {
    pub async fn sign_up(address: SocketAddr, name: String) -> Self {
        let account = json!({
            "email": format!("{name}@example.com"), "username": name, "password": PASSWORD,
        });
        let (status, made) = request(address, "POST", "/api/v1/signup", "", Some(account)).await.expect("an answer");
        assert_eq!(status, 201, "{made}");
        Self { name, token: made["access_token"].as_str().expect("a token").to_owned() }
    }

    /// The line of a request's head by which they are known.
    pub fn bearer(&self) -> String {
        format!("authorization: Bearer {}\r\n", self.token)
    }

    /// Calls the API at one of the servers. The status can be any.
    pub async fn call(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> io::Result<(u16, Value)> {
        request(address, method, &format!("/api/v1{path}"), &self.token, body).await
    }

    /// Calls it, and must be told yes.
    pub async fn must(&self, address: SocketAddr, method: &str, path: &str, body: Option<Value>) -> Value {
        let (status, answer) = self.call(address, method, path, body).await.expect("an answer");
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }
}

/// So many members, some at a time, in the order of their names.
pub async fn sign_up_all(address: SocketAddr, count: usize) -> Vec<Member> {
    let mut members = BTreeMap::new();
    let mut signing = JoinSet::new();
    for n in 0..count {
        if signing.len() >= AT_ONCE {
            let (n, member) = signing.join_next().await.expect("some").expect("a member");
            members.insert(n, member);
        }
        signing.spawn(async move { (n, Member::sign_up(address, format!("member{n}")).await) });
    }
    members.extend(signing.join_all().await);
    members.into_values().collect()
}

/// A public community of the first of these, which the others join, with so many channels.
pub async fn community(address: SocketAddr, members: &[Member], channels: usize) -> Vec<String> {
    let owner = &members[0];
    let wish = json!({"name": format!("Community {}", key()), "visibility": "public"});
    let made = owner.must(address, "POST", "/communities", Some(wish)).await;
    let id = made["id"].as_str().expect("an id").to_owned();
    let mut joining = JoinSet::new();
    for member in members.iter().skip(1) {
        if joining.len() >= AT_ONCE {
            joining.join_next().await;
        }
        let (member, path) = (member.clone(), format!("/communities/{id}/membership"));
        joining.spawn(async move { member.must(address, "PUT", &path, None).await });
    }
    joining.join_all().await;
    let mut made = Vec::with_capacity(channels);
    for n in 0..channels {
        let wish = json!({"kind": "talk", "name": format!("channel {n}")});
        let channel = owner.must(address, "POST", &format!("/communities/{id}/channels"), Some(wish)).await;
        made.push(channel["id"].as_str().expect("an id").to_owned());
    }
    made
}

/// A channel as it was read.
pub struct History {
    pub epoch: String,
    /// The position at which the first page was read: what has changed after it may or may not be in it.
    pub seq: i64,
    pub messages: BTreeMap<i64, Value>,
}

/// All messages of a channel, page by page, the newest first.
pub async fn history(member: &Member, address: SocketAddr, channel: &str) -> io::Result<History> {
    let mut read: Option<History> = None;
    loop {
        let before = read.as_ref().and_then(|history| history.messages.keys().next());
        let before = before.map_or_else(String::new, |seq| format!("&before={seq}"));
        let path = format!("/channels/{channel}/messages?limit=200{before}");
        let (status, page) = member.call(address, "GET", &path, None).await?;
        if status != 200 {
            return Err(io::Error::other(format!("{path}: {status} {page}")));
        }
        let history = read.get_or_insert_with(|| History {
            epoch: page["epoch"].as_str().expect("an epoch").to_owned(),
            seq: page["seq"].as_i64().expect("a position"),
            messages: BTreeMap::new(),
        });
        let Value::Array(items) = &page["items"] else { panic!("no page: {page}") };
        history
            .messages
            .extend(items.iter().map(|message| (message["seq"].as_i64().expect("a number"), message.clone())));
        if page["older"] != true {
            return read.ok_or_else(|| io::Error::other("nothing was read"));
        }
    }
}

/// A name for a message that is to be sent.
pub fn key() -> String {
    ClientKey::from_uuid(Uuid::now_v7()).to_string()
}

async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    body: Option<Value>,
) -> io::Result<(u16, Value)> {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let mut lines = String::new();
    if !token.is_empty() {
        lines.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    if !body.is_empty() {
        lines.push_str("content-type: application/json\r\n");
    }
    let reply = http::send(address, method, path, &lines, body.as_bytes()).await?;
    Ok((reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null)))
}
