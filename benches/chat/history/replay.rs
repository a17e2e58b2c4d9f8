//! Coming back to a channel: what has changed there since a number, over the socket.

use super::{
    Measured,
    asker::{Argument, Asker},
    questions::{ASKED, WARM_UP},
    rooms::Room,
    say_wrong,
};
use crate::{api::Member, frames::Socket, times::Times};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::time::Instant;

/// How many changes a client lacks at most that is told them; in a channel with fewer, most of those.
const LACKING_MOST: i64 = 400;

const SINCE: &str = "
    select message.seq, message.changed_seq, message.body, message.html, message.sent_at, author.username, author.display_name
    from messages as message join users as author on author.id = message.author_id
    where message.channel_id = $1 and message.changed_seq > $2 order by message.changed_seq";

pub(super) async fn measure(
    asker: &mut Asker,
    member: &Member,
    server: SocketAddr,
    room: &Room,
    wrong: &mut usize,
) -> Measured {
    let mut rng = StdRng::seed_from_u64(2);
    let mut socket = Socket::open(server, "/api/v1/live", &member.bearer()).await.expect("a socket");
    let (mut times, mut by_hand) = (Vec::new(), Vec::new());
    for n in 0..WARM_UP + ASKED {
        let most = LACKING_MOST.min(room.seq);
        let since = room.seq - rng.random_range(most / 2..most);
        let began = Instant::now();
        let told = subscribe(&mut socket, room, since).await;
        if n >= WARM_UP {
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        let (known, took) = asker.by_hand(room, SINCE, &[Argument::Number(since)]).await;
        by_hand.push(took);
        if told != known {
            say_wrong(wrong, &format!("changes since {since}"), &told, &known);
        }
    }
    Measured { name: "changes since a number", times: Times::of(times), by_hand: Times::of(by_hand) }
}

/// Subscribes from a number on, and gives the numbers of the messages that have changed since, in the order of their changes.
async fn subscribe(socket: &mut Socket, room: &Room, since: i64) -> Vec<i64> {
    let said = json!({"type": "subscribe", "channel": room.id, "epoch": room.epoch, "seq": since});
    socket.say(&[said.to_string()]).await.expect("an open socket");
    let mut changed = Vec::new();
    loop {
        let told: Value = serde_json::from_slice(&socket.next().await.expect("an open socket")).expect("JSON");
        match told["type"].as_str() {
            Some("changes") => {
                let messages = told["messages"].as_array().expect("messages");
                changed.extend(messages.iter().filter_map(|message| message["seq"].as_i64()));
            }
            Some("subscribed") => return changed,
            Some("reset" | "resync" | "closed" | "error") => panic!("{told}"),
            _ => {}
        }
    }
}
