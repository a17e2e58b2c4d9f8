//! Who shows which channel on this server, and how its changes reach them. What is committed is read once for all of them, encoded once,
//! and shared; and before it goes out, whoever has lost the right to read by then is left out.

mod access;
mod aside;
mod cuts;
mod delivery;
mod presence;
mod topics;
mod watchers;

use super::outbound::{Mark, Outbound};
use crate::{
    model::{
        accounts::Person,
        channels::{ChannelPosition, ReadMark},
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::{
        Db,
        changes::{ChannelChanges, ChannelState, CommunityState},
        presence::Presence,
    },
};
use bytes::Bytes;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use topics::Topics;
use uuid::Uuid;

/// What sockets are told. How it is written is their business.
pub enum Frame<'a> {
    /// A channel went on.
    Changes(&'a ChannelChanges),
    /// The numbers of a channel begin anew: it is to be read again.
    Reset { channel: ChannelId, position: ChannelPosition },
    /// A member is typing.
    Typing { channel: ChannelId, person: &'a Person },
    /// A channel of a community has a message of this number.
    Unread { channel: ChannelId, seq: i64 },
    /// They have read a channel so far, here or elsewhere.
    Read(&'a ReadMark),
    /// So many have a channel open, these among them.
    Here(&'a Presence),
    /// A channel is no longer theirs to read.
    Closed { channel: ChannelId },
}

/// Writes frames.
pub type Encode = fn(&Frame<'_>) -> Bytes;

/// The channels and communities that sockets of this server show. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    db: Db,
    encode: Encode,
    /// Names this server among those of the site, for as long as it runs.
    server: Uuid,
    topics: Mutex<Topics>,
    work: Notify,
}

/// A socket that takes part.
#[derive(Clone)]
pub struct Seat {
    pub user: UserId,
    pub outbound: Arc<Outbound>,
    /// Whom they have blocked, and who has blocked them: nothing of these reaches them. Shared by all places where this stands.
    blocked: Arc<Mutex<Arc<[UserId]>>>,
}

impl Seat {
    pub fn new(user: UserId, blocked: Vec<UserId>) -> Self {
        Self { user, outbound: Arc::default(), blocked: Arc::new(Mutex::new(blocked.into())) }
    }

    pub fn blocked(&self) -> Arc<[UserId]> {
        Arc::clone(&super::locked(&self.blocked))
    }

    pub fn set_blocked(&self, blocked: Vec<UserId>) {
        *super::locked(&self.blocked) = blocked.into();
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.outbound, &other.outbound)
    }
}

/// A socket that was let in, and the version of the community's access by which it was.
struct Admitted {
    seat: Seat,
    access: i64,
    /// What it was told last of who is here.
    here: Bytes,
}

impl Admitted {
    /// Adds a socket to these, which knows nothing of who is here. Gives whether it was not among them.
    fn add(seats: &mut Vec<Self>, seat: &Seat, access: i64) -> bool {
        if let Some(known) = seats.iter_mut().find(|known| known.seat.is(seat)) {
            known.admit(access);
            known.here = Bytes::new();
            return false;
        }
        seats.push(Self { seat: seat.clone(), access, here: Bytes::new() });
        true
    }

    /// They may read by this version as well.
    fn admit(&mut self, access: i64) {
        self.access = self.access.max(access);
    }

    fn any_behind(seats: &[Self], version: i64) -> bool {
        seats.iter().any(|known| known.access < version)
    }
}

impl Hub {
    pub(super) fn new(db: Db, encode: Encode) -> Self {
        let (topics, work) = (Mutex::default(), Notify::new());
        Self(Arc::new(Inner { db, encode, server: Uuid::now_v7(), topics, work }))
    }

    /// A socket hears from now on what is for its member alone.
    pub fn enter(&self, seat: &Seat) {
        super::locked(&self.0.topics).enter(seat);
    }

    /// Somebody asks for a channel. All that comes after this call is told them once [`Hub::reached`] lets them in.
    pub fn open(&self, channel: ChannelId, seat: &Seat) {
        super::locked(&self.0.topics).open(channel, seat);
    }

    /// Lets them in, who may read the channel, and have read it as it was.
    pub fn reached(&self, channel: ChannelId, state: &ChannelState, seat: &Seat) {
        if super::locked(&self.0.topics).reached(channel, state, seat) {
            self.0.work.notify_one();
        }
    }

    /// Shows it no longer.
    pub fn close(&self, channel: ChannelId, seat: &Seat) {
        if super::locked(&self.0.topics).close(channel, seat) {
            self.0.work.notify_one();
        }
    }

    /// Has somebody who may read a community, and has read it as it was, hear of new messages in all its channels from now on.
    pub fn watch(&self, community: CommunityId, state: &CommunityState, seat: &Seat) {
        if super::locked(&self.0.topics).watch(community, state, seat) {
            self.0.work.notify_one();
        }
    }

    /// Hears of them no longer.
    pub fn unwatch(&self, community: CommunityId, seat: &Seat) {
        super::locked(&self.0.topics).watchers.remove(community, seat);
    }

    /// Leaves every channel and community. The socket hears nothing more.
    pub fn leave(&self, channels: &[ChannelId], communities: &[CommunityId], seat: &Seat) {
        channels.iter().for_each(|channel| self.close(*channel, seat));
        communities.iter().for_each(|community| self.unwatch(*community, seat));
        super::locked(&self.0.topics).leave(seat);
    }

    /// The number of the last loss that is known of: whoever lost something up to it is held until they have looked.
    pub fn losses(&self) -> Option<i64> {
        super::locked(&self.0.topics).losses
    }

    /// Closes the connections to the database. Nothing is delivered any more.
    pub(super) async fn disconnect(&self) {
        self.0.db.close().await;
    }

    /// A channel has a change of this number.
    pub(super) fn changed(&self, channel: ChannelId, seq: i64) {
        if super::locked(&self.0.topics).changed(channel, seq) {
            self.0.work.notify_one();
        }
    }

    /// Somebody may have lost the right to read a community.
    pub(super) fn access_changed(&self, community: CommunityId) {
        super::locked(&self.0.topics).access_changed(community);
        self.0.work.notify_one();
    }

    /// Something may have been missed: how far every channel has come is looked at.
    pub(super) fn look_again(&self) {
        super::locked(&self.0.topics).look_again();
        self.0.work.notify_one();
    }

    /// On another server somebody has come to a channel, or gone.
    pub(super) fn here(&self, channel: ChannelId) {
        super::locked(&self.0.topics).presence.heard.insert(channel);
    }

    /// A member is typing.
    pub(super) fn typing(&self, channel: ChannelId, user: UserId) {
        super::locked(&self.0.topics).typing(channel, user);
        self.0.work.notify_one();
    }

    /// A member has read a channel so far: all their sockets here are told.
    pub(super) fn read(&self, user: UserId, mark: &ReadMark) {
        let topics = super::locked(&self.0.topics);
        if let Some(seats) = topics.members.get(&user) {
            let frame = (self.0.encode)(&Frame::Read(mark));
            seats.iter().for_each(|seat| seat.outbound.push_number(Mark::Read(mark.channel), &frame));
        }
    }
}
