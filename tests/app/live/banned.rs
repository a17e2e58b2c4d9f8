//! Whoever loses the right to read a channel, or to write there, loses it at once and everywhere: nothing that is said after that reaches
//! them at either of two servers, by socket, page, API or picture, and nothing of theirs reaches the others. It is taken from them at one
//! server while they type and look at a picture at both. By PostgreSQL, and by Redis.

mod silenced;
mod two;

use super::{
    NEVER, Socket,
    access::heard,
    reader::Reader,
    redis::Redis,
    world::{World, key, say},
};
use crate::{api::Program, client::Client};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::time::timeout;
use two::Two;

/// Has a socket show these channels.
async fn shows(socket: &mut Socket, channels: &[&str]) {
    for channel in channels {
        socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
        socket.next_of(&["subscribed"]).await;
    }
}

fn typing(channel: &str) -> Value {
    json!({"type": "typing", "channel": channel})
}

/// Sees somebody type, and nobody before them.
async fn sees_type(socket: &mut Socket, name: &str) {
    assert_eq!(socket.next_of(&["typing"]).await["person"]["username"], name);
}

/// Waits until a socket is told that these are here, and nobody else. It is told once, and may have passed over it: so it asks anew.
async fn sees_here(socket: &mut Socket, channel: &str, names: &[&str]) {
    shows(socket, &[channel]).await;
    let told = async {
        loop {
            let here = socket.next_of(&["here"]).await;
            let people = here["people"].as_array().unwrap().iter().map(|person| person["username"].as_str().unwrap());
            let mut people: Vec<_> = people.collect();
            people.sort_unstable();
            if people == names {
                return;
            }
        }
    };
    timeout(NEVER, told).await.unwrap_or_else(|_| panic!("{names:?} are never here"));
}

/// Types, and sends something, over a socket of somebody's who may do neither.
async fn says_in_vain(address: SocketAddr, who: &Program, channel: &str) {
    let mut socket = Socket::of_program(address, who).await.unwrap();
    socket.say_json(typing(channel)).await;
    socket.say_json(json!({"type": "send", "channel": channel, "key": key(), "body": "I am back"})).await;
    assert_eq!(socket.next_of(&["sent", "refused"]).await["type"], "refused");
}

/// Asks for a picture again and again, until it was refused ten times after the end.
async fn asks_on(mut browser: Client, path: String, ended: Arc<AtomicBool>) {
    let mut refused = 0;
    while refused < 10 {
        let has_ended = ended.load(Ordering::SeqCst);
        let status = browser.get(&path).await.status;
        assert!(status == 404 || status == 200 && !has_ended, "{path}: {status}, after the end: {has_ended}");
        refused += usize::from(has_ended);
    }
}

/// Fails where a socket has heard anything of a channel beyond that it was closed, and that what it said was refused. Who is there may
/// have been told before the end.
fn assert_silent(told: &[Value], channel: &str) {
    let of_channel: Vec<_> = told.iter().filter(|message| message["channel"] == channel).collect();
    let closed = of_channel.iter().position(|message| message["type"] == "closed");
    let (before, after) = of_channel.split_at(closed.unwrap_or_else(|| panic!("it was not closed: {told:?}")));
    assert!(before.iter().all(|message| message["type"] == "here"), "{before:?}");
    assert!(after.iter().all(|message| message["type"] == "closed" || message["type"] == "refused"), "{after:?}");
}

/// Ben at both servers, and Ana and Cyd, who are each at one of them and show the same channel.
struct Watched {
    of_ben: [Socket; 2],
    here: Reader,
    far: Reader,
}

impl Watched {
    async fn start(two: &Two) -> Self {
        let World { ana, cyd, channel, community, .. } = &two.world;
        let [address, there] = two.addresses();
        let mut of_ben = two.sockets(&[channel.as_str(), two.own.as_str()]).await;
        for socket in &mut of_ben {
            socket.say_json(json!({"type": "watch", "community": community})).await;
            // That has no answer of its own.
            shows(socket, &[two.own.as_str()]).await;
        }
        let here = Reader::open(address, ana, channel).await;
        let far = Reader::open(there, cyd, channel).await;
        Self { of_ben, here, far }
    }

    /// Ben is seen to type and to be here, and sees the picture.
    async fn assert_takes_part(&mut self, two: &Two) {
        for socket in &mut self.of_ben {
            socket.say_json(typing(&two.world.channel)).await;
            for reader in [&mut self.here, &mut self.far] {
                sees_type(&mut reader.socket, "ben").await;
            }
        }
        for reader in [&mut self.here, &mut self.far] {
            sees_here(&mut reader.socket, &two.world.channel, &["ana", "ben", "cyd"]).await;
        }
        two.assert_sees_the_picture().await;
        say(&mut two.world.ben.clone(), &two.own, "Still here").await;
        for socket in &mut self.of_ben {
            heard(socket, &two.own).await;
        }
    }

    /// The others type and talk, at both servers. Gives the number of the last message.
    async fn talk(&mut self, two: &Two) -> i64 {
        let channel = &two.world.channel;
        let (mut ana, mut cyd) = (two.world.ana.clone(), two.world.cyd.at(two.second.address));
        self.here.socket.say_json(typing(channel)).await;
        sees_type(&mut self.far.socket, "ana").await;
        self.far.socket.say_json(typing(channel)).await;
        sees_type(&mut self.here.socket, "cyd").await;
        let mut last = 0;
        for n in 0..3 {
            say(&mut ana, channel, &format!("here {n}")).await;
            last = say(&mut cyd, channel, &format!("there {n}")).await;
        }
        for reader in [&mut self.here, &mut self.far] {
            reader.reach(last).await;
            assert_eq!(reader.bodies()[2..], ["here 0", "there 0", "here 1", "there 1", "here 2", "there 2"]);
        }
        last
    }
}

/// Ben is banned from the public community, or removed from the private one.
async fn is_taken_out(set: &[(&str, &str)], is_banned: bool) {
    let mut two = Two::start(set).await;
    if !is_banned {
        two.world.close().await;
    }
    let (channel, own, mut ben) = (two.world.channel.clone(), two.own.clone(), two.world.ben.clone());
    let mine = say(&mut ben, &channel, "Mine").await;
    let mut watched = Watched::start(&two).await;
    watched.assert_takes_part(&two).await;

    let ended = Arc::new(AtomicBool::new(false));
    let path = two.files[0].0.clone();
    let asking = two.browsers.clone().map(|browser| tokio::spawn(asks_on(browser, path.clone(), Arc::clone(&ended))));
    two.take_out(is_banned).await;
    ended.store(true, Ordering::SeqCst);
    for server in two.addresses() {
        says_in_vain(server, &ben, &channel).await;
    }
    let last = watched.talk(&two).await;
    assert_eq!(last, mine + 6, "nothing of his got in");
    for socket in &mut watched.of_ben {
        socket.say_json(json!({"type": "read", "channel": channel, "seq": last})).await;
        let since = json!({"type": "subscribe", "channel": channel, "epoch": watched.here.epoch, "seq": mine});
        socket.say_json(since).await;
        socket.say_json(json!({"type": "watch", "community": two.world.community})).await;
    }
    // What comes of his own channel comes after all that was before.
    say(&mut ben, &own, "Alone").await;
    for socket in &mut watched.of_ben {
        assert_silent(&heard(socket, &own).await, &channel);
    }
    for asking in asking {
        asking.await.unwrap();
    }
    two.assert_sees_nothing_of_the_picture().await;
    two.assert_is_out(mine).await;
    for reader in [&mut watched.here, &mut watched.far] {
        sees_here(&mut reader.socket, &channel, &["ana", "cyd"]).await;
    }
}

#[tokio::test]
async fn who_is_banned_while_they_type_and_look_gets_nothing_more_from_either_server() {
    is_taken_out(&[], true).await;
}

#[tokio::test]
async fn who_is_banned_gets_nothing_more_by_redis_either() {
    let Some(redis) = Redis::start().await else { return };
    is_taken_out(&[("REDIS_URL", redis.url().as_str())], true).await;
}

#[tokio::test]
async fn who_is_removed_from_a_private_community_gets_nothing_more_from_either_server() {
    is_taken_out(&[], false).await;
}

#[tokio::test]
async fn who_is_removed_gets_nothing_more_by_redis_either() {
    let Some(redis) = Redis::start().await else { return };
    is_taken_out(&[("REDIS_URL", redis.url().as_str())], false).await;
}

#[tokio::test]
async fn who_is_banned_while_the_servers_do_not_hear_of_each_other_hears_nothing_at_the_other_one() {
    let Some(mut redis) = Redis::start().await else { return };
    let mut two = Two::start(&[("REDIS_URL", redis.url().as_str())]).await;
    let (channel, own) = (two.world.channel.clone(), two.own.clone());
    let [address, there] = two.addresses();
    let Watched { mut of_ben, mut here, mut far } = Watched::start(&two).await;
    redis.kill();
    two.take_out(true).await;
    let said = say(&mut two.world.ana, &channel, "here").await;
    here.reach(said).await;
    let said = say(&mut two.world.cyd.at(there), &channel, "there").await;
    far.reach(said).await;
    for (socket, server) in of_ben.iter_mut().zip([address, there]) {
        say(&mut two.world.ben.at(server), &own, "Alone").await;
        assert_silent(&heard(socket, &own).await, &channel);
    }
}
