//! What goes over a socket beside what is said: pings, parts and closings, as RFC 6455 has them; and how much at a time.

use super::{
    NEVER, Socket,
    slow::much,
    world::{World, key, page, say},
};
use futures::StreamExt;
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{
        CloseFrame,
        frame::{
            Frame,
            coding::{CloseCode, Data, OpCode},
        },
    },
};

async fn open(world: &World) -> Socket {
    let mut socket = Socket::of_program(world.address(), &world.cyd).await.unwrap();
    socket.next_of(&["notices"]).await;
    socket
}

#[tokio::test]
async fn pings_are_answered_between_the_parts_of_a_message_and_a_closing_with_its_code() {
    let world = World::start().await;
    let mut socket = open(&world).await;
    let part = |text: &'static str, kind, last| Message::Frame(Frame::message(text, OpCode::Data(kind), last));
    let [begin, end] = [("{\"type\":", Data::Text, false), ("\"dance\"}", Data::Continue, true)];
    socket.say(part(begin.0, begin.1, begin.2)).await;
    socket.say(Message::Ping("still there?".into())).await;
    let answer = timeout(NEVER, socket.0.next()).await.unwrap();
    assert_eq!(answer.unwrap().unwrap(), Message::Pong("still there?".into()));
    socket.say(part(end.0, end.1, end.2)).await;
    assert_eq!(socket.next().await.unwrap()["type"], "error", "it has been read as one");
    socket.say(Message::Close(Some(CloseFrame { code: CloseCode::from(4000), reason: "done".into() }))).await;
    assert_eq!(socket.next().await, Err(4000));
}

#[tokio::test]
async fn what_is_no_websocket_is_told_so_before_it_is_closed() {
    let world = World::start().await;
    for (kind, payload, code) in [
        (Data::Continue, &b"of nothing"[..], 1002),
        (Data::Reserved(3), b"of no kind", 1002),
        (Data::Text, &[0xC3, 0x28], 1007),
    ] {
        let mut socket = open(&world).await;
        socket.say(Message::Frame(Frame::message(payload, OpCode::Data(kind), true))).await;
        assert_eq!(socket.next().await, Err(code), "{kind}");
    }
}

#[tokio::test]
async fn what_somebody_lacks_comes_in_frames_that_follow_each_other() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let first = say(&mut world.ben, &channel, "First").await;
    let page = page(&mut world.cyd, &channel).await;
    assert_eq!(page["seq"], first);
    much(&world, 5).await;
    let last = world.seq().await;
    let mut socket = open(&world).await;
    let wish = json!({"type": "subscribe", "channel": channel, "epoch": page["epoch"], "seq": first});
    socket.say_json(wish).await;
    let (mut reached, mut frames, mut told) = (first, 0, Vec::new());
    loop {
        let part = socket.next_of(&["changes", "subscribed", "reset"]).await;
        if part["type"] == "subscribed" {
            assert_eq!(part["seq"], last);
            break;
        }
        assert_eq!((&part["type"], &part["after"]), (&json!("changes"), &json!(reached)));
        reached = part["seq"].as_i64().unwrap();
        told.extend(part["messages"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()));
        frames += 1;
    }
    assert_eq!((reached, frames), (last, 5), "each of these messages is a frame’s worth");
    assert_eq!(told, (first + 1..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_asks_without_end_is_sent_away_for_a_while() {
    let world = World::start_with(&[("RATE_LIMITS", "on")]).await;
    let mut socket = open(&world).await;
    let wish = json!({"type": "subscribe", "channel": key()});
    let mut answers = 0;
    let code = loop {
        socket.say_json(wish.clone()).await;
        match socket.next().await {
            Ok(_) => answers += 1,
            Err(code) => break code,
        }
    };
    assert_eq!(code, 1013);
    assert!(answers >= 500, "as many as over HTTP: {answers}");
}
