//! Messages sent over the socket: each is written once, answered, and has a number of its own.

use super::{
    Socket,
    reader::{Reader, there},
    world::{World, good, key, page, say},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn send(socket: &mut Socket, channel: &str, key: &str, body: &str) -> Value {
    socket.say_json(json!({"type": "send", "channel": channel, "key": key, "body": body})).await;
    let answer = socket.next_of(&["sent", "refused"]).await;
    assert_eq!((&answer["channel"], &answer["key"]), (&json!(channel), &json!(key)));
    answer
}

#[tokio::test]
async fn what_is_sent_twice_under_one_key_is_one_message_on_whichever_server() {
    let mut world = World::start().await;
    let second = world.site.another_server().await;
    let channel = world.channel.clone();
    let mut reader = Reader::open(second.address, &world.ana, &channel).await;
    let mut here = Socket::of_program(world.address(), &world.ben).await.unwrap();
    let mut there_too = Socket::of_program(second.address, &world.ben).await.unwrap();
    for round in 0..10 {
        let (key, body) = (key(), format!("round {round}"));
        let (one, other) =
            tokio::join!(send(&mut here, &channel, &key, &body), send(&mut there_too, &channel, &key, &body));
        assert_eq!((&one["type"], &other), (&json!("sent"), &one), "the same answer");
        assert_eq!(send(&mut here, &channel, &key, "something else").await, one, "it stays as it is");
        let again = json!({"key": key, "body": body});
        let by_api = good(&world.ben.post(&format!("/channels/{channel}/messages"), again).await);
        assert_eq!((&by_api["seq"], &by_api["body"]), (&one["seq"], &json!(body)));
    }
    assert_eq!(world.seq().await, 10, "only what is new has a number");
    reader.reach(10).await;
    assert_eq!((reader.changes(), reader.bodies().len()), ((1..=10).collect(), 10));
    // Another member may use the same key.
    let known = reader.messages[&1]["key"].as_str().unwrap().to_owned();
    let mut ana = Socket::of_program(world.address(), &world.ana).await.unwrap();
    assert_eq!(send(&mut ana, &channel, &known, "Mine").await["seq"], 11);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_words_and_takes_no_number() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let mut ben = Socket::of_program(world.address(), &world.ben).await.unwrap();
    let mut cyd = Socket::of_program(world.address(), &world.cyd).await.unwrap();
    let long = "ä".repeat(4001);
    for body in ["", " \n", "\u{200b}", &long] {
        let answer = send(&mut ben, &channel, &key(), body).await;
        assert_eq!((&answer["type"], answer["retry_after"].is_null()), (&json!("refused"), true), "{body:?}");
        assert!(answer["detail"].as_str().unwrap().len() > 10, "{answer}");
    }
    let replies = json!({"type": "send", "channel": channel, "key": key(), "body": "Yes", "reply_to": 99});
    ben.say_json(replies).await;
    assert_eq!(ben.next_of(&["sent", "refused"]).await["type"], "refused");
    let nowhere = send(&mut ben, "1C3XR6Gzv21Kf3E2ZpLk9B", &key(), "Hello?").await;
    let outside = send(&mut cyd, &channel, &key(), "Only looking").await;
    assert_eq!((&nowhere["type"], &outside["type"]), (&json!("refused"), &json!("refused")));
    world.set(json!({"read_only": true})).await;
    assert_eq!(send(&mut ben, &channel, &key(), "May I?").await["type"], "refused");
    world.set(json!({"read_only": false, "slow_mode": 3600})).await;
    assert_eq!(send(&mut ben, &channel, &key(), "Slowly").await["type"], "sent");
    let too_soon = send(&mut ben, &channel, &key(), "And").await;
    assert_eq!(too_soon["type"], "refused");
    assert!((1..=3600).contains(&too_soon["retry_after"].as_u64().unwrap()), "{too_soon}");
    assert_eq!(world.seq().await, 1);
}

#[tokio::test]
async fn the_longest_message_fits_whatever_it_is_written_in() {
    let world = World::start().await;
    let mut ben = Socket::of_program(world.address(), &world.ben).await.unwrap();
    for (n, letter) in ["x", "ä", "鳥", "🐦", "\""].iter().enumerate() {
        let answer = send(&mut ben, &world.channel, &key(), &letter.repeat(4000)).await;
        assert_eq!((&answer["type"], &answer["seq"]), (&json!("sent"), &json!(n + 1)), "{letter}");
    }
}

#[tokio::test]
async fn many_at_once_have_numbers_one_after_the_other_and_those_of_one_socket_stay_in_order() {
    const EACH: usize = 60;
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let second = world.site.another_server().await;
    let mut reader = Reader::open(world.address(), &world.cyd, &channel).await;
    let mut sending = Vec::new();
    for (who, server) in [(&world.ana, world.address()), (&world.ben, second.address), (&world.ben, world.address())] {
        let (mut socket, channel) = (Socket::of_program(server, who).await.unwrap(), channel.clone());
        sending.push(tokio::spawn(async move {
            for n in 0..EACH {
                let message = json!({"type": "send", "channel": channel, "key": key(), "body": n.to_string()});
                socket.say_json(message).await;
            }
            let mut numbers = Vec::new();
            for _ in 0..EACH {
                let answer = socket.next_of(&["sent", "refused"]).await;
                numbers.push(answer["seq"].as_i64().unwrap_or_else(|| panic!("{answer}")));
            }
            numbers.sort_unstable();
            numbers
        }));
    }
    let last = 3 * EACH as i64;
    let mut all = BTreeSet::new();
    for sent in sending {
        let numbers = sent.await.unwrap();
        all.extend(&numbers);
        reader.reach(*numbers.last().unwrap()).await;
        let bodies: Vec<_> = numbers.iter().map(|seq| reader.messages[seq]["body"].clone()).collect();
        assert_eq!(bodies, (0..EACH).map(|n| json!(n.to_string())).collect::<Vec<_>>());
    }
    assert_eq!(all, (1..=last).collect::<BTreeSet<_>>(), "all of them, and none twice");
    reader.reach(last).await;
    assert_eq!(reader.changes(), (1..=last).collect::<Vec<_>>());
    assert_eq!(reader.shown(), there(&mut world.cyd, &channel).await);
}

#[tokio::test]
async fn a_reply_carries_the_beginning_of_what_it_answers() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let mut reader = Reader::open(world.address(), &world.cyd, &channel).await;
    let asked = say(&mut world.ana, &channel, "Who has seen the owl?").await;
    let mut ben = Socket::of_program(world.address(), &world.ben).await.unwrap();
    let reply = json!({"type": "send", "channel": channel, "key": key(), "body": "I have, @ana", "reply_to": asked});
    ben.say_json(reply).await;
    let seq = ben.next_of(&["sent", "refused"]).await["seq"].as_i64().unwrap();
    reader.reach(seq).await;
    let told = reader.messages[&seq].clone();
    assert_eq!((&told["reply_to"]["seq"], &told["reply_to"]["author"]["username"]), (&json!(asked), &json!("ana")));
    assert_eq!((&told["reply_to"]["excerpt"], &told["mentions"]), (&json!("Who has seen the owl?"), &json!(["ana"])));
    // By HTTP it looks the same.
    let read = page(&mut world.cyd, &channel).await["items"][1].clone();
    assert_eq!(read, told);
}
