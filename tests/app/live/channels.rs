//! Channels over the socket: every change in its order, what was missed, and when a client has to begin afresh.

use super::{
    Socket,
    reader::{Reader, there},
    world::{World, delete, edit, good, heart, page, pin, say},
};
use serde_json::json;
use tessera::model::messages::REPLAY_MOST;

/// Five hundred messages.
const MANY: &str = "with numbered as (
        update channels set seq = seq + 500, last_message = seq + 500 where id = $1 returning seq
    )
    insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
    select $1, seq - n, seq - n, (select id from users where username = 'ben'), gen_random_uuid(), 'x', '<p>x</p>'
    from numbered, generate_series(0, 499) as n";

#[tokio::test]
async fn what_is_done_in_a_channel_arrives_in_its_order_and_as_it_is() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    let mut cyd = Reader::open(address, &world.cyd, &channel).await;
    let first = say(&mut world.ben, &channel, "one").await;
    let second = say(&mut world.ben, &channel, "two").await;
    let third = say(&mut world.ana, &channel, "three").await;
    assert!(first < second && second < third);
    edit(&mut world.ben, &channel, first, "**One**").await;
    heart(&mut world.ana, &channel, second, true).await;
    heart(&mut world.ben, &channel, third, true).await;
    heart(&mut world.ben, &channel, third, false).await;
    pin(&mut world.ana, &channel, first).await;
    delete(&mut world.ben, &channel, second).await;
    let last = world.seq().await;
    for reader in [&mut ana, &mut cyd] {
        reader.reach(last).await;
        assert_eq!(reader.seq, last);
        assert!(reader.changes().is_sorted_by(|one, other| one < other), "{:?}", reader.changes());
        assert_eq!(reader.changes().last(), Some(&last), "the deletion came last");
        assert_eq!((reader.told.last().unwrap()["body"].as_str(), reader.resets), (Some(""), 0));
        assert_eq!(reader.bodies(), ["**One**", "three"]);
        assert!(reader.messages[&first]["html"].as_str().unwrap().contains("<strong>One</strong>"));
        assert_eq!(reader.shown(), there(&mut world.cyd, &channel).await);
    }
}

#[tokio::test]
async fn who_comes_back_is_told_every_change_that_was_missed_and_nothing_twice() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    let old = say(&mut world.ben, &channel, "old").await;
    let gone = say(&mut world.ben, &channel, "gone").await;
    ana.reach(gone).await;
    ana.socket = Socket::of_program(address, &world.ana).await.unwrap();
    let before = ana.changes();
    edit(&mut world.ben, &channel, old, "older").await;
    delete(&mut world.ben, &channel, gone).await;
    say(&mut world.ben, &channel, "new").await;
    let last = world.seq().await;
    ana.reopen(address).await;
    ana.reach(last).await;
    assert_eq!(ana.changes()[before.len()..], [last - 2, last - 1, last]);
    assert_eq!((ana.bodies(), ana.resets), (vec!["older", "new"], 0));
    // Whoever lacks nothing is told nothing, and hears what comes next.
    let told = ana.told.len();
    ana.reopen(address).await;
    let subscribed = ana.socket.next_of(&["subscribed", "changes", "reset"]).await;
    assert_eq!((&subscribed["type"], &subscribed["epoch"]), (&json!("subscribed"), &json!(ana.epoch)));
    let newest = say(&mut world.ben, &channel, "newest").await;
    ana.reach(newest).await;
    assert_eq!(ana.told.len(), told + 1);
    assert_eq!(ana.shown(), there(&mut world.ana, &channel).await);
}

#[tokio::test]
async fn what_happens_while_somebody_subscribes_is_not_lost() {
    let world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    for round in 0..20 {
        let mut ana = Reader::open(address, &world.ana, &channel).await;
        ana.subscribe().await;
        let (mut ben, saying) = (world.ben.clone(), channel.clone());
        let said = tokio::spawn(async move { say(&mut ben, &saying, &format!("round {round}")).await });
        ana.subscribe().await;
        ana.reach(said.await.unwrap()).await;
        assert_eq!(ana.bodies().len(), round + 1);
    }
    let mut ana = world.ana.clone();
    assert_eq!(there(&mut ana, &channel).await.len(), 20);
}

#[tokio::test]
async fn who_is_too_far_behind_or_of_another_numbering_begins_afresh() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let first = say(&mut world.ben, &channel, "first").await;
    let epoch = page(&mut world.ana, &channel).await["epoch"].clone();
    assert_eq!(REPLAY_MOST, 500);
    world.sql(MANY).await;
    let last = say(&mut world.ben, &channel, "last").await;
    assert_eq!(last, first + 501);
    let mut socket = Socket::of_program(address, &world.ana).await.unwrap();
    let answer = async |socket: &mut Socket, epoch: &serde_json::Value, seq: i64| {
        socket.say_json(json!({"type": "subscribe", "channel": channel, "epoch": epoch, "seq": seq})).await;
        socket.next_of(&["subscribed", "reset", "changes"]).await
    };
    let reset = answer(&mut socket, &epoch, first).await;
    assert_eq!((&reset["type"], &reset["epoch"], &reset["seq"]), (&json!("reset"), &epoch, &json!(last)));
    let mut socket = Socket::of_program(address, &world.ana).await.unwrap();
    let (mut part, mut replayed) = (answer(&mut socket, &epoch, last - REPLAY_MOST).await, 0);
    while part["type"] == "changes" {
        replayed += part["messages"].as_array().unwrap().len();
        part = socket.next_of(&["subscribed", "reset", "changes"]).await;
    }
    assert_eq!((&part["type"], &part["seq"], replayed), (&json!("subscribed"), &json!(last), 500));
    // A number that the channel has not come to is of another numbering, too: a backup was restored.
    let mut socket = Socket::of_program(address, &world.ana).await.unwrap();
    assert_eq!(answer(&mut socket, &epoch, last + 1).await["type"], "reset");
    world.sql("update channels set epoch = gen_random_uuid() where id = $1").await;
    let mut socket = Socket::of_program(address, &world.ana).await.unwrap();
    let reset = answer(&mut socket, &epoch, last).await;
    assert_eq!(reset["type"], "reset");
    let now = page(&mut world.ana, &channel).await;
    assert_eq!((&reset["epoch"], &reset["seq"]), (&now["epoch"], &now["seq"]));
}

#[tokio::test]
async fn a_client_that_begins_afresh_shows_what_is_there() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    let gone = say(&mut world.ben, &channel, "gone").await;
    ana.reach(gone).await;
    ana.socket = Socket::of_program(address, &world.ana).await.unwrap();
    delete(&mut world.ben, &channel, gone).await;
    world.sql("update channels set epoch = gen_random_uuid(), seq = seq + 1 where id = $1").await;
    say(&mut world.ben, &channel, "after").await;
    ana.reopen(address).await;
    ana.reach(world.seq().await).await;
    assert_eq!((ana.resets, ana.bodies()), (1, vec!["after"]));
    let next = say(&mut world.ben, &channel, "next").await;
    ana.reach(next).await;
    assert_eq!(ana.bodies(), ["after", "next"]);
}

#[tokio::test]
async fn a_channel_that_is_no_longer_shown_says_nothing_more() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let channels = format!("/communities/{}/channels", world.community);
    let made = world.ana.post(&channels, json!({"kind": "talk", "name": "b"})).await;
    let other = good(&made)["id"].as_str().unwrap().to_owned();
    let mut ana = Reader::open(address, &world.ana, &channel).await;
    ana.socket.say_json(json!({"type": "unsubscribe", "channel": channel})).await;
    ana.socket.say_json(json!({"type": "subscribe", "channel": other})).await;
    ana.socket.next_of(&["subscribed"]).await;
    say(&mut world.ben, &channel, "unheard").await;
    say(&mut world.ben, &other, "heard").await;
    let changes = ana.socket.next_of(&["changes"]).await;
    assert_eq!((&changes["channel"], &changes["messages"][0]["body"]), (&json!(other), &json!("heard")));
}
