//! Who hears a channel, and who hears it no longer: on every server, from the moment on at which the right to read ends.

use super::{
    NEVER, Socket,
    reader::Reader,
    world::{World, channel, good, join, key, leave, say},
};
use crate::api::Program;
use serde_json::{Value, json};
use tokio::time::timeout;

/// A channel that somebody has for themselves.
pub async fn own_channel(who: &mut Program, name: &str) -> String {
    let made = good(&who.post("/communities", json!({"name": name, "visibility": "private"})).await);
    channel(who, made["id"].as_str().unwrap()).await
}

/// All that a socket hears until something changes in this channel.
pub async fn heard(socket: &mut Socket, channel: &str) -> Vec<Value> {
    let mut heard = socket.heard_until(|message| message["type"] == "changes" && message["channel"] == channel).await;
    heard.pop();
    heard
}

/// Fails where something of a channel is among what was heard after it was closed, or where it was not closed.
fn assert_closed(heard: &[Value], channel: &str) {
    let closed = json!({"type": "closed", "channel": channel});
    let at = heard.iter().position(|message| *message == closed);
    let after = &heard[at.unwrap_or_else(|| panic!("not closed: {heard:?}"))..];
    assert_eq!(after.iter().filter(|message| message["channel"] == channel).count(), 1, "{after:?}");
    let said = heard.iter().filter(|message| message["type"] == "changes" && message["channel"] == channel);
    assert_eq!(said.count(), 0, "nothing was said before: {heard:?}");
}

#[tokio::test]
async fn who_is_banned_hears_and_says_nothing_more_on_any_server() {
    let mut world = World::start().await;
    let second = world.site.another_server().await;
    let (address, channel, community) = (world.address(), world.channel.clone(), world.community.clone());
    let mut ben = world.ben.clone();
    let own = own_channel(&mut ben, "Only Ben").await;
    let mut of_ben = Vec::new();
    for server in [address, second.address] {
        let mut reader = Reader::open(server, &ben, &channel).await;
        for wish in [json!({"type": "watch", "community": community}), json!({"type": "subscribe", "channel": own})] {
            reader.socket.say_json(wish).await;
        }
        reader.socket.next_of(&["subscribed"]).await;
        of_ben.push(reader.socket);
    }
    let mut here = Reader::open(address, &world.ana, &channel).await;
    let mut there = Reader::open(second.address, &world.cyd, &channel).await;

    let ban = json!({"reason": "Noise"});
    good(&world.ana.json("PUT", &format!("/communities/{community}/bans/ben"), ban).await);
    let last = say(&mut world.ana, &channel, "They are gone").await;
    here.reach(last).await;
    there.reach(last).await;
    for socket in &mut of_ben {
        socket.say_json(json!({"type": "typing", "channel": channel})).await;
        let send = json!({"type": "send", "channel": channel, "key": key(), "body": "I am still here"});
        socket.say_json(send).await;
        socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
    }
    // What comes of their own channel comes after all that was before.
    say(&mut ben, &own, "Alone").await;
    for socket in &mut of_ben {
        let heard = heard(socket, &own).await;
        let refused = heard.iter().filter(|message| message["type"] == "refused").count();
        let answers =
            heard.iter().filter(|message| message["channel"] == channel && message["type"] == "closed").count();
        assert!(!heard.iter().any(|message| message["type"] == "changes" || message["type"] == "unread"), "{heard:?}");
        assert!(answers >= 1 && refused <= 1, "{heard:?}");
    }
    assert_eq!(ben.get(&format!("/channels/{channel}/messages")).await.status, 404);
    let next = say(&mut world.ana, &channel, "Quiet").await;
    assert_eq!(next, last + 1, "nothing of theirs got in");
    for reader in [&mut here, &mut there] {
        let message = reader.socket.next_of(&["changes", "typing"]).await;
        assert_eq!(message["type"], "changes", "nobody sees them type");
        reader.take(&message).await;
        assert_eq!(reader.bodies(), ["They are gone", "Quiet"]);
    }
}

#[tokio::test]
async fn a_community_that_closes_lets_go_of_its_visitors_and_of_those_who_leave() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let (mut ben, mut cyd) = (world.ben.clone(), world.cyd.clone());
    let bens = own_channel(&mut ben, "Only Ben").await;
    let cyds = own_channel(&mut cyd, "Only Cyd").await;
    let mut sockets = Vec::new();
    for (who, own) in [(&ben, &bens), (&cyd, &cyds)] {
        let mut socket = Socket::of_program(address, who).await.unwrap();
        for channel in [&channel, own] {
            socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
            socket.next_of(&["subscribed"]).await;
        }
        sockets.push(socket);
    }
    world.close().await;
    say(&mut world.ana, &channel, "Among ourselves").await;
    say(&mut cyd, &cyds, "Outside").await;
    assert_closed(&heard(&mut sockets[1], &cyds).await, &channel);
    let changes = sockets[0].next_of(&["changes", "closed"]).await;
    assert_eq!(changes["messages"][0]["body"], "Among ourselves");

    leave(&mut ben, &world.community).await;
    say(&mut world.ana, &channel, "Nobody else").await;
    say(&mut ben, &bens, "Alone").await;
    assert_closed(&heard(&mut sockets[0], &bens).await, &channel);
}

#[tokio::test]
async fn who_is_removed_hears_nothing_more_and_a_channel_that_is_deleted_is_closed_for_all() {
    let mut world = World::start().await;
    let (address, channel, community) = (world.address(), world.channel.clone(), world.community.clone());
    world.close().await;
    let mut ben = Reader::open(address, &world.ben, &channel).await;
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    good(&world.ana.delete(&format!("/communities/{community}/members/ben")).await);
    assert_eq!(ben.socket.next_of(&["closed", "changes"]).await, json!({"type": "closed", "channel": channel}));
    let made =
        world.ana.post(&format!("/communities/{community}/channels"), json!({"kind": "talk", "name": "two"})).await;
    let other = good(&made)["id"].as_str().unwrap().to_owned();
    ana.socket.say_json(json!({"type": "subscribe", "channel": other})).await;
    ana.socket.next_of(&["subscribed"]).await;
    good(&world.ana.delete(&format!("/channels/{other}")).await);
    assert_eq!(ana.socket.next_of(&["closed", "changes"]).await, json!({"type": "closed", "channel": other}));
    good(&world.ana.delete(&format!("/communities/{community}")).await);
    assert_eq!(ana.socket.next_of(&["closed", "changes"]).await, json!({"type": "closed", "channel": channel}));
}

#[tokio::test]
async fn a_channel_that_is_not_there_and_one_that_is_not_ones_own_look_alike() {
    let mut world = World::start().await;
    let secret = own_channel(&mut world.ana, "Secret").await;
    let mut socket = Socket::of_program(world.address(), &world.cyd).await.unwrap();
    for channel in [secret.as_str(), "1C3XR6Gzv21Kf3E2ZpLk9B"] {
        socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
        let answer = socket.next_of(&["closed", "subscribed", "reset", "changes", "error"]).await;
        assert_eq!(answer, json!({"type": "closed", "channel": channel}));
    }
    // Watching says nothing either way, and nobody is heard.
    let foreign = good(&world.ana.get("/communities?joined=true").await);
    for community in foreign["items"].as_array().unwrap() {
        socket.say_json(json!({"type": "watch", "community": community["id"]})).await;
    }
    for channel in [secret.as_str(), "1C3XR6Gzv21Kf3E2ZpLk9B", "nonsense"] {
        socket.say_json(json!({"type": "typing", "channel": channel})).await;
        socket.say_json(json!({"type": "read", "channel": channel, "seq": 1})).await;
        socket.say_json(json!({"type": "unsubscribe", "channel": channel})).await;
    }
    say(&mut world.ana, &secret, "Hush").await;
    say(&mut world.ana, &world.channel, "Aloud").await;
    let unread = socket.next_of(&["unread"]).await;
    assert_eq!(unread["channel"], world.channel);
}

#[tokio::test]
async fn who_asks_again_and_again_for_what_is_not_theirs_hears_nothing_of_it() {
    let mut world = World::start().await;
    world.close().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    let mut socket = Socket::of_program(address, &world.cyd).await.unwrap();
    let subscribe = json!({"type": "subscribe", "channel": channel});
    let asking = tokio::spawn(async move {
        let mut heard = Vec::new();
        for _ in 0..200 {
            socket.say_json(subscribe.clone()).await;
            let before = heard.len();
            while heard[before..].iter().all(|message: &Value| message["type"] != "closed") {
                heard.push(socket.next().await.unwrap());
            }
        }
        heard
    });
    for n in 0..60 {
        let seq = say(&mut world.ana, &channel, &format!("secret {n}")).await;
        ana.reach(seq).await;
    }
    let heard = asking.await.unwrap();
    assert!(heard.iter().all(|message| message["type"] == "closed" || message["type"] == "notices"), "{heard:?}");
}

#[tokio::test]
async fn nothing_of_somebody_who_is_blocked_arrives_and_the_numbers_go_on() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    join(&mut world.cyd, &world.community).await;
    good(&world.ana.send("PUT", "/users/cyd/block", &[], &[]).await);
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    let mut cyd = Reader::open(address, &world.cyd, &channel).await;
    say(&mut world.cyd, &channel, "Nice weather").await;
    say(&mut world.ana, &channel, "Birds today").await;
    let last = say(&mut world.ben, &channel, "Two of them").await;
    ana.reach(last).await;
    cyd.reach(last).await;
    assert_eq!(ana.bodies(), ["Birds today", "Two of them"]);
    assert_eq!(cyd.bodies(), ["Nice weather", "Two of them"]);
    // A replay leaves out the same.
    for (reader, bodies) in [(&mut ana, ["Birds today", "Two of them"]), (&mut cyd, ["Nice weather", "Two of them"])] {
        (reader.seq, reader.messages) = (0, std::collections::BTreeMap::new());
        reader.reopen(address).await;
        reader.reach(last).await;
        assert_eq!(reader.bodies(), bodies);
    }
    // A block that comes while a socket is open holds for it as well: its member is called, and it looks.
    let mut ben = Reader::open(address, &world.ben, &channel).await;
    good(&world.ben.send("PUT", "/users/ana/block", &[], &[]).await);
    ben.socket.next_of(&["notices"]).await;
    let unseen = say(&mut world.ana, &channel, "Anyone?").await;
    ben.reach(unseen).await;
    assert_eq!(ben.bodies(), ["Nice weather", "Birds today", "Two of them"]);
}

#[tokio::test]
async fn a_member_in_time_out_reads_and_does_not_write() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut ben = Reader::open(address, &world.ben, &channel).await;
    let until = time::OffsetDateTime::now_utc() + time::Duration::hours(1);
    let until = until.format(&time::format_description::well_known::Rfc3339).unwrap();
    let path = format!("/communities/{}/members/ben", world.community);
    good(&world.ana.json("PATCH", &path, json!({"timed_out_until": until, "reason": "Noise"})).await);
    let seq = say(&mut world.ana, &channel, "Calm down").await;
    ben.reach(seq).await;
    let key = key();
    ben.socket.say_json(json!({"type": "send", "channel": channel, "key": key, "body": "No"})).await;
    let answer = ben.socket.next_of(&["sent", "refused"]).await;
    assert_eq!((&answer["type"], &answer["key"]), (&json!("refused"), &json!(key)));
    assert_eq!(world.seq().await, seq);
}

#[tokio::test]
async fn a_socket_whose_session_ends_is_closed_while_it_shows_a_channel() {
    let mut world = World::start().await;
    let (mut reads, entry) = world.ben.with_scopes(&["read"]).await;
    let mut reader = Reader::open(world.address(), &reads, &world.channel).await;
    let seq = say(&mut world.ana, &world.channel, "Before").await;
    reader.reach(seq).await;
    // Who may only read does not write, and nobody sees them type.
    let send = json!({"type": "send", "channel": world.channel, "key": key(), "body": "No"});
    let typing = json!({"type": "typing", "channel": world.channel});
    for wish in [send, typing, json!({"type": "read", "channel": world.channel, "seq": seq})] {
        reader.socket.say_json(wish).await;
        let answer = reader.socket.next_of(&["sent", "refused", "error"]).await;
        assert!(answer["type"] == "error" && answer["detail"].as_str().unwrap().contains("write"), "{answer}");
    }
    assert_eq!(world.seq().await, seq);
    assert_eq!(reads.post(&format!("/channels/{}/messages", world.channel), json!({"body": "No"})).await.status, 403);
    good(&world.ben.delete(&format!("/tokens/{entry}")).await);
    let closed = timeout(NEVER, async {
        loop {
            if let Err(code) = reader.socket.next().await {
                break code;
            }
        }
    });
    assert_eq!(closed.await, Ok(super::SIGNED_OUT));
}
