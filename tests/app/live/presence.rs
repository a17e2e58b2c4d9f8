//! What is said beside messages: who is typing, who is here, and where there is something unread.

use super::{
    NEVER, Socket,
    world::{World, good, join, say},
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{sleep, timeout};

async fn shows(world: &World, who: &crate::api::Program) -> Socket {
    let mut socket = Socket::of_program(world.address(), who).await.unwrap();
    socket.say_json(json!({"type": "subscribe", "channel": world.channel})).await;
    socket.next_of(&["subscribed"]).await;
    socket
}

#[tokio::test]
async fn others_see_who_is_typing_and_only_of_those_who_may_write() {
    let mut world = World::start().await;
    let mut ana = shows(&world, &world.ana).await;
    let mut ben = shows(&world, &world.ben).await;
    let mut cyd = shows(&world, &world.cyd).await;
    let typing = json!({"type": "typing", "channel": world.channel});
    // A visitor writes nothing.
    cyd.say_json(typing.clone()).await;
    ben.say_json(typing).await;
    for socket in [&mut ana, &mut cyd] {
        let seen = socket.next_of(&["typing", "changes"]).await;
        let (channel, person) = (&seen["channel"], &seen["person"]["username"]);
        assert_eq!((&seen["type"], channel, person), (&json!("typing"), &json!(world.channel), &json!("ben")));
    }
    // Who types is not told of it.
    say(&mut world.ana, &world.channel.clone(), "Yes?").await;
    assert_eq!(ben.next_of(&["typing", "changes"]).await["type"], "changes");
}

#[tokio::test]
async fn nobody_sees_somebody_type_with_whom_there_is_a_block() {
    let mut world = World::start().await;
    join(&mut world.cyd, &world.community).await;
    good(&world.ana.send("PUT", "/users/ben/block", &[], &[]).await);
    let (mut ana, mut ben, mut cyd) =
        (shows(&world, &world.ana).await, shows(&world, &world.ben).await, shows(&world, &world.cyd).await);
    assert_eq!(sees(&mut cyd, &mut ben, &world.channel).await, "ben");
    assert_eq!(sees(&mut ana, &mut cyd, &world.channel).await, "cyd");
    assert_eq!(sees(&mut ben, &mut cyd, &world.channel).await, "cyd");
}

/// Has somebody type until another one sees it, and gives who that is: what is said to a socket is lost while it looks at its rights.
async fn sees(who: &mut Socket, typist: &mut Socket, channel: &str) -> String {
    loop {
        typist.say_json(json!({"type": "typing", "channel": channel})).await;
        if let Ok(seen) = timeout(Duration::from_secs(3), who.next_of(&["typing"])).await {
            return seen["person"]["username"].as_str().unwrap().to_owned();
        }
    }
}

/// Waits until somebody hears that so many are here, and gives their names in order.
async fn here(socket: &mut Socket, count: usize) -> Vec<String> {
    loop {
        let here = socket.next_of(&["here"]).await;
        if here["count"] == count {
            let people = here["people"].as_array().unwrap().iter();
            let mut names: Vec<_> = people.map(|person| person["username"].as_str().unwrap().to_owned()).collect();
            names.sort();
            return names;
        }
    }
}

#[tokio::test]
async fn who_is_here_is_said_on_every_server_each_member_once() {
    let world = World::start().await;
    let second = world.site.another_server().await;
    let mut ana = shows(&world, &world.ana).await;
    assert_eq!(here(&mut ana, 1).await, ["ana"]);
    let mut ben = shows(&world, &world.ben).await;
    let other_tab = shows(&world, &world.ben).await;
    let mut cyd = Socket::of_program(second.address, &world.cyd).await.unwrap();
    cyd.say_json(json!({"type": "subscribe", "channel": world.channel})).await;
    for socket in [&mut ana, &mut ben, &mut cyd] {
        assert_eq!(here(socket, 3).await, ["ana", "ben", "cyd"]);
    }
    // One of two tabs is not the end.
    drop(other_tab);
    drop(cyd);
    assert_eq!(here(&mut ana, 2).await, ["ana", "ben"]);
    ben.say_json(json!({"type": "unsubscribe", "channel": world.channel})).await;
    assert_eq!(here(&mut ana, 1).await, ["ana"]);
}

#[tokio::test]
async fn a_member_who_is_on_two_servers_is_one() {
    let world = World::start().await;
    let second = world.site.another_server().await;
    let subscribe = json!({"type": "subscribe", "channel": world.channel});
    let mut ana = shows(&world, &world.ana).await;
    let _ben = shows(&world, &world.ben).await;
    let mut ben_there = Socket::of_program(second.address, &world.ben).await.unwrap();
    ben_there.say_json(subscribe.clone()).await;
    let servers = "select count(*) from channel_presence
                   where users @> array(select id from users where username = 'ben')";
    let both = async {
        while sqlx::query_scalar::<_, i64>(servers).fetch_one(&world.site.rows).await.unwrap() < 2 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(NEVER, both).await.expect("both servers have said that he is here");
    let mut cyd = Socket::of_program(second.address, &world.cyd).await.unwrap();
    cyd.say_json(subscribe).await;
    for socket in [&mut ana, &mut ben_there, &mut cyd] {
        assert_eq!(here(socket, 3).await, ["ana", "ben", "cyd"]);
    }
}

#[tokio::test]
async fn a_server_that_stops_takes_along_who_was_at_it() {
    let world = World::start().await;
    let second = world.site.another_server().await;
    let mut ana = shows(&world, &world.ana).await;
    let mut ben = Socket::of_program(second.address, &world.ben).await.unwrap();
    ben.say_json(json!({"type": "subscribe", "channel": world.channel})).await;
    assert_eq!(here(&mut ana, 2).await, ["ana", "ben"]);
    second.stop().await;
    assert_eq!(here(&mut ana, 1).await, ["ana"]);
}

/// The unread mark of the first channel, as the API has it.
async fn unread(world: &mut World) -> Value {
    let path = format!("/communities/{}/channels", world.community);
    good(&world.ben.get(&path).await)["items"][0]["unread"].clone()
}

#[tokio::test]
async fn who_watches_a_community_hears_where_something_is_unread_until_they_have_read_it() {
    let mut world = World::start().await;
    let channel = world.channel.clone();
    let mut ben = Socket::of_program(world.address(), &world.ben).await.unwrap();
    ben.say_json(json!({"type": "watch", "community": world.community})).await;
    // There is no answer to that: it is heard once something else is answered.
    ben.say_json(json!({"type": "subscribe", "channel": "1C3XR6Gzv21Kf3E2ZpLk9B"})).await;
    ben.next_of(&["closed"]).await;
    let seq = say(&mut world.ana, &channel, "Who is up?").await;
    assert_eq!(ben.next_of(&["unread"]).await, json!({"type": "unread", "channel": channel, "seq": seq}));
    assert_eq!(unread(&mut world).await, true);
    ben.say_json(json!({"type": "read", "channel": channel, "seq": seq})).await;
    let read = async { while unread(&mut world).await == true {} };
    timeout(NEVER, read).await.expect("it is read at last");
}
