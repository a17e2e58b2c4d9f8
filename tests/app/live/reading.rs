//! What a member has read in one place is told to all of their sockets, on every server, and to nobody else's.

use super::{
    Socket,
    reader::Reader,
    redis::Redis,
    world::{World, good, say},
};
use crate::api::Program;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tessera::server::Server;

/// A socket that has begun to listen.
async fn listening(address: SocketAddr, program: &Program) -> Socket {
    let mut socket = Socket::of_program(address, program).await.unwrap();
    socket.next_of(&["notices"]).await;
    socket
}

async fn read(who: &mut Program, channel: &str, seq: i64) {
    good(&who.json("PUT", &format!("/channels/{channel}/read"), json!({"seq": seq})).await);
}

fn mark(channel: &str, seq: i64, unread: bool, mentions: u32) -> Value {
    json!({"type": "read", "channel": channel, "seq": seq, "unread": unread, "mentions": mentions})
}

async fn assert_told(sockets: &mut [Socket], mark: &Value) {
    for socket in sockets {
        assert_eq!(socket.next_of(&["read"]).await, *mark);
    }
}

/// What Ben reads at either server is told to him at both, each step once.
async fn both_tell_the_reader_alone(world: &World, second: &Server) {
    let channel = world.channel.clone();
    let (mut ben, mut ben_there) = (world.ben.clone(), world.ben.at(second.address));
    let (mut ana, mut ana_there) = (world.ana.clone(), world.ana.at(second.address));
    let mut of_ben = [listening(world.address(), &ben).await, listening(second.address, &ben).await];
    let mut of_ana = [listening(world.address(), &ana).await, listening(second.address, &ana).await];
    let mut here = Reader::open(world.address(), &world.cyd, &channel).await;
    let mut far = Reader::open(second.address, &world.cyd, &channel).await;
    let first = say(&mut ana, &channel, "One, @ben").await;
    far.reach(first).await;
    let next = say(&mut ana_there, &channel, "Two, @ben").await;
    // By then each server hears what the other says.
    here.reach(next).await;
    let last = say(&mut ana, &channel, "Three").await;

    of_ben[0].say_json(json!({"type": "read", "channel": channel, "seq": first})).await;
    assert_told(&mut of_ben, &mark(&channel, first, true, 1)).await;
    read(&mut ben_there, &channel, next).await;
    assert_told(&mut of_ben, &mark(&channel, next, true, 0)).await;
    // Nothing moves on by these.
    for seq in [first, next, 0] {
        read(&mut ben, &channel, seq).await;
        read(&mut ben_there, &channel, seq).await;
    }
    read(&mut ben, &channel, last + 100).await;
    assert_told(&mut of_ben, &mark(&channel, last, false, 0)).await;
    // Ana has heard nothing of all this: what she hears first is what she has read herself.
    read(&mut ana, &channel, next).await;
    assert_told(&mut of_ana, &mark(&channel, next, true, 0)).await;
}

#[tokio::test]
async fn what_is_read_at_one_server_is_told_to_the_readers_sockets_at_both_and_to_nobody_else() {
    let world = World::start().await;
    let second = world.site.another_server().await;
    both_tell_the_reader_alone(&world, &second).await;
}

#[tokio::test]
async fn the_same_by_redis() {
    let Some(redis) = Redis::start().await else { return };
    let url = redis.url();
    let set = [("REDIS_URL", url.as_str())];
    let world = World::start_with(&set).await;
    let second = world.site.another_server_with(&set).await;
    both_tell_the_reader_alone(&world, &second).await;
}

#[tokio::test]
async fn whoever_only_visits_a_community_reads_nothing_there() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let begun = world.ana.post("/conversations", json!({"members": ["cyd"]})).await;
    let direct = good(&begun)["id"].as_str().unwrap().to_owned();
    let mut cyd = listening(world.address(), &world.cyd).await;
    let seen = say(&mut world.ana, &channel, "Hello").await;
    read(&mut world.cyd, &channel, seen).await;
    let said = say(&mut world.ana, &direct, "Between us").await;
    read(&mut world.cyd, &direct, said).await;
    // The header counts conversations, and this one no longer. Which of the two is told first is not said.
    let (mut is_told, mut is_counted) = (false, true);
    while !is_told || is_counted {
        let told = cyd.next_of(&["read", "notices"]).await;
        if told["type"] == "read" {
            assert_eq!(told, mark(&direct, said, false, 0), "nothing is told of the channel");
            is_told = true;
        } else {
            is_counted = told["conversations"] != 0;
        }
    }
}
