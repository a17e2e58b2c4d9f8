//! Whoever reads too slowly is told that they have missed something, keeps nobody waiting, and lacks nothing in the end.

use super::{
    Socket,
    reader::{Reader, there},
    world::{World, say},
};
use serde_json::json;
use tessera::model::ids::ChannelId;

/// Writes so many messages of 16 kB each, and as much of HTML, in one transaction.
pub async fn much(world: &World, count: i64) {
    let channel: ChannelId = world.channel.parse().unwrap();
    let sql = "with numbered as (
            update channels set seq = seq + $2, last_message = seq + $2 where id = $1 returning seq
        )
        insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
        select $1, seq - n, seq - n, (select id from users where username = 'ben'), gen_random_uuid(),
               repeat('🐦', 4000), repeat('🐦', 4000)
        from numbered, generate_series(0, $2 - 1) as n";
    sqlx::query(sql).bind(channel.uuid()).bind(count).execute(&world.site.rows).await.unwrap();
}

#[tokio::test]
async fn a_reader_that_is_too_slow_is_told_to_ask_again_and_nobody_waits_for_it() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let narrow = Socket::of_narrow_program(address, &world.cyd).await;
    let mut slow = Reader::over(narrow, address, &world.cyd, &channel).await;
    let mut quick = Reader::open(address, &world.ana, &channel).await;
    // More than the kernel and the server keep for somebody: 40 times 160 kB, as bodies and as HTML.
    for round in 0..40 {
        much(&world, 5).await;
        let seq = say(&mut world.ben, &channel, &format!("round {round}")).await;
        quick.reach(seq).await;
    }
    let last = world.seq().await;
    assert_eq!((quick.resets, quick.messages.len()), (0, 240));
    let mut resyncs = 0;
    while slow.seq < last {
        let message = slow.socket.next().await.expect("it is not let go");
        resyncs += usize::from(message["type"] == "resync");
        slow.take(&message).await;
    }
    assert!(resyncs > 0, "it was told");
    let newest = there(&mut world.cyd, &channel).await;
    for reader in [&slow, &quick] {
        let shown = reader.shown();
        assert_eq!(shown[shown.len() - newest.len()..], newest);
    }
}

#[tokio::test]
async fn more_than_fits_into_a_queue_comes_in_frames_that_do_and_lacks_nothing() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut quick = Reader::open(address, &world.ana, &channel).await;
    much(&world, 100).await;
    let last = say(&mut world.ben, &channel, "after it").await;
    let mut longest = 0;
    while quick.seq < last {
        let message = quick.socket.next().await.unwrap();
        longest = longest.max(message.to_string().len());
        quick.take(&message).await;
    }
    assert_eq!((quick.messages.len(), quick.resets), (101, 0));
    assert!(longest < 400_000, "{longest}");
}

#[tokio::test]
async fn who_reads_nothing_at_all_keeps_nobody_waiting() {
    let mut world = World::start().await;
    let (address, channel) = (world.address(), world.channel.clone());
    let mut deaf = Vec::new();
    for _ in 0..5 {
        let mut socket = Socket::of_narrow_program(address, &world.cyd).await;
        socket.say_json(json!({"type": "subscribe", "channel": channel})).await;
        deaf.push(socket);
    }
    let mut quick = Reader::open(address, &world.ana, &channel).await;
    for round in 0..100 {
        let seq = say(&mut world.ben, &channel, &format!("round {round}")).await;
        quick.reach(seq).await;
    }
    assert_eq!(quick.bodies().len(), 100);
}
