//! Listening: who may, for how long, and to which channels.

use super::{Caller, Site, programs};
pub use crate::live::{Frame, Frames, Heard, Outbound, Reader, Seat};
use crate::{
    model::{
        channels::ChannelPosition,
        errors::Problem,
        ids::{ChannelId, CommunityId, SessionId, UserId},
        messages::REPLAY_MOST,
        settings::Scope,
    },
    store::db::changes::{ChannelChanges, ChannelState},
};

/// How many readers a member can have on a server at once: tabs, telephones, programs.
const READERS_MOST: usize = 20;

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
    /// After these, which were missed since the number they have.
    After(i64, Box<ChannelChanges>),
    /// From here, and too much was missed to be told.
    Reset(ChannelPosition),
}

/// Begins to listen for what is new for a member.
///
/// # Errors
/// [`Problem::TooMany`] where they have many readers already; [`Problem::Busy`] where the server is about to stop.
pub fn listen(site: &Site, me: UserId) -> Result<Reader, Problem> {
    site.bus.listen(me, READERS_MOST)
}

/// The place of a socket among those that show channels.
///
/// # Errors
/// [`Problem::Busy`] where the database does not answer.
pub async fn seat(site: &Site, me: UserId) -> Result<Seat, Problem> {
    Ok(Seat::new(me, site.db.blocked(me).await?))
}

/// Looks anew whom a member has blocked and who has blocked them.
///
/// # Errors
/// As [`seat`].
pub async fn renew(site: &Site, seat: &Seat) -> Result<(), Problem> {
    seat.set_blocked(site.db.blocked(seat.user).await?);
    Ok(())
}

/// Begins to listen to a channel; what comes later goes to the seat. Gives what was missed since `since`, and whether the channel is a
/// direct conversation.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not theirs to read.
pub async fn subscribe(
    site: &Site,
    seat: &Seat,
    channel: ChannelId,
    since: Option<ChannelPosition>,
) -> Result<(Subscribed, bool), Problem> {
    let hub = site.bus.hub();
    // First of all, so that nothing falls between what is read now and what is told later. It is told nothing yet.
    hub.open(channel, seat);
    let done = missed(site, seat, channel, since).await;
    match &done {
        Ok((state, _)) => hub.reached(channel, state, seat),
        Err(_) => hub.close(channel, seat),
    }
    done.map(|(state, subscribed)| (subscribed, state.community.is_none()))
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
        let changes = site.db.channel_changes(&[(channel, since.seq)], REPLAY_MOST + 1).await?;
        let changes = changes.into_iter().next().ok_or(Problem::NotFound)?;
        // Read a moment later: who has lost the right meanwhile is not told.
        if changes.access_version != state.access_version {
            continue;
        }
        if changes.messages.len() > REPLAY_MOST as usize || changes.last_told < changes.position.seq {
            return Ok((state, Subscribed::Reset(changes.position)));
        }
        let changes = changes.without(&seat.blocked());
        return Ok((state, Subscribed::After(since.seq, Box::new(changes))));
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
    if site.db.community_readers(community, &[seat.user]).await?.is_empty() {
        return Err(Problem::NotFound);
    }
    site.bus.hub().watch(community, seat);
    // Who has lost the right meanwhile: whoever loses it later is let go by the hub.
    if site.db.community_readers(community, &[seat.user]).await?.is_empty() {
        site.bus.hub().leave(&[], &[community], seat);
        return Err(Problem::NotFound);
    }
    Ok(())
}

/// Leaves all of these.
pub fn leave(site: &Site, seat: &Seat, channels: &[ChannelId], communities: &[CommunityId]) {
    site.bus.hub().leave(channels, communities, seat);
}

/// Whether a channel is still a member's to read.
///
/// # Errors
/// [`Problem::Busy`] where the database does not answer.
pub async fn may_read(site: &Site, user: UserId, channel: ChannelId) -> Result<bool, Problem> {
    Ok(site.db.channel_state(user, channel).await?.is_some())
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

/// Whether a pass still holds.
///
/// # Errors
/// [`Problem::Internal`] where the database fails: it is not known then.
pub async fn holds(site: &Site, me: UserId, pass: &Pass) -> Result<bool, Problem> {
    match pass {
        Pass::Browser(session) => site.db.browser_session(me, *session).await,
        Pass::Program(token) => match programs::authenticate(site, token).await {
            Ok(credential) => Ok(credential.me.id == me && credential.scopes.contains(&Scope::Read)),
            Err(Problem::InvalidToken | Problem::Forbidden { .. }) => Ok(false),
            Err(problem) => Err(problem),
        },
    }
}

/// Has all who listen for a member looked at again, as one of their sessions or tokens has ended.
pub fn look_again(site: &Site, user: UserId) {
    site.bus.call(&[user]);
}
