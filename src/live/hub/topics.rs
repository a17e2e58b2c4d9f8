//! Which sockets show which channel, how far each channel has been told, and what is still to be done.

use super::{Admitted, Seat, aside::Aside, presence::Known, watchers::Watchers};
use crate::{
    model::{
        channels::ChannelPosition,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::changes::{ChannelChanges, ChannelHead, ChannelState, CommunityState, Losses},
};
use std::{
    collections::{HashMap, HashSet},
    mem,
    time::Instant,
};

/// A channel that sockets show.
#[derive(Default)]
pub(super) struct Topic {
    /// How far they have been told; `None` until it has been read for the first of them.
    pub(super) told: Option<ChannelPosition>,
    /// Whether one of them has read it under another epoch than the others were told of.
    pub(super) is_mixed: bool,
    pub(super) community: Option<CommunityId>,
    pub(super) seats: Vec<Admitted>,
    /// Those of whom it is not known yet whether they may read it.
    waiting: Vec<Seat>,
}

/// What is to be done with changes that were read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// They are known already.
    Nothing,
    /// Meanwhile somebody has come who lacks what is before them.
    ReadAgain,
    /// They are of another epoch.
    BeginAfresh,
    Tell,
}

impl Topic {
    pub(super) fn is_empty(&self) -> bool {
        self.seats.is_empty() && self.waiting.is_empty()
    }

    pub(super) fn step(&self, changes: &ChannelChanges) -> Step {
        match self.told {
            None => Step::ReadAgain,
            Some(told) if self.is_mixed || told.epoch != changes.head.position.epoch => Step::BeginAfresh,
            Some(told) if told.seq < changes.after => Step::ReadAgain,
            Some(told) if told.seq >= changes.last_told => Step::Nothing,
            Some(_) => Step::Tell,
        }
    }
}

#[derive(Default)]
pub(super) struct Topics {
    /// All sockets of each member.
    pub(super) members: HashMap<UserId, Vec<Seat>>,
    pub(super) topics: HashMap<ChannelId, Topic>,
    pub(super) watchers: Watchers,
    pub(super) presence: Known,
    /// The number of the last loss that is known of; `None` before the first look.
    pub(super) losses: Option<i64>,
    work: Work,
    /// Channels that could not be told.
    aside: Aside<ChannelId>,
    /// Communities of which it could not be found out who may still read them.
    access_aside: Aside<CommunityId>,
}

/// What is to be done.
#[derive(Default)]
pub(super) struct Work {
    /// How far every channel has come is looked at.
    pub(super) look: bool,
    /// Channels with changes, and the greatest number heard of.
    pub(super) changed: HashMap<ChannelId, i64>,
    pub(super) access: HashSet<CommunityId>,
    pub(super) typing: HashSet<(ChannelId, UserId)>,
}

impl Work {
    fn add(&mut self, channel: ChannelId, seq: i64) {
        let greatest = self.changed.entry(channel).or_insert(seq);
        *greatest = seq.max(*greatest);
    }
}

impl Topics {
    pub(super) fn enter(&mut self, seat: &Seat) {
        self.members.entry(seat.user).or_default().push(seat.clone());
    }

    pub(super) fn leave(&mut self, seat: &Seat) {
        if let Some(seats) = self.members.get_mut(&seat.user) {
            seats.retain(|known| !known.is(seat));
            if seats.is_empty() {
                self.members.remove(&seat.user);
            }
        }
    }

    /// Holds all sockets of those who have lost something. At the first look that is everybody: what was before is not known.
    pub(super) fn hold(&mut self, losses: &Losses) {
        match self.losses {
            None => self.members.values().flatten().for_each(|seat| seat.outbound.hold()),
            Some(_) => {
                let lost = losses.users.iter().filter_map(|user| self.members.get(user));
                lost.flatten().for_each(|seat| seat.outbound.hold());
            }
        }
        self.losses = self.losses.max(Some(losses.upto));
    }

    /// Somebody asks for a channel. They are told nothing before they have been let in.
    pub(super) fn open(&mut self, channel: ChannelId, seat: &Seat) {
        self.topics.entry(channel).or_default().waiting.push(seat.clone());
    }

    /// Lets them in: they may read the channel, and have read it so far. Gives whether there is something to do.
    pub(super) fn reached(&mut self, channel: ChannelId, state: &ChannelState, seat: &Seat) -> bool {
        let Some(topic) = self.topics.get_mut(&channel) else { return false };
        topic.waiting.retain(|known| !known.is(seat));
        if Admitted::add(&mut topic.seats, seat, state.access_version) {
            self.presence.changed.insert(channel);
        } else {
            self.presence.heard.insert(channel);
        }
        match &mut topic.told {
            None => (topic.told, topic.community) = (Some(state.position), state.community),
            Some(told) if told.epoch != state.position.epoch => {
                topic.is_mixed = true;
                self.work.add(channel, state.position.seq);
            }
            // What the others were told while this one was reading is told again: they pass it over.
            Some(told) if state.position.seq < told.seq => {
                let seq = mem::replace(&mut told.seq, state.position.seq);
                self.work.add(channel, seq);
            }
            // The others have not been told of it, and maybe nobody has heard of it.
            Some(told) if told.seq < state.position.seq => self.work.add(channel, state.position.seq),
            Some(_) => {}
        }
        self.work.changed.contains_key(&channel)
    }

    /// Gives whether there is something to do that has waited for them.
    pub(super) fn close(&mut self, channel: ChannelId, seat: &Seat) -> bool {
        if let Some(topic) = self.topics.get_mut(&channel) {
            topic.waiting.retain(|known| !known.is(seat));
        }
        self.close_but(channel, |known| !known.is(seat));
        self.work.changed.contains_key(&channel)
    }

    /// Takes out of a channel all but those to keep, and gives them.
    pub(super) fn close_but(&mut self, channel: ChannelId, keep: impl Fn(&Seat) -> bool) -> Vec<Seat> {
        let Some(topic) = self.topics.get_mut(&channel) else { return Vec::new() };
        let gone: Vec<_> = topic.seats.extract_if(.., |known| !keep(&known.seat)).map(|known| known.seat).collect();
        let (is_empty, community) = (topic.is_empty(), topic.community);
        if is_empty {
            self.topics.remove(&channel);
            if community.map_or(self.watchers.is_empty(), |community| !self.watchers.contains(community)) {
                self.work.changed.remove(&channel);
            }
        }
        if is_empty && !self.presence.has_said(channel) {
            self.presence.changed.remove(&channel);
        } else if !gone.is_empty() {
            self.presence.changed.insert(channel);
        }
        gone
    }

    /// Gives whether there is something to do.
    pub(super) fn watch(&mut self, community: CommunityId, state: &CommunityState, seat: &Seat) -> bool {
        let behind = self.watchers.add(community, state, seat);
        behind.iter().for_each(|channel| self.work.add(*channel, 0));
        !behind.is_empty()
    }

    /// Who was let in to a channel by an older version of its access than this one.
    pub(super) fn behind(&self, channel: ChannelId, version: i64) -> HashSet<UserId> {
        let seats = self.topics.get(&channel).map_or(&[][..], |topic| &topic.seats);
        seats.iter().filter(|known| known.access < version).map(|known| known.seat.user).collect()
    }

    /// Remembers who of those who show a channel may read it by this version of its access.
    pub(super) fn admit(&mut self, channel: ChannelId, version: i64, may: &HashSet<(ChannelId, UserId)>) {
        let seats = self.topics.get_mut(&channel).into_iter().flat_map(|topic| &mut topic.seats);
        seats.filter(|known| may.contains(&(channel, known.seat.user))).for_each(|known| known.admit(version));
    }

    /// Whether that is news to anybody here.
    pub(super) fn changed(&mut self, channel: ChannelId, seq: i64) -> bool {
        let told = self.topics.get(&channel).map(|topic| topic.told);
        let matters = match told {
            Some(Some(told)) => told.seq < seq,
            Some(None) => true,
            None => !self.watchers.is_empty(),
        };
        if matters {
            self.work.add(channel, seq);
        }
        matters
    }

    /// A channel is to be read again, as far as it was.
    pub(super) fn read_again(&mut self, channel: ChannelId, seq: i64) {
        self.work.add(channel, seq);
    }

    pub(super) fn access_changed(&mut self, community: CommunityId) {
        self.work.access.insert(community);
    }

    pub(super) fn look_again(&mut self) {
        self.work.look = true;
    }

    /// All channels that are shown, and all communities that are watched.
    pub(super) fn shown(&self) -> (Vec<ChannelId>, Vec<CommunityId>) {
        (self.topics.keys().copied().collect(), self.watchers.communities().collect())
    }

    /// Has all be done of which these heads show that nobody here has heard of it.
    pub(super) fn compare(&mut self, shown: &[ChannelId], heads: &[ChannelHead]) {
        let mut gone: HashSet<_> = shown.iter().copied().collect();
        for head in heads {
            gone.remove(&head.channel);
            let topic = self.topics.get(&head.channel);
            let told = topic.and_then(|topic| topic.told);
            let is_ahead = |told: ChannelPosition| told.epoch != head.position.epoch || told.seq < head.position.seq;
            if told.is_some_and(is_ahead) || self.watchers.differs(head) {
                self.work.add(head.channel, head.position.seq);
            }
            let is_behind = topic.is_some_and(|topic| Admitted::any_behind(&topic.seats, head.access_version));
            if let Some(community) = head.community
                && (is_behind || self.watchers.is_behind(community, head.access_version))
            {
                self.work.access.insert(community);
            }
        }
        gone.into_iter().for_each(|channel| self.work.add(channel, 0));
    }

    pub(super) fn typing(&mut self, channel: ChannelId, user: UserId) {
        if self.topics.contains_key(&channel) {
            self.work.typing.insert((channel, user));
        }
    }

    /// All that is to be done, but for channels that have not been read yet, which wait until they have, and for what is put aside.
    pub(super) fn take_work(&mut self, now: Instant) -> Work {
        let mut work = mem::take(&mut self.work);
        self.aside.keep(|channel| work.changed.contains_key(channel));
        self.access_aside.keep(|community| work.access.contains(community));
        let unread = |channel: &ChannelId| self.topics.get(channel).is_some_and(|topic| topic.told.is_none());
        let waits = |channel: &ChannelId| unread(channel) || self.aside.holds(channel, now);
        self.work.changed = work.changed.extract_if(|channel, _| waits(channel)).collect();
        self.work.access = work.access.extract_if(|community| self.access_aside.holds(community, now)).collect();
        work
    }

    /// Puts a channel aside that could not be told, which is tried again later.
    pub(super) fn put_aside(&mut self, channel: ChannelId, seq: i64, now: Instant) {
        if !self.topics.contains_key(&channel) && self.watchers.is_empty() {
            return;
        }
        self.aside.put(channel, now);
        self.work.add(channel, seq);
    }

    /// This one could be told.
    pub(super) fn take_back(&mut self, channel: ChannelId) {
        self.aside.take_back(&channel);
    }

    /// Puts a community aside of which it could not be found out who may still read it. Nothing is told in it meanwhile to whoever has to be
    /// asked for.
    pub(super) fn put_access_aside(&mut self, community: CommunityId, now: Instant) {
        self.access_aside.put(community, now);
        self.work.access.insert(community);
    }

    /// Of this one it could.
    pub(super) fn take_access_back(&mut self, community: CommunityId) {
        self.access_aside.take_back(&community);
    }

    /// Work that could not be done.
    pub(super) fn give_back(&mut self, work: Work) {
        work.changed.into_iter().for_each(|(channel, seq)| self.work.add(channel, seq));
        self.work.access.extend(work.access);
        self.work.look |= work.look;
    }
}

#[cfg(test)]
mod tests;
