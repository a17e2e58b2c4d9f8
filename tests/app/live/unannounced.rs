//! What no event says: a server was killed before it could, or the bus has lost it. It is found all the same, and whoever has lost
//! something hears nothing that came after it. Rows are changed here beside the site, so that nobody publishes anything.

use super::{
    SIGNED_OUT, Socket,
    access::{heard, own_channel},
    reader::Reader,
    world::{World, good, heart, join, key, say},
};
use crate::{api::Program, harness::TestSite};
use serde_json::{Value, json};
use tessera::services::accounts;

/// A message of Ana's in the channel.
const SILENT: &str = "with numbered as (
        update channels set seq = seq + 1, last_message = seq + 1 where id = $1 returning seq
    )
    insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
    select $1, seq, seq, (select id from users where username = 'ana'), gen_random_uuid(), 'Silent', '<p>Silent</p>'
    from numbered";

const BAN_OF_BEN: &str = "with closed as (
        update communities set access_version = access_version + 1
        where id = (select community_id from channels where id = $1) returning id
    )
    insert into community_bans (community_id, user_id) select closed.id, users.id from closed, users where username = 'ben'";

const BLOCK_BY_BEN: &str = "insert into blocks (blocker_id, blocked_id)
    select ben.id, ana.id from users as ben, users as ana
    where ben.username = 'ben' and ana.username = 'ana' and $1::uuid is not null";

const END_OF_BENS_SESSIONS: &str = "delete from program_sessions
    where user_id = (select id from users where username = 'ben') and $1::uuid is not null";

const BEN_LEAVES: &str = "delete from conversation_members
    where channel_id = $1 and user_id = (select id from users where username = 'ben')";

async fn watches(world: &World, who: &Program) -> Socket {
    let mut socket = Socket::of_program(world.address(), who).await.unwrap();
    socket.say_json(json!({"type": "watch", "community": world.community})).await;
    // There is no answer to that: it is heard once something else is answered.
    socket.say_json(json!({"type": "subscribe", "channel": "1C3XR6Gzv21Kf3E2ZpLk9B"})).await;
    socket.next_of(&["closed"]).await;
    socket
}

#[tokio::test]
async fn a_message_that_no_event_announced_arrives_all_the_same() {
    let world = World::start().await;
    let channel = world.channel.clone();
    let mut ben = Reader::open(world.address(), &world.ben, &channel).await;
    let mut cyd = watches(&world, &world.cyd).await;
    world.sql(SILENT).await;
    let seq = world.seq().await;
    ben.reach(seq).await;
    assert_eq!((ben.bodies(), ben.resets), (vec!["Silent"], 0));
    assert_eq!(cyd.next_of(&["unread"]).await, json!({"type": "unread", "channel": channel, "seq": seq}));
}

#[tokio::test]
async fn who_comes_with_more_than_the_others_were_told_brings_it_to_them() {
    let world = World::start().await;
    let channel = world.channel.clone();
    let mut ana = Reader::open(world.address(), &world.ana, &channel).await;
    world.sql(SILENT).await;
    let ben = Reader::open(world.address(), &world.ben, &channel).await;
    ana.reach(ben.seq).await;
    assert_eq!(ana.bodies(), ["Silent"]);
}

#[tokio::test]
async fn a_ban_that_no_event_announced_lets_go_all_the_same() {
    let mut world = World::start().await;
    let (channel, mut ben) = (world.channel.clone(), world.ben.clone());
    let own = own_channel(&mut ben, "Only Ben").await;
    let mut socket = watches(&world, &ben).await;
    for channel in [&channel, &own] {
        socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
        socket.next_of(&["subscribed"]).await;
    }
    world.sql(BAN_OF_BEN).await;
    say(&mut world.ana, &channel, "They are gone").await;
    let closed = socket.next_of(&["closed", "changes", "unread"]).await;
    assert_eq!(closed, json!({"type": "closed", "channel": channel}));
    say(&mut world.ana, &channel, "Still").await;
    say(&mut ben, &own, "Alone").await;
    let heard = heard(&mut socket, &own).await;
    assert!(heard.iter().all(|message| message["channel"] != channel.as_str()), "{heard:?}");
}

#[tokio::test]
async fn after_the_end_of_a_session_that_no_event_announced_its_socket_hears_nothing() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let mut ben = Reader::open(world.address(), &world.ben, &channel).await;
    let before = say(&mut world.ana, &channel, "Before").await;
    ben.reach(before).await;
    world.sql(END_OF_BENS_SESSIONS).await;
    say(&mut world.ana, &channel, "After").await;
    let end = loop {
        match ben.socket.next().await {
            Ok(message) => assert_ne!(message["type"], "changes", "{message}"),
            Err(code) => break code,
        }
    };
    assert_eq!(end, SIGNED_OUT);
}

#[tokio::test]
async fn after_a_block_that_no_event_announced_nothing_of_the_other_arrives() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    join(&mut world.cyd, &world.community).await;
    let mut ben = Reader::open(world.address(), &world.ben, &channel).await;
    world.sql(BLOCK_BY_BEN).await;
    say(&mut world.ana, &channel, "Unheard").await;
    let last = say(&mut world.cyd, &channel, "Heard").await;
    ben.reach(last).await;
    assert_eq!((ben.bodies(), ben.resets), (vec!["Heard"], 0));
}

#[tokio::test]
async fn who_has_left_a_conversation_without_an_event_hears_nothing_that_came_after() {
    let mut world = World::start().await;
    Program::sign_up(&world.site, "dan").await;
    let begun = world.ana.post("/conversations", json!({"members": ["ben", "dan"]})).await;
    world.channel = good(&begun)["id"].as_str().unwrap().to_owned();
    let direct = world.channel.clone();
    let mut ben = Reader::open(world.address(), &world.ben, &direct).await;
    world.sql(BEN_LEAVES).await;
    say(&mut world.ana, &direct, "Between two").await;
    assert_eq!(ben.socket.next_of(&["closed", "changes"]).await, json!({"type": "closed", "channel": direct}));
}

/// Of a message, whom it quotes, how that begins, and who reacted.
fn beside(message: &Value) -> (Value, Value, Value) {
    let quoted = &message["reply_to"];
    (quoted["author"]["username"].clone(), quoted["excerpt"].clone(), message["reactions"][0]["by"].clone())
}

#[tokio::test]
async fn of_somebody_who_is_blocked_neither_quotes_nor_reactions_arrive() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    join(&mut world.cyd, &world.community).await;
    good(&world.ana.send("PUT", "/users/ben/block", &[], &[]).await);
    let mut ana = Reader::open(world.address(), &world.ana, &channel).await;
    let mut cyd = Reader::open(world.address(), &world.cyd, &channel).await;
    let first = say(&mut world.ben, &channel, "A secret of Ben’s").await;
    let reply = json!({"key": key(), "body": "Really?", "reply_to": first});
    let reply = good(&world.cyd.post(&format!("/channels/{channel}/messages"), reply).await)["seq"].as_i64().unwrap();
    heart(&mut world.ben, &channel, reply, true).await;
    heart(&mut world.cyd, &channel, reply, true).await;
    let last = world.seq().await;
    ana.reach(last).await;
    cyd.reach(last).await;
    assert_eq!(beside(&ana.messages[&reply]), (Value::Null, json!(""), json!(["cyd"])));
    assert_eq!(beside(&cyd.messages[&reply]), (json!("ben"), json!("A secret of Ben’s"), json!(["ben", "cyd"])));
    // A replay leaves out the same.
    (ana.seq, ana.messages) = (0, std::collections::BTreeMap::new());
    ana.reopen(world.address()).await;
    ana.reach(last).await;
    assert_eq!(beside(&ana.messages[&reply]), (Value::Null, json!(""), json!(["cyd"])));
}

/// All that programs have been given so far is 30 days older: they have expired.
const A_MONTH_LATER: [&str; 2] = [
    "update program_sessions set created_at = created_at - interval '30 days', seen_at = seen_at - interval '30 days'",
    "update refresh_tokens set expires_at = expires_at - interval '30 days'",
];

#[tokio::test]
async fn a_program_that_has_expired_loses_nothing_when_it_is_forgotten_and_one_that_signs_out_does() {
    let site = TestSite::start().await;
    Program::sign_up(&site, "ana").await;
    for sql in A_MONTH_LATER {
        sqlx::query(sql).execute(&site.rows).await.unwrap();
    }
    let mut ben = Program::sign_up(&site, "ben").await;
    accounts::forget_expired(&site.server.site).await.unwrap();
    assert_eq!((site.count("program_sessions").await, site.count("access_losses").await), (1, 0));
    let refresh = json!({"refresh_token": ben.refresh});
    good(&ben.post("/token/revoke", refresh).await);
    assert_eq!((site.count("program_sessions").await, site.count("access_losses").await), (0, 1));
}
