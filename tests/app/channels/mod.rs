//! Channels of communities: who makes, changes, orders and deletes them, and what each member has not read there. Here is what the tests
//! share.

mod edits;
mod forms;
mod permissions;
mod unread;

use crate::{api::Program, client::Answer, harness::TestSite};
use serde_json::{Value, json};
use tessera::model::ids::ChannelId;
use uuid::Uuid;

/// Makes a community, and gives its id.
pub async fn community(owner: &mut Program, name: &str, visibility: &str) -> String {
    let made = owner.post("/communities", json!({"name": name, "visibility": visibility})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Joins a public community.
pub async fn join(member: &mut Program, community: &str) {
    let answer = member.send("PUT", &format!("/communities/{community}/membership"), &[], &[]).await;
    assert!((200..300).contains(&answer.status), "{}", answer.text());
}

/// The first channel of a community.
pub async fn first_channel(who: &mut Program, community: &str) -> String {
    list(who, community).await[0]["id"].as_str().unwrap().to_owned()
}

/// Writes a message straight into the tables, and gives its number.
pub async fn said(site: &TestSite, channel: &str, author: &str, body: &str, mentions: &[&str]) -> i64 {
    let channel: ChannelId = channel.parse().unwrap();
    let sql = "with numbered as (
                   update channels set seq = seq + 1, last_message = seq + 1 where id = $1 returning id, seq
               )
               insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
               select numbered.id, numbered.seq, numbered.seq, users.id, $4, $3, $3
               from numbered, users where username = $2 returning seq";
    let seq = sqlx::query_scalar::<_, i64>(sql).bind(channel.uuid()).bind(author).bind(body).bind(Uuid::now_v7());
    let seq = seq.fetch_one(&site.rows).await.unwrap();
    let sql =
        "insert into message_mentions (user_id, channel_id, seq) select id, $1, $2 from users where username = any($3)";
    let named: Vec<_> = mentions.iter().map(|name| (*name).to_owned()).collect();
    sqlx::query(sql).bind(channel.uuid()).bind(seq).bind(named).execute(&site.rows).await.unwrap();
    seq
}

async fn list(who: &mut Program, community: &str) -> Vec<Value> {
    let answer = who.get(&format!("/communities/{community}/channels")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

async fn names(who: &mut Program, community: &str) -> Vec<String> {
    list(who, community).await.iter().map(|channel| channel["name"].as_str().unwrap().to_owned()).collect()
}

async fn make(who: &mut Program, community: &str, body: Value) -> Answer {
    who.post(&format!("/communities/{community}/channels"), body).await
}

/// Makes a channel, and gives its id.
async fn made(who: &mut Program, community: &str, name: &str) -> String {
    let answer = make(who, community, json!({"name": name})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn place(who: &mut Program, channel: &str, index: u32) -> u16 {
    who.json("PUT", &format!("/channels/{channel}/position"), json!({"index": index})).await.status
}

async fn read(who: &mut Program, channel: &str, seq: i64) -> u16 {
    who.json("PUT", &format!("/channels/{channel}/read"), json!({"seq": seq})).await.status
}

/// Gives somebody another role in a community.
async fn give_role(owner: &mut Program, community: &str, name: &str, role: &str) {
    let answer = owner.json("PATCH", &format!("/communities/{community}/members/{name}"), json!({"role": role})).await;
    assert!((200..300).contains(&answer.status), "{}", answer.text());
}
