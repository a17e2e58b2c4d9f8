//! Who shows which channel on this server, and how its changes reach them. What is committed is read once for all of them, encoded once,
//! and shared; and before it goes out, whoever has lost the right to read by then is left out.

mod delivery;
mod presence;
mod topics;

use super::outbound::Outbound;
use crate::{
    model::{
        accounts::Person,
        channels::ChannelPosition,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::{
        Db,
        changes::{ChannelChanges, ChannelState},
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
    /// A channel went on from the change `after`.
    Changes { after: i64, changes: &'a ChannelChanges },
    /// The numbers of a channel begin anew: it is to be read again.
    Reset { channel: ChannelId, position: ChannelPosition },
    /// A member is typing.
    Typing { channel: ChannelId, person: &'a Person },
    /// A channel of a community has a message of this number.
    Unread { channel: ChannelId, seq: i64 },
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

impl Hub {
    pub(super) fn new(db: Db, encode: Encode) -> Self {
        let (topics, work) = (Mutex::default(), Notify::new());
        Self(Arc::new(Inner { db, encode, server: Uuid::now_v7(), topics, work }))
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
        super::locked(&self.0.topics).close(channel, seat);
    }

    /// Hears of new messages in all channels of a community from now on.
    pub fn watch(&self, community: CommunityId, seat: &Seat) {
        super::locked(&self.0.topics).watch(community, seat);
    }

    /// Leaves every channel and community.
    pub fn leave(&self, channels: &[ChannelId], communities: &[CommunityId], seat: &Seat) {
        let mut topics = super::locked(&self.0.topics);
        channels.iter().for_each(|channel| topics.close(*channel, seat));
        communities.iter().for_each(|community| topics.unwatch(*community, seat));
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

    /// Something may have been missed: every channel is looked at again.
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
}
