//! Those who may not write any longer, and read on: whoever is timed out, and two of whom one has blocked the other, who read no more than
//! was theirs.

use super::{
    super::{
        Socket,
        access::own_channel,
        reader::Reader,
        redis::Redis,
        world::{World, good, heart, join, key, page, say},
    },
    says_in_vain, sees_here, sees_type, shows,
    two::{Two, WORDS, posted},
    typing,
};
use crate::{api::Program, harness::post, multipart::Form};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Whatever somebody tries to write in a channel is refused, and their own message, `mine`, stays as it is.
async fn writes_nothing(who: &mut Program, channel: &str, mine: i64) {
    let messages = format!("/channels/{channel}/messages");
    for (method, path, body) in [
        ("POST", messages.clone(), json!({"body": "But"})),
        ("PATCH", format!("{messages}/{mine}"), json!({"body": "But"})),
        ("PUT", format!("{messages}/{mine}/reactions/%F0%9F%92%9A"), json!({})),
    ] {
        assert_eq!(who.json(method, &path, body).await.status, 403, "{method} {path}");
    }
    assert_eq!(good(&who.get(&format!("/channels/{channel}")).await)["writable"], false);
}

async fn is_timed_out(set: &[(&str, &str)]) {
    let mut two = Two::start(set).await;
    let channel = two.world.channel.clone();
    let [address, there] = two.addresses();
    let (mut ana, mut ben, mut cyd) = (two.world.ana.clone(), two.world.ben.clone(), two.world.cyd.at(there));
    let mine = say(&mut ben, &channel, "Mine").await;
    let mut here = Reader::open(address, &ana, &channel).await;
    let mut far = Reader::open(there, &cyd, &channel).await;
    let mut of_ben = [Reader::open(address, &ben, &channel).await, Reader::open(there, &ben, &channel).await];
    for reader in [&mut here, &mut far] {
        sees_here(&mut reader.socket, &channel, &["ana", "ben", "cyd"]).await;
    }
    let until = time::OffsetDateTime::now_utc() + time::Duration::hours(1);
    let until = until.format(&time::format_description::well_known::Rfc3339).unwrap();
    let member = format!("/communities/{}/members/ben", two.world.community);
    good(&two.mia.json("PATCH", &member, json!({"timed_out_until": until, "reason": "Noise"})).await);
    for (server, browser) in two.addresses().into_iter().zip(&two.browsers) {
        says_in_vain(server, &ben, &channel).await;
        writes_nothing(&mut ben.at(server), &channel, mine).await;
        let form = Form::default().text("channel", &channel).text("body", "But");
        assert_eq!(post(&mut browser.clone(), "/fn/send_message", form).await.status, 403);
    }
    far.socket.say_json(typing(&channel)).await;
    sees_type(&mut here.socket, "cyd").await;
    say(&mut ana, &channel, "Calm down").await;
    let last = say(&mut cyd, &channel, "All of you").await;
    assert_eq!(last, mine + 2, "nothing of his got in");
    let [first, second] = &mut of_ben;
    for reader in [&mut here, &mut far, first, second] {
        reader.reach(last).await;
        assert_eq!(reader.bodies(), [WORDS, "Mine", "Calm down", "All of you"]);
    }
    two.assert_sees_the_picture().await;
    for server in two.addresses() {
        assert_eq!(page(&mut ben.at(server), &channel).await["items"].as_array().unwrap().len(), 4);
    }
    // Who comes now is told of him as well.
    let mut fresh = Reader::open(address, &ana, &channel).await;
    sees_here(&mut fresh.socket, &channel, &["ana", "ben", "cyd"]).await;
}

#[tokio::test]
async fn who_is_timed_out_reads_on_and_writes_at_neither_server() {
    is_timed_out(&[]).await;
}

#[tokio::test]
async fn who_is_timed_out_writes_nothing_by_redis_either() {
    let Some(redis) = Redis::start().await else { return };
    is_timed_out(&[("REDIS_URL", redis.url().as_str())]).await;
}

/// Sockets of somebody's at both servers, which show these channels.
async fn sockets_of(addresses: [SocketAddr; 2], who: &Program, channels: &[&str]) -> [Socket; 2] {
    let mut sockets =
        [Socket::of_program(addresses[0], who).await.unwrap(), Socket::of_program(addresses[1], who).await.unwrap()];
    for socket in &mut sockets {
        shows(socket, channels).await;
    }
    sockets
}

/// The bodies of the messages that somebody is answered with.
fn bodies(answer: &Value) -> Vec<&str> {
    answer["items"].as_array().unwrap().iter().map(|message| message["body"].as_str().unwrap()).collect()
}

async fn is_blocked(set: &[(&str, &str)]) {
    let mut two = Two::start(set).await;
    let begun = two.world.ana.post("/conversations", json!({"members": ["ben"]})).await;
    let direct = good(&begun)["id"].as_str().unwrap().to_owned();
    (two.pin, two.files) = posted(&mut two.world, &direct, 2).await;
    let (mut ana, mut ben) = (two.world.ana.clone(), two.world.ben.clone());
    let owns = [own_channel(&mut ana, "Only Ana").await, two.own.clone()];
    let [of_ana, of_ben] = [say(&mut ana, &direct, "From Ana").await, say(&mut ben, &direct, "From Ben").await];
    let addresses = two.addresses();
    let mut sockets = [
        sockets_of(addresses, &ana, &[direct.as_str(), owns[0].as_str()]).await,
        sockets_of(addresses, &ben, &[direct.as_str(), owns[1].as_str()]).await,
    ];
    sockets[1][0].say_json(typing(&direct)).await;
    for socket in &mut sockets[0] {
        sees_type(socket, "ben").await;
    }
    for socket in sockets.as_flattened_mut() {
        sees_here(socket, &direct, &["ana", "ben"]).await;
    }
    two.assert_sees_the_picture().await;

    good(&ana.at(addresses[1]).send("PUT", "/users/ben/block", &[], &[]).await);
    for (server, browser) in addresses.into_iter().zip(&two.browsers) {
        for (who, mine) in [(&ana, of_ana), (&ben, of_ben)] {
            says_in_vain(server, who, &direct).await;
            writes_nothing(&mut who.at(server), &direct, mine).await;
        }
        let mut there = ben.at(server);
        assert_eq!(bodies(&page(&mut there, &direct).await), ["From Ben"], "hers are left out");
        let found = good(&there.get(&format!("/messages/search?author=ana&channel={direct}")).await);
        assert!(bodies(&found).is_empty());
        let found = good(&there.get("/messages/search?q=bittern").await);
        assert!(!found.to_string().contains(&direct), "nor is anything of them found");
        assert!(!good(&there.get("/conversations").await).to_string().contains(&direct), "nor is it listed");
        let answer = browser.clone().get(&format!("/messages/{direct}")).await;
        assert!(answer.status == 200 && !answer.text().contains(WORDS) && !answer.text().contains("From Ana"));
    }
    two.assert_sees_nothing_of_the_picture().await;
    // What comes of their own channels comes after all that was before; or they are told to ask for it, where they were held just then.
    for (own, who) in owns.iter().zip([&mut ana, &mut ben]) {
        say(who, own, "Alone").await;
    }
    for (own, sockets) in owns.iter().zip(&mut sockets) {
        for socket in sockets {
            let of_own = |told: &Value| {
                told["channel"] == own.as_str() && (told["type"] == "changes" || told["type"] == "resync")
            };
            for told in socket.heard_until(of_own).await {
                let of_direct = told["channel"] == direct.as_str();
                assert!(!of_direct || told["type"] == "here" || told["type"] == "resync", "{told}");
            }
        }
    }
    // Somebody comes, so that who is here is told once more.
    let [of_ana, of_ben] = &mut sockets;
    let _tab = sockets_of(addresses, &ben, &[direct.as_str()]).await;
    for (sockets, name) in [(of_ana, "ana"), (of_ben, "ben")] {
        for socket in sockets {
            sees_here(socket, &direct, &[name]).await;
        }
    }
}

#[tokio::test]
async fn two_of_whom_one_has_blocked_the_other_say_and_see_nothing_more_of_each_other_at_either_server() {
    is_blocked(&[]).await;
}

#[tokio::test]
async fn a_block_holds_by_redis_as_well() {
    let Some(redis) = Redis::start().await else { return };
    is_blocked(&[("REDIS_URL", redis.url().as_str())]).await;
}

#[tokio::test]
async fn what_somebody_who_is_blocked_has_said_and_done_is_not_told_with_the_messages_of_others() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    join(&mut world.cyd, &world.community).await;
    let said = say(&mut world.ben, &channel, "Behind her back").await;
    good(&world.ana.send("PUT", "/users/ben/block", &[], &[]).await);
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    let reply = json!({"key": key(), "body": "Really?", "reply_to": said});
    let reply = good(&world.cyd.post(&format!("/channels/{channel}/messages"), reply).await)["seq"].as_i64().unwrap();
    heart(&mut world.ben, &channel, reply, true).await;
    ana.reach(reply + 1).await;
    let read = page(&mut world.ana, &channel).await["items"][0].clone();
    assert_eq!((&read["seq"], &read["reply_to"]["excerpt"]), (&json!(reply), &json!("")));
    assert_eq!(read["reactions"][0]["by"], json!([]));
    assert_eq!(ana.messages[&reply], read, "over the socket it is as by HTTP");
    // So it is for who comes back.
    (ana.seq, ana.messages) = (said, std::collections::BTreeMap::new());
    ana.reopen(address).await;
    ana.reach(reply + 1).await;
    assert_eq!(ana.messages[&reply], read);
}
