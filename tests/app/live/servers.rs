//! Two servers of one site: what is said at one is heard at the other, by PostgreSQL or by Redis, and also after those were away.

use super::{
    Socket, ends,
    reader::{Reader, there},
    redis::Redis,
    world::{World, delete, edit, good, heart, say},
};
use crate::api::Program;
use serde_json::json;
use std::time::Duration;
use tessera::server::Server;
use tokio::time::{sleep, timeout};

/// Everything that is done at either server reaches those who are at the other.
async fn both_hear_all(world: &mut World, second: &Server) {
    let channel = world.channel.clone();
    let mut here = Reader::open(world.address(), &world.ana, &channel).await;
    let mut far = Reader::open(second.address, &world.cyd, &channel).await;
    let (mut ben, mut ben_there) = (world.ben.clone(), world.ben.at(second.address));
    for round in 0..10 {
        let first = say(&mut ben, &channel, &format!("here {round}")).await;
        let other = say(&mut ben_there, &channel, &format!("there {round}")).await;
        edit(&mut ben_there, &channel, first, &format!("edited there {round}")).await;
        heart(&mut ben, &channel, other, true).await;
        if round % 3 == 0 {
            delete(&mut ben, &channel, other).await;
        }
    }
    let last = world.seq().await;
    for reader in [&mut here, &mut far] {
        reader.reach(last).await;
        assert_eq!((reader.shown(), reader.resets), (there(&mut world.ana, &channel).await, 0));
    }
    let mut socket = Socket::of_program(second.address, &world.ben).await.unwrap();
    socket.say_json(json!({"type": "typing", "channel": channel})).await;
    for reader in [&mut here, &mut far] {
        assert_eq!(reader.socket.next_of(&["typing"]).await["person"]["username"], "ben");
    }
}

#[tokio::test]
async fn what_is_said_at_one_server_is_heard_at_the_other() {
    let mut world = World::start().await;
    let second = world.site.another_server().await;
    both_hear_all(&mut world, &second).await;
}

#[tokio::test]
async fn the_same_by_redis() {
    let Some(redis) = Redis::start().await else { return };
    let url = redis.url();
    let set = [("REDIS_URL", url.as_str())];
    let mut world = World::start_with(&set).await;
    let second = world.site.another_server_with(&set).await;
    both_hear_all(&mut world, &second).await;
}

#[tokio::test]
async fn two_sites_that_share_a_redis_hear_nothing_of_each_other() {
    let Some(redis) = Redis::start().await else { return };
    let url = redis.url();
    let set = [("REDIS_URL", url.as_str())];
    let (mut one, mut other) = (World::start_with(&set).await, World::start_with(&set).await);
    hears_itself(&mut one).await;
    hears_itself(&mut other).await;
    assert_eq!((one.seq().await, other.seq().await), (5, 5));
}

async fn hears_itself(world: &mut World) {
    let channel = world.channel.clone();
    let mut reader = Reader::open(world.address(), &world.cyd, &channel).await;
    for n in 0..5 {
        let seq = say(&mut world.ben, &channel, &n.to_string()).await;
        reader.reach(seq).await;
    }
    assert_eq!(reader.bodies(), ["0", "1", "2", "3", "4"]);
}

#[tokio::test]
async fn while_redis_is_away_each_server_goes_on_and_after_it_nothing_is_missing() {
    let Some(mut redis) = Redis::start().await else { return };
    let url = redis.url();
    let set = [("REDIS_URL", url.as_str())];
    let mut world = World::start_with(&set).await;
    let second = world.site.another_server_with(&set).await;
    let channel = world.channel.clone();
    let mut here = Reader::open(world.address(), &world.ana, &channel).await;
    let mut far = Reader::open(second.address, &world.cyd, &channel).await;
    for round in 0..2 {
        redis.kill();
        let said = say(&mut world.ben, &channel, &format!("while it is away {round}")).await;
        timeout(Duration::from_secs(10), here.reach(said)).await.expect("at its own server it is heard at once");
        redis.start_again().await;
        far.reach(said).await;
        let after = say(&mut world.ben, &channel, &format!("after it {round}")).await;
        here.reach(after).await;
        far.reach(after).await;
        assert_eq!(far.shown(), here.shown());
    }
    assert_eq!((far.bodies().len(), far.resets), (4, 0));
}

#[tokio::test]
async fn a_listener_that_loses_postgresql_makes_good_what_it_missed() {
    let world = World::start().await;
    let second = world.site.another_server().await;
    let channel = world.channel.clone();
    let mut here = Reader::open(world.address(), &world.ana, &channel).await;
    let mut ben = world.ben.at(second.address);
    for round in 0..3 {
        let end = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                   where datname = current_database() and query ilike 'listen%'";
        let ended: i64 = sqlx::query_scalar(end).fetch_one(&world.site.rows).await.unwrap();
        assert!(ended > 0, "round {round}: somebody listens");
        let said = say(&mut ben, &channel, &format!("round {round}")).await;
        here.reach(said).await;
        // Until both listen again.
        sleep(Duration::from_secs(2)).await;
    }
    assert_eq!((here.bodies().len(), here.resets), (3, 0));
}

#[tokio::test]
async fn who_is_at_a_server_that_stops_goes_on_at_another_where_they_were() {
    let mut world = World::start().await;
    let second = world.site.another_server().await;
    let channel = world.channel.clone();
    let mut ana = Reader::open(second.address, &world.ana, &channel).await;
    let before = say(&mut world.ben, &channel, "before").await;
    ana.reach(before).await;
    second.stop().await;
    assert_eq!(ends(&mut ana.socket).await, 1012);
    say(&mut world.ben, &channel, "meanwhile").await;
    edit(&mut world.ben, &channel, before, "long before").await;
    let last = world.seq().await;
    ana.reopen(world.address()).await;
    ana.reach(last).await;
    assert_eq!((ana.bodies(), ana.resets), (vec!["long before", "meanwhile"], 0));
    assert_eq!(ana.changes(), [1, 2, 3]);
}

#[tokio::test]
async fn a_direct_conversation_is_heard_by_those_in_it_at_any_server_and_by_nobody_else() {
    let mut world = World::start().await;
    let second = world.site.another_server().await;
    // Of three: two cannot leave each other.
    Program::sign_up(&world.site, "dan").await;
    let begun = world.ana.post("/conversations", json!({"members": ["ben", "dan"]})).await;
    let direct = good(&begun)["id"].as_str().unwrap().to_owned();
    let mut ben = Reader::open(second.address, &world.ben, &direct).await;
    let mut cyd = Socket::of_program(second.address, &world.cyd).await.unwrap();
    cyd.say_json(json!({"type": "subscribe", "channel": direct})).await;
    assert_eq!(cyd.next_of(&["closed", "subscribed"]).await, json!({"type": "closed", "channel": direct}));
    let seq = say(&mut world.ana, &direct, "Between us").await;
    ben.reach(seq).await;
    assert_eq!(ben.bodies(), ["Between us"]);
    assert_eq!(world.cyd.get(&format!("/channels/{direct}/messages")).await.status, 404);
    // Who leaves it hears nothing more.
    let mut of_ben = world.ben.clone();
    good(&of_ben.delete(&format!("/conversations/{direct}")).await);
    assert_eq!(ben.socket.next_of(&["closed", "changes"]).await, json!({"type": "closed", "channel": direct}));
}
