//! The live socket: whom it shows a channel, whose words it takes, and who is seen to type and to be there.

use super::{KINDS, NONE, NOWHERE, READERS, Row, SIGNED_IN_READERS, WHO, World, name_of};
use crate::live::Socket;
use serde_json::{Value, json};
use std::time::Duration;
use tessera::model::ids::ClientKey;
use tokio::time::timeout;
use uuid::Uuid;

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(60);

/// Who says something at a channel, and is seen to type. 403 stands for every refusal.
#[rustfmt::skip]
const SPEAKERS: [Row; 3] = [
//  owner mod  memb ban  oth  vis  adm
    [200, 200, 200, 403, 403, 401, 403],
    [200, 200, 200, 403, 403, 401, 403],
    [200, 403, 200, 403, 403, 401, 403],
];

/// Who hears where something is unread in a community.
const WATCHERS: [Row; 3] = [SIGNED_IN_READERS[0], SIGNED_IN_READERS[1], NONE];

impl World {
    /// A socket of somebody's, or the status of the refusal.
    async fn socket(&self, who: &str) -> Result<Socket, u16> {
        Socket::of_program(self.site.server.address, &self.program(who)).await
    }

    /// A socket of Bob's that shows this channel.
    async fn socket_of_bob(&self, channel: &str) -> Socket {
        let mut bob = Socket::of_program(self.site.server.address, &self.bob).await.unwrap();
        assert!(subscribes(&mut bob, channel).await);
        bob
    }
}

async fn subscribes(socket: &mut Socket, channel: &str) -> bool {
    socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
    let answer = socket.next_of(&["subscribed", "closed"]).await;
    assert_eq!(answer["channel"], channel);
    answer["type"] == "subscribed"
}

/// All that a socket hears until it has answered what was said so far.
async fn heard(socket: &mut Socket) -> Vec<Value> {
    socket.say_json(json!({"type": "subscribe", "channel": NOWHERE})).await;
    let mut heard = Vec::new();
    loop {
        let message = socket.next().await.unwrap();
        if message["type"] == "closed" && message["channel"] == NOWHERE {
            return heard;
        }
        heard.push(message);
    }
}

#[tokio::test]
async fn channels_and_communities_are_shown_as_promised_and_taken_words_are_answered() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (n, kind) in KINDS.into_iter().enumerate() {
        let (channel, community) = (&world.rooms[kind].talk, &world.rooms[kind].community);
        let rows = [SIGNED_IN_READERS[n], WATCHERS[n], SPEAKERS[n]];
        for (at, who) in WHO.into_iter().enumerate() {
            let expected = rows.map(|row| row[at]);
            let mut socket = match world.socket(who).await {
                Ok(socket) => socket,
                Err(status) => {
                    assert!(expected.iter().all(|row| *row == status || *row == 0), "{who}: {status}");
                    continue;
                }
            };
            let shown = if subscribes(&mut socket, channel).await { 200 } else { 404 };
            let mut watched = 0;
            if WATCHERS[n] != NONE {
                socket.say_json(json!({"type": "watch", "community": community})).await;
                watched = if heard(&mut socket).await.iter().any(|told| told["type"] == "error") { 404 } else { 200 };
            }
            let key = ClientKey::from_uuid(Uuid::now_v7()).to_string();
            let words = json!({"type": "send", "channel": channel, "key": key, "body": "By socket"});
            socket.say_json(words).await;
            let sent = if socket.next_of(&["sent", "refused"]).await["type"] == "sent" { 200 } else { 403 };
            if [shown, watched, sent] != expected {
                wrong.push(format!("{who} at {kind}: {:?} instead of {expected:?}", [shown, watched, sent]));
            }
        }
    }
    assert!(wrong.is_empty(), "shown, watched, sent:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn those_are_seen_to_type_who_may_write() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (kind, row) in KINDS.into_iter().zip(SPEAKERS) {
        let channel = &world.rooms[kind].talk;
        let mut bob = world.socket_of_bob(channel).await;
        let typing = json!({"type": "typing", "channel": channel});
        for (who, _) in WHO.into_iter().zip(row).filter(|(_, expected)| *expected == 403) {
            let mut socket = world.socket(who).await.unwrap();
            socket.say_json(typing.clone()).await;
            heard(&mut socket).await;
        }
        // Whoever was seen before would be heard of before.
        for (who, _) in WHO.into_iter().zip(row).filter(|(_, expected)| *expected == 200) {
            let mut socket = world.socket(who).await.unwrap();
            socket.say_json(typing.clone()).await;
            let seen = bob.next_of(&["typing"]).await["person"]["username"].clone();
            if seen != name_of(who) {
                wrong.push(format!("{kind}: {seen} instead of {who}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn those_are_seen_to_be_here_who_read() {
    let world = World::new().await;
    for (kind, row) in KINDS.into_iter().zip(READERS) {
        let channel = &world.rooms[kind].talk;
        let mut bob = world.socket_of_bob(channel).await;
        let (mut sockets, mut expected) = (Vec::new(), vec!["bob"]);
        for (who, status) in WHO.into_iter().zip(row).filter(|(who, _)| *who != "visitor") {
            let mut socket = world.socket(who).await.unwrap();
            assert_eq!(subscribes(&mut socket, channel).await, status == 200, "{who} at {kind}");
            sockets.push(socket);
            expected.extend((status == 200).then(|| name_of(who)));
        }
        expected.sort_unstable();
        let all = async {
            loop {
                let here = bob.next_of(&["here"]).await;
                let people = here["people"].as_array().unwrap().iter();
                let mut names: Vec<_> = people.map(|person| person["username"].as_str().unwrap().to_owned()).collect();
                names.sort_unstable();
                assert!(names.iter().all(|name| expected.contains(&name.as_str())), "{kind}: {names:?}");
                if names == expected {
                    return here["count"].clone();
                }
            }
        };
        assert_eq!(timeout(NEVER, all).await.expect("all are seen"), expected.len(), "{kind}");
    }
}
