//! A socket that is kept open, over which a member hears what is new for them, and talks in channels.

mod frames;
mod handshake;
mod looking;
mod said;
mod sending;
mod socket;

pub(super) use handshake::Handshake;
pub use said::encode;

use crate::{
    model::{
        channels::ChannelPosition,
        errors::Problem,
        ids::{ChannelId, CommunityId},
        messages::NewMessage,
    },
    services::{
        Caller, channels,
        live::{self, ChannelChanges, Frames, Heard, Pass, Reader, Seat, Subscribed},
    },
    telemetry::{self, OpenSocket},
};
use axum::response::Response;
use bytes::Bytes;
use frames::{Opcode, frame};
use futures::FutureExt;
use hyper_util::rt::TokioIo;
use looking::{Looked, Looking};
use said::{Asked, Said};
use sending::Sending;
use socket::{End, Incoming, Socket, close_code};
use std::{
    convert::Infallible,
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

/// How often the other side is asked whether it lives, and told that we do. One that has said nothing since the time before is gone.
const BEAT: Duration = Duration::from_secs(30);

/// How long somebody who comes back may take to receive what they lack. Whoever takes longer comes back for the rest.
const REPLAY_PATIENCE: Duration = Duration::from_secs(60);

/// How many channels a socket can show, and how many communities it can watch.
const CHANNELS_MOST: usize = 50;
const COMMUNITIES_MOST: usize = 20;

/// How often others are told that somebody is typing.
const TYPING_EVERY: Duration = Duration::from_secs(2);

/// The close code (RFC 6455, section 7.4.2: ours to give) where one is no longer signed in.
const SIGNED_OUT: u16 = 4401;

/// A ping, which the other side's library answers, and a text, which its program sees: browsers tell it nothing of pings.
static ALIVE: LazyLock<Bytes> = LazyLock::new(|| [frame(Opcode::Ping, b""), Said::Alive.frame()].concat().into());

/// A member at the other side of a socket.
pub(super) struct Listener {
    pub(super) caller: Caller,
    pub(super) pass: Pass,
    /// Whether their token lets them write.
    pub(super) writes: bool,
    pub(super) seat: Seat,
    /// They are called for as long as this is there.
    pub(super) _reader: Reader,
}

/// What a socket shows.
#[derive(Default)]
struct Shown {
    channels: Vec<ChannelId>,
    communities: Vec<CommunityId>,
    typed: Option<Instant>,
    sending: Sending,
    looking: Looking,
    /// Whether it was looked at what its member may hear. Nothing is read of it before.
    looked: bool,
}

impl Shown {
    /// Whether what comes is read: not before it was looked, nor while much is being sent.
    fn hears(&self) -> bool {
        self.looked && self.sending.has_room()
    }
}

/// A socket that is told of what it shows: until this is dropped, however its talk ends.
struct Present<'a> {
    listener: &'a Listener,
    shown: Shown,
}

impl<'a> Present<'a> {
    fn begin(listener: &'a Listener) -> Self {
        live::enter(&listener.caller.site, &listener.seat);
        Self { listener, shown: Shown::default() }
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        let (listener, shown) = (self.listener, &self.shown);
        live::leave(&listener.caller.site, &listener.seat, &shown.channels, &shown.communities);
    }
}

/// Answers with an open socket.
pub(super) fn open(handshake: Handshake, listener: Listener) -> Response {
    let (answer, upgrade) = handshake.grant();
    let listener = Arc::new(listener);
    tokio::spawn(async move {
        // Where the answer does not reach the other side, there is nobody to talk to.
        let Ok(connection) = upgrade.await else { return };
        let mut socket = Socket::new(TokioIo::new(connection));
        listener.serve(&mut socket).await;
    });
    answer
}

impl Listener {
    /// Talks until one of both ends it.
    async fn serve(self: &Arc<Self>, socket: &mut Socket) {
        let _open = OpenSocket::begin();
        let mut present = Present::begin(self);
        let Err(end) = self.talk(socket, &mut present.shown).await;
        drop(present);
        if let End::Closed(code, reason) = end {
            Box::pin(socket.close(code, reason)).await;
        }
    }

    async fn talk(self: &Arc<Self>, socket: &mut Socket, shown: &mut Shown) -> Result<Infallible, End> {
        let mut beats = interval_at(Instant::now() + BEAT, BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut lives = true;
        self.look(shown);
        loop {
            // What takes long or much memory stands in a box of its own: most sockets only wait, and there are many.
            tokio::select! {
                heard = self.seat.outbound.next() => match heard {
                    Heard::HangUp => return Err(End::Closed(close_code::RESTART, "The server is shutting down.")),
                    Heard::Call => self.look(shown),
                    Heard::Frames(frames) => pass_on(socket, frames, &shown.channels).await?,
                    Heard::Overflow => return Err(too_slow()),
                },
                looked = shown.looking.next() => Box::pin(self.found(socket, shown, looked)).await?,
                answer = shown.sending.next() => socket.send(answer).await?,
                _ = beats.tick() => {
                    // Silent is who could have been heard: the answer may have come while the server was busy.
                    if !lives && shown.hears() {
                        let incoming = socket.next().now_or_never().ok_or(End::Gone)??;
                        Box::pin(self.hear(socket, shown, incoming)).await?;
                    }
                    lives = false;
                    socket.send(ALIVE.clone()).await?;
                    self.glance(shown);
                }
                incoming = socket.next(), if shown.hears() => {
                    lives = true;
                    Box::pin(self.hear(socket, shown, incoming?)).await?;
                }
            }
        }
    }

    async fn hear(&self, socket: &mut Socket, shown: &mut Shown, incoming: Incoming) -> Result<(), End> {
        match incoming {
            Incoming::Text(text) => self.answer(socket, shown, &text).await,
            Incoming::Binary => say(socket, &Said::Error { detail: "Messages must be text." }).await,
            Incoming::Ping(payload) => socket.send(frame(Opcode::Pong, &payload)).await,
            Incoming::Pong => Ok(()),
            Incoming::Close(code) => Err(End::Closed(code, "")),
        }
    }

    /// Goes by what was found. Where the database did not answer, it is asked again a little later.
    async fn found(self: &Arc<Self>, socket: &mut Socket, shown: &mut Shown, looked: Looked) -> Result<(), End> {
        let again = shown.looking.take_again();
        let found = match looked {
            Ok(Some(found)) => found,
            Ok(None) => return Err(End::Closed(SIGNED_OUT, "You are no longer signed in.")),
            Err(_) => {
                self.look_later(shown);
                return Ok(());
            }
        };
        shown.looking.note(found.holds_for);
        let site = &self.caller.site;
        for community in found.communities {
            live::unwatch(site, &self.seat, community);
            shown.communities.retain(|watched| *watched != community);
        }
        for channel in found.channels {
            live::unsubscribe(site, &self.seat, channel);
            shown.channels.retain(|known| *known != channel);
            say(socket, &Said::Closed { channel }).await?;
        }
        if let Some(holds) = found.holds {
            shown.looked = true;
            self.seat.outbound.release(holds);
        }
        if let Some((unread, conversations)) = found.unread {
            say(socket, &Said::Notices { unread, conversations }).await?;
        }
        if again {
            self.look(shown);
        }
        Ok(())
    }

    /// Answers what the other side says.
    async fn answer(&self, socket: &mut Socket, shown: &mut Shown, text: &str) -> Result<(), End> {
        let Ok(asked) = serde_json::from_str(text) else {
            return say(socket, &Said::Error { detail: "This message is not valid." }).await;
        };
        if !self.writes && matches!(asked, Asked::Send { .. } | Asked::Typing { .. } | Asked::Read { .. }) {
            return say(socket, &Said::Error { detail: "This token lacks the required scope “write”." }).await;
        }
        // Messages have a limit of their own.
        if !matches!(asked, Asked::Send { .. }) {
            let allowed = self.caller.site.limits().api(Some(self.seat.user), self.caller.from).await;
            allowed.map_err(|_| End::Closed(close_code::AGAIN, "Too many requests. Please connect again later."))?;
        }
        match asked {
            Asked::Subscribe { channel, epoch, seq } => {
                let since = epoch.zip(seq).map(|(epoch, seq)| ChannelPosition { epoch, seq });
                self.subscribe(socket, shown, channel, since).await
            }
            Asked::Unsubscribe { channel } => {
                live::unsubscribe(&self.caller.site, &self.seat, channel);
                shown.channels.retain(|known| *known != channel);
                Ok(())
            }
            Asked::Watch { community } => self.watch(socket, shown, community).await,
            Asked::Send { channel, key, body, reply_to, pins } => {
                shown.sending.begin(&self.caller, NewMessage { channel, key, body, reply_to, pins }).await;
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
        socket: &mut Socket,
        shown: &mut Shown,
        channel: ChannelId,
        since: Option<ChannelPosition>,
    ) -> Result<(), End> {
        let is_shown = shown.channels.contains(&channel);
        if shown.channels.len() >= CHANNELS_MOST && !is_shown {
            return say(socket, &Said::Error { detail: "A socket can subscribe to up to 50 channels." }).await;
        }
        // It waits there from now on: whatever becomes of this, it is left in the end.
        if !is_shown {
            shown.channels.push(channel);
        }
        match live::subscribe(&self.caller.site, &self.seat, channel, since).await {
            Ok(Subscribed::Now(position)) => say(socket, &Said::subscribed(channel, position)).await,
            Ok(Subscribed::Reset(position)) => say(socket, &Said::reset(channel, position)).await,
            Ok(Subscribed::After(changes)) => {
                let position = changes.head.position;
                replay(socket, *changes).await?;
                say(socket, &Said::subscribed(channel, position)).await
            }
            Err(Problem::NotFound) => {
                shown.channels.retain(|known| *known != channel);
                say(socket, &Said::Closed { channel }).await
            }
            Err(_) => Err(too_busy()),
        }
    }

    async fn watch(&self, socket: &mut Socket, shown: &mut Shown, community: CommunityId) -> Result<(), End> {
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

/// Where more was missed than the socket is told to ask for: whoever comes again asks for all.
fn too_slow() -> End {
    End::Closed(close_code::AGAIN, "Too much was missed. Please connect again.")
}

/// Hands on what waits for the other side, all of it at once.
async fn pass_on(
    socket: &mut Socket,
    Frames { first, mut rest, lost }: Frames,
    shown: &[ChannelId],
) -> Result<(), End> {
    telemetry::events_delivered(rest.len() + usize::from(first.is_some()));
    if lost {
        let mut frames: Vec<_> = shown.iter().map(|channel| Said::Resync { channel: *channel }.frame()).collect();
        socket.send_all(&mut frames).await?;
    }
    if let Some(first) = first {
        socket.send(first).await?;
    }
    socket.send_all(&mut rest).await
}

/// Tells what somebody lacks, part by part.
async fn replay(socket: &mut Socket, changes: ChannelChanges) -> Result<(), End> {
    let told = async {
        for part in Said::replay(changes) {
            say(socket, &part).await?;
        }
        Ok(())
    };
    timeout(REPLAY_PATIENCE, told).await.unwrap_or(Err(End::Gone))
}

async fn say(socket: &mut Socket, said: &Said<'_>) -> Result<(), End> {
    socket.send(said.frame()).await
}
