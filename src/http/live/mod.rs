//! A socket that is kept open, over which a member hears what is new for them, and talks in channels.

mod said;
mod sending;

pub use said::encode;

use crate::{
    model::{
        channels::ChannelPosition,
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    services::{
        Caller, channels, conversations,
        live::{self, Frames, Heard, Pass, Reader, Seat, Subscribed},
        notices,
    },
};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use futures::SinkExt;
use said::{Asked, Said};
use sending::Sending;
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

/// How often the other side is asked whether it lives. One that has said nothing since the time before is gone.
const PING: Duration = Duration::from_secs(30);

/// How long the other side may take to receive a message.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest message that is read, in bytes: room for the longest that can be sent to a channel.
const MESSAGE_LONGEST: usize = 64 * 1024;

/// How much of what comes in is held in memory, in bytes, before there is more. The library's own 128 KiB are for other uses: there can
/// be tens of thousands of these sockets.
const BUFFER: usize = 1024;

/// How many channels a socket can show, and how many communities it can watch.
const CHANNELS_MOST: usize = 50;
const COMMUNITIES_MOST: usize = 20;

/// How often others are told that somebody is typing.
const TYPING_EVERY: Duration = Duration::from_secs(2);

/// The close code (RFC 6455, section 7.4.2: ours to give) where one is no longer signed in.
const SIGNED_OUT: u16 = 4401;

/// Why a socket ends.
enum End {
    /// The other side has gone, or does not answer.
    Gone,
    /// The server closes it, and says why.
    Closed(u16, &'static str),
}

/// A member at the other side of a socket.
pub(super) struct Listener {
    pub(super) caller: Caller,
    pub(super) pass: Pass,
    /// Whether their token lets them write.
    pub(super) writes: bool,
    pub(super) reader: Reader,
    pub(super) seat: Seat,
}

/// What a socket shows.
#[derive(Default)]
struct Shown {
    /// Whether each is a direct conversation.
    channels: HashMap<ChannelId, bool>,
    communities: Vec<CommunityId>,
    typed: Option<Instant>,
    sending: Sending,
}

/// Answers with an open socket.
pub(super) fn open(upgrade: WebSocketUpgrade, listener: Listener) -> axum::response::Response {
    let listener = Box::new(listener);
    upgrade
        .max_message_size(MESSAGE_LONGEST)
        .max_frame_size(MESSAGE_LONGEST)
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .on_upgrade(move |socket| listener.serve(socket))
}

impl Listener {
    /// Talks until one of both ends it.
    async fn serve(mut self: Box<Self>, mut socket: WebSocket) {
        let mut shown = Shown::default();
        let Err(end) = self.talk(&mut socket, &mut shown).await;
        let channels: Vec<_> = shown.channels.keys().copied().collect();
        live::leave(&self.caller.site, &self.seat, &channels, &shown.communities);
        if let End::Closed(code, reason) = end {
            let frame = CloseFrame { code, reason: reason.into() };
            // Whoever has gone meanwhile knows.
            let _gone = timeout(PATIENCE, socket.send(Message::Close(Some(frame)))).await;
        }
    }

    async fn talk(&mut self, socket: &mut WebSocket, shown: &mut Shown) -> Result<std::convert::Infallible, End> {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut lives = true;
        Box::pin(self.tell(socket)).await?;
        loop {
            // What takes long or much memory stands in a box of its own: most sockets only wait, and there are many.
            tokio::select! {
                heard = self.reader.next() => match heard {
                    Heard::Call => Box::pin(self.look(socket, shown)).await?,
                    Heard::HangUp => return Err(End::Closed(close_code::RESTART, "The server is shutting down.")),
                },
                frames = self.seat.outbound.next() => pass_on(socket, frames, &shown.channels).await?,
                text = shown.sending.next() => send(socket, Message::Text(text.into())).await?,
                _ = ping.tick() => {
                    if !lives {
                        return Err(End::Gone);
                    }
                    lives = false;
                    Box::pin(self.check()).await?;
                    send(socket, Message::Ping(bytes::Bytes::new())).await?;
                }
                message = socket.recv(), if shown.sending.has_room() => {
                    lives = true;
                    match message {
                        Some(Ok(Message::Text(text))) => Box::pin(self.answer(socket, shown, &text)).await?,
                        Some(Ok(Message::Binary(_))) => say(socket, &Said::Error { detail: "Messages must be text." }).await?,
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        // The library has answered a closing; a message too long is an error.
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
                    }
                }
            }
        }
    }

    /// Says how much is unread. Where the database does not answer, nothing is said: what comes next says it.
    async fn tell(&self, socket: &mut WebSocket) -> Result<(), End> {
        let unread = notices::unread(&self.caller.site, self.seat.user).await;
        let conversations = conversations::unread(&self.caller).await;
        match (unread, conversations) {
            (Ok(unread), Ok(conversations)) => say(socket, &Said::Notices { unread, conversations }).await,
            _ => Ok(()),
        }
    }

    /// There is something new for the member: they may be signed out, or blocked, or have left a conversation.
    async fn look(&self, socket: &mut WebSocket, shown: &mut Shown) -> Result<(), End> {
        self.check().await?;
        let site = &self.caller.site;
        live::renew(site, &self.seat).await.map_err(|_| too_busy())?;
        let direct: Vec<_> =
            shown.channels.iter().filter(|(_, direct)| **direct).map(|(channel, _)| *channel).collect();
        for channel in direct {
            if !live::may_read(site, self.seat.user, channel).await.map_err(|_| too_busy())? {
                live::unsubscribe(site, &self.seat, channel);
                shown.channels.remove(&channel);
                say(socket, &Said::Closed { channel }).await?;
            }
        }
        self.tell(socket).await
    }

    /// Makes sure that the other side is still signed in. Where the database does not answer, it is asked the next time.
    async fn check(&self) -> Result<(), End> {
        match live::holds(&self.caller.site, self.seat.user, &self.pass).await {
            Ok(false) => Err(End::Closed(SIGNED_OUT, "You are no longer signed in.")),
            Ok(true) | Err(_) => Ok(()),
        }
    }

    /// Answers what the other side says.
    async fn answer(&self, socket: &mut WebSocket, shown: &mut Shown, text: &str) -> Result<(), End> {
        let Ok(asked) = serde_json::from_str(text) else {
            return say(socket, &Said::Error { detail: "This message is not valid." }).await;
        };
        if !self.writes && matches!(asked, Asked::Send { .. } | Asked::Typing { .. } | Asked::Read { .. }) {
            return say(socket, &Said::Error { detail: "This token lacks the required scope “write”." }).await;
        }
        match asked {
            Asked::Subscribe { channel, epoch, seq } => {
                let since = epoch.zip(seq).map(|(epoch, seq)| ChannelPosition { epoch, seq });
                self.subscribe(socket, shown, channel, since).await
            }
            Asked::Unsubscribe { channel } => {
                live::unsubscribe(&self.caller.site, &self.seat, channel);
                shown.channels.remove(&channel);
                Ok(())
            }
            Asked::Watch { community } => self.watch(socket, shown, community).await,
            Asked::Send { channel, key, body, reply_to, pins } => {
                let message = crate::model::messages::NewMessage { channel, key, body, reply_to, pins };
                shown.sending.begin(&self.caller, message).await;
                Ok(())
            }
            Asked::Typing { channel } => {
                if shown.typed.is_none_or(|typed| typed.elapsed() >= TYPING_EVERY) {
                    shown.typed = Some(Instant::now());
                    // It is of no use later.
                    let _ = live::typing(&self.caller, channel).await;
                }
                Ok(())
            }
            Asked::Read { channel, seq } => match channels::mark_read(&self.caller, channel, seq).await {
                Err(Problem::Busy | Problem::Internal) => Err(too_busy()),
                _ => Ok(()),
            },
        }
    }

    async fn subscribe(
        &self,
        socket: &mut WebSocket,
        shown: &mut Shown,
        channel: ChannelId,
        since: Option<ChannelPosition>,
    ) -> Result<(), End> {
        if shown.channels.len() >= CHANNELS_MOST && !shown.channels.contains_key(&channel) {
            return say(socket, &Said::Error { detail: "A socket can subscribe to up to 50 channels." }).await;
        }
        match live::subscribe(&self.caller.site, &self.seat, channel, since).await {
            Ok((subscribed, direct)) => {
                shown.channels.insert(channel, direct);
                match subscribed {
                    Subscribed::Now(position) => say(socket, &Said::subscribed(channel, position)).await,
                    Subscribed::Reset(position) => say(socket, &Said::reset(channel, position)).await,
                    Subscribed::After(after, changes) => {
                        let frame = live::Frame::Changes { after, changes: &changes };
                        send(socket, text_of(encode(&frame))?).await?;
                        say(socket, &Said::subscribed(channel, changes.position)).await
                    }
                }
            }
            Err(Problem::NotFound) => {
                shown.channels.remove(&channel);
                say(socket, &Said::Closed { channel }).await
            }
            Err(_) => Err(too_busy()),
        }
    }

    async fn watch(&self, socket: &mut WebSocket, shown: &mut Shown, community: CommunityId) -> Result<(), End> {
        if shown.communities.contains(&community) {
            return Ok(());
        }
        if shown.communities.len() >= COMMUNITIES_MOST {
            return say(socket, &Said::Error { detail: "A socket can watch up to 20 communities." }).await;
        }
        match live::watch(&self.caller.site, &self.seat, community).await {
            Ok(()) => shown.communities.push(community),
            Err(Problem::NotFound) => {
                return say(socket, &Said::Error { detail: "This community was not found." }).await;
            }
            Err(_) => return Err(too_busy()),
        }
        Ok(())
    }
}

/// Where the database does not answer: whoever comes again in a moment finds it well.
fn too_busy() -> End {
    End::Closed(close_code::AGAIN, "The server is busy. Please connect again.")
}

/// Hands on what waits for the other side, all of it at once.
async fn pass_on(
    socket: &mut WebSocket,
    Frames { frames, lost }: Frames,
    shown: &HashMap<ChannelId, bool>,
) -> Result<(), End> {
    let passed = async {
        if lost {
            for channel in shown.keys() {
                socket
                    .feed(Message::Text(Said::Resync { channel: *channel }.text().into()))
                    .await
                    .map_err(|_| End::Gone)?;
            }
        }
        for frame in frames {
            socket.feed(text_of(frame)?).await.map_err(|_| End::Gone)?;
        }
        socket.flush().await.map_err(|_| End::Gone)
    };
    timeout(PATIENCE, passed).await.unwrap_or(Err(End::Gone))
}

fn text_of(frame: bytes::Bytes) -> Result<Message, End> {
    Utf8Bytes::try_from(frame).map(Message::Text).map_err(|_| End::Gone)
}

async fn say(socket: &mut WebSocket, said: &Said<'_>) -> Result<(), End> {
    send(socket, Message::Text(said.text().into())).await
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(PATIENCE, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}
