//! Listening: who may, for how long, and to which channels.

use super::{Caller, Site, programs};
pub use crate::{
    live::{Frame, Frames, Heard, Outbound, Reader, Seat},
    store::db::changes::ChannelChanges,
};
use crate::{
    model::{
        channels::ChannelPosition,
        errors::Problem,
        ids::{ChannelId, CommunityId, SessionId, UserId},
        messages::REPLAY_MOST,
        settings::Scope,
    },
    store::db::changes::{ChannelState, Portion},
};
use std::time::Duration;
use time::OffsetDateTime;

/// How many readers a member can have on a server at once: tabs, telephones, programs.
const READERS_MOST: usize = 20;

/// What is read for somebody who comes back: one message too many tells that there are more. It waits in memory while it is sent.
const REPLAY: Portion = Portion { messages: REPLAY_MOST + 1, bytes: 1024 * 1024 };

/// After how long it is looked at a pass again at the latest, even where nothing was told of it: clocks can be set anew.
const LOOK_AFTER: Duration = Duration::from_secs(600);

/// By what somebody may listen. Once it is taken back, they may not any longer.
#[derive(Clone)]
pub enum Pass {
    /// A browser's session.
    Browser(SessionId),
    /// A program's token.
    Program(String),
}

/// How a channel goes on for whoever begins to listen to it.
pub enum Subscribed {
    /// From here: nothing was missed.
    Now(ChannelPosition),
    /// After these, which were missed.
    After(Box<ChannelChanges>),
    /// From here, and too much was missed to be told.
    Reset(ChannelPosition),
}

/// Begins to listen for what is new for a member: the place of a socket among those that show channels, which is called for as long as
/// the reader is there. Whom they have blocked is to be read before it shows any.
///
/// # Errors
/// [`Problem::TooMany`] where they have many readers already; [`Problem::Busy`] where the server is about to stop.
pub fn listen(site: &Site, me: UserId) -> Result<(Seat, Reader), Problem> {
    let seat = Seat::new(me, Vec::new());
    let reader = site.bus.listen(&seat, READERS_MOST)?;
    Ok((seat, reader))
}

/// Has a socket hear what is for its member alone, until it leaves.
pub fn enter(site: &Site, seat: &Seat) {
    site.bus.hub().enter(seat);
}

/// Looks at what is new for a member once it is their turn: when all are called, they do not come at once.
///
/// # Errors
/// [`Problem::Busy`] where the database does not answer, and whatever the look meets with.
pub async fn in_turn<T>(site: &Site, look: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    site.bus.in_turn(look).await
}

/// Looks anew whom a member has blocked and who has blocked them.
///
/// # Errors
/// [`Problem::Busy`] where the database does not answer.
pub async fn renew(site: &Site, seat: &Seat) -> Result<(), Problem> {
    seat.set_blocked(site.db.blocked(seat.user).await?);
    Ok(())
}

/// Begins to listen to a channel; what comes later goes to the seat. Gives what was missed since `since`.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not theirs to read.
pub async fn subscribe(
    site: &Site,
    seat: &Seat,
    channel: ChannelId,
    since: Option<ChannelPosition>,
) -> Result<Subscribed, Problem> {
    let hub = site.bus.hub();
    // First of all, so that nothing falls between what is read now and what is told later. It is told nothing yet.
    hub.open(channel, seat);
    let done = missed(site, seat, channel, since).await;
    match &done {
        Ok((state, _)) => hub.reached(channel, state, seat),
        Err(_) => hub.close(channel, seat),
    }
    done.map(|(_, subscribed)| subscribed)
}

async fn missed(
    site: &Site,
    seat: &Seat,
    channel: ChannelId,
    since: Option<ChannelPosition>,
) -> Result<(ChannelState, Subscribed), Problem> {
    loop {
        let state = site.db.channel_state(seat.user, channel).await?.ok_or(Problem::NotFound)?;
        let now = state.position;
        let since = match since {
            Some(since) if since.epoch != now.epoch || since.seq > now.seq => {
                return Ok((state, Subscribed::Reset(now)));
            }
            Some(since) if since.seq < now.seq => since,
            _ => return Ok((state, Subscribed::Now(now))),
        };
        let known = site.bus.hub().losses();
        let (changes, losses) = site.db.channel_changes(&[(channel, since.seq)], REPLAY, known).await?;
        let changes = changes.into_iter().next().ok_or(Problem::NotFound)?;
        // Read a moment later: who has lost the right meanwhile is not told.
        if changes.head.access_version != state.access_version {
            continue;
        }
        // Nor who may hear less than before, and has not looked since.
        let may_hear_less = losses.users.contains(&seat.user) || seat.outbound.is_held();
        let is_too_much =
            changes.messages.len() > REPLAY_MOST as usize || changes.last_told < changes.head.position.seq;
        if may_hear_less || is_too_much {
            return Ok((state, Subscribed::Reset(changes.head.position)));
        }
        let changes = changes.without(&seat.blocked());
        return Ok((state, Subscribed::After(Box::new(changes))));
    }
}

/// Listens to a channel no longer.
pub fn unsubscribe(site: &Site, seat: &Seat, channel: ChannelId) {
    site.bus.hub().close(channel, seat);
}

/// Hears of new messages in all channels of a community from now on.
///
/// # Errors
/// [`Problem::NotFound`] where it is not theirs to read.
pub async fn watch(site: &Site, seat: &Seat, community: CommunityId) -> Result<(), Problem> {
    let state = site.db.community_state(seat.user, community).await?.ok_or(Problem::NotFound)?;
    // Who loses the right from here on was let in by an older version of the access, and is asked for before anything is told.
    site.bus.hub().watch(community, &state, seat);
    Ok(())
}

/// Hears of them no longer.
pub fn unwatch(site: &Site, seat: &Seat, community: CommunityId) {
    site.bus.hub().unwatch(community, seat);
}

/// Leaves all of these; the socket hears nothing more.
pub fn leave(site: &Site, seat: &Seat, channels: &[ChannelId], communities: &[CommunityId]) {
    site.bus.hub().leave(channels, communities, seat);
}

/// Which of these channels and communities are still a member's to read.
///
/// # Errors
/// [`Problem::Busy`] where the database does not answer.
pub async fn readable(
    site: &Site,
    user: UserId,
    channels: &[ChannelId],
    communities: &[CommunityId],
) -> Result<(Vec<ChannelId>, Vec<CommunityId>), Problem> {
    site.db.readable(user, channels, communities).await
}

/// Says that a member is typing, where they may write.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Busy`] where the database does not answer.
pub async fn typing(caller: &Caller, channel: ChannelId) -> Result<(), Problem> {
    let me = caller.member()?;
    if caller.site.db.may_write(me, channel).await? {
        caller.site.bus.typing(channel, me);
    }
    Ok(())
}

/// For how long a pass holds without being looked at, unless it is taken back, which is told; `None` where it holds no longer.
///
/// # Errors
/// [`Problem::Internal`] where the database fails: it is not known then.
pub async fn holds(site: &Site, me: UserId, pass: &Pass) -> Result<Option<Duration>, Problem> {
    let until = match pass {
        Pass::Browser(session) => match site.db.browser_session(me, *session).await? {
            Some(until) => Some(until),
            None => return Ok(None),
        },
        Pass::Program(token) => match programs::authenticate(site, token).await {
            Ok(credential) if credential.me.id == me && credential.scopes.contains(&Scope::Read) => credential.until,
            Ok(_) | Err(Problem::InvalidToken | Problem::Forbidden { .. }) => return Ok(None),
            Err(problem) => return Err(problem),
        },
    };
    let left = until.map(|until| Duration::try_from(until - OffsetDateTime::now_utc()).unwrap_or_default());
    Ok(Some(left.unwrap_or(LOOK_AFTER).min(LOOK_AFTER)))
}

/// Has all who listen for a member looked at again, as one of their sessions or tokens has ended.
pub fn look_again(site: &Site, user: UserId) {
    site.bus.call(&[user]);
}
