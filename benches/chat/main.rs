//! The chat: what it promises while everything fails around it, how many messages it takes, what an open socket costs, and how quick a
//! channel is that has a million messages.
//!
//! - `converge`: two servers, 20 clients, 10,000 messages with edits, deletions and reactions among them. Connections are cut at random,
//!   servers killed and started, and so are PostgreSQL and Redis. At the end all clients have the same channel: by PostgreSQL's bus, then by
//!   Redis.
//! - `durable`: how many messages a second two servers take from 64 senders, in 50 channels and in one; every one is read back.
//!   Beside it, `pgbench` says how many rows a second PostgreSQL takes alone.
//! - `sockets`: what an idle socket takes of memory, and what a message to all of them takes of time and CPU. The same client then asks
//!   Django Channels (daphne, channels_redis) and Node's `ws`, which keep nothing, for the same.
//! - `history`: how long it takes to open a channel of a million messages, to go to a date there, to read it page by page, to search it, and
//!   to come back to it. Beside it stand a channel that is almost empty, and the same questions as somebody would put them to PostgreSQL by
//!   hand, whose answers are compared.
//!
//! `make bench` runs it. By the environment:
//! - `CHAT_ONLY=durable`: only this part (or several, with commas between).
//! - `CHAT_SOCKETS=10000`: so many sockets.
//! - `CHAT_MESSAGES=1000000`: so many messages in the long channel, 1,000 or more.
//!
//! Times are printed, not judged. It fails where clients end with different channels, where a message is lost or there twice, where an
//! answer is wrong, and where a server panics.

mod actions;
#[path = "../site/api.rs"]
mod api;
mod converge;
mod durable;
mod faults;
#[path = "../site/frames.rs"]
mod frames;
mod history;
#[path = "../site/http.rs"]
mod http;
#[path = "../site/keep_alive.rs"]
mod keep_alive;
mod machine;
mod measured;
#[path = "../site/messages.rs"]
mod messages;
mod others;
#[path = "../site/process.rs"]
mod process;
#[path = "../site/redis_server.rs"]
mod redis_server;
#[path = "../site/release.rs"]
mod release;
#[path = "../site/replica.rs"]
mod replica;
mod servers;
mod sockets;
mod tally;
#[path = "../site/times.rs"]
mod times;

use servers::Bus;
use std::{env, process::ExitCode};

/// How many sockets are opened, and how many messages the long channel has, where nothing is said.
const SOCKETS: usize = 10_000;
const MESSAGES: u64 = 1_000_000;

#[tokio::main]
async fn main() -> ExitCode {
    let sockets = env::var("CHAT_SOCKETS").map_or(SOCKETS, |count| count.parse().expect("CHAT_SOCKETS: a number"));
    let messages = env::var("CHAT_MESSAGES").map_or(MESSAGES, |count| count.parse().expect("CHAT_MESSAGES: a number"));
    let only = env::var("CHAT_ONLY").unwrap_or_default();
    let wanted = |part: &str| only.is_empty() || only.split(',').any(|named| named.trim() == part);
    process::raise_open_files(2 * sockets as u64 + 1_000);
    let mut well = true;
    if wanted("converge") {
        for bus in [Bus::Postgres, Bus::Redis] {
            well &= converge::run(bus).await;
        }
    }
    if wanted("durable") {
        well &= durable::run().await;
    }
    if wanted("sockets") {
        well &= sockets::run(sockets).await;
    }
    if wanted("history") {
        well &= history::run(messages).await;
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
