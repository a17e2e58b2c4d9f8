//! A socket that is kept open, over which a member hears what is new for them.

use crate::{
    model::ids::UserId,
    services::{
        Site,
        live::{self, Heard, Pass, Reader},
        notices,
    },
};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

/// How often the other side is asked whether it lives. One that has said nothing since the time before is gone.
const PING: Duration = Duration::from_secs(30);

/// How long the other side may take to receive a message.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest message that is read, in bytes.
const MESSAGE_LONGEST: usize = 4 * 1024;

/// How much of what comes in and goes out is held in memory, in bytes. The library's own 128 KiB are for other uses: there can be
/// thousands of these sockets.
const BUFFER: usize = 4 * 1024;

/// The close code (RFC 6455, section 7.4.2: ours to give) where one is no longer signed in.
const SIGNED_OUT: u16 = 4401;

/// What is said to the other side.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    /// So many pieces of news are unread: at the beginning, and whenever news have changed.
    Notices { unread: u32 },
    /// A message was not understood. Nothing else comes of it.
    Error { detail: &'static str },
}

/// What the other side may say. Nothing so far.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Wish {}

/// Why a socket ends.
enum End {
    /// The other side has gone, or does not answer.
    Gone,
    /// The server closes it, and says why.
    Closed(u16, &'static str),
}

/// A member at the other side of a socket.
pub(super) struct Listener {
    pub(super) site: Site,
    pub(super) me: UserId,
    pub(super) pass: Pass,
    pub(super) reader: Reader,
}

/// Answers with an open socket.
pub(super) fn open(upgrade: WebSocketUpgrade, listener: Listener) -> axum::response::Response {
    upgrade
        .max_message_size(MESSAGE_LONGEST)
        .max_frame_size(MESSAGE_LONGEST)
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .on_upgrade(move |socket| listener.serve(socket))
}

impl Listener {
    /// Talks until one of both ends it.
    async fn serve(mut self, mut socket: WebSocket) {
        let Err(end) = self.talk(&mut socket).await;
        if let End::Closed(code, reason) = end {
            let frame = CloseFrame { code, reason: reason.into() };
            // Whoever has gone meanwhile knows.
            let _gone = timeout(PATIENCE, socket.send(Message::Close(Some(frame)))).await;
        }
    }

    async fn talk(&mut self, socket: &mut WebSocket) -> Result<std::convert::Infallible, End> {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut lives = true;
        self.tell(socket).await?;
        loop {
            tokio::select! {
                heard = self.reader.next() => match heard {
                    Heard::Call => {
                        self.check().await?;
                        self.tell(socket).await?;
                    }
                    Heard::HangUp => return Err(End::Closed(close_code::RESTART, "The server is shutting down.")),
                },
                _ = ping.tick() => {
                    if !lives {
                        return Err(End::Gone);
                    }
                    lives = false;
                    self.check().await?;
                    send(socket, Message::Ping(bytes::Bytes::new())).await?;
                }
                message = socket.recv() => {
                    lives = true;
                    answer(socket, message).await?;
                }
            }
        }
    }

    /// Says how much is unread. Where the database does not answer, nothing is said: what comes next says it.
    async fn tell(&self, socket: &mut WebSocket) -> Result<(), End> {
        match notices::unread(&self.site, self.me).await {
            Ok(unread) => say(socket, &Said::Notices { unread }).await,
            Err(_) => Ok(()),
        }
    }

    /// Makes sure that the other side is still signed in. Where the database does not answer, it is asked the next time.
    async fn check(&self) -> Result<(), End> {
        match live::holds(&self.site, self.me, &self.pass).await {
            Ok(false) => Err(End::Closed(SIGNED_OUT, "You are no longer signed in.")),
            Ok(true) | Err(_) => Ok(()),
        }
    }
}

/// Answers what the other side says.
async fn answer(socket: &mut WebSocket, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
    match message {
        Some(Ok(Message::Text(text))) => match serde_json::from_str::<Wish>(&text) {
            Ok(wish) => match wish {},
            Err(_) => say(socket, &Said::Error { detail: "This message is not valid." }).await,
        },
        Some(Ok(Message::Binary(_))) => say(socket, &Said::Error { detail: "Messages must be text." }).await,
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
        // The library has answered a closing; a message too long is an error.
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
    }
}

async fn say(socket: &mut WebSocket, said: &Said) -> Result<(), End> {
    let text = serde_json::to_string(said).map_err(|_| End::Gone)?;
    send(socket, Message::Text(text.into())).await
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(PATIENCE, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}
