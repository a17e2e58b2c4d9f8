//! Which sockets show which channel, how far each channel has been told, and what is still to be done.

use super::{Seat, presence::Known};
use crate::{
    model::{
        channels::ChannelPosition,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::changes::{ChannelChanges, ChannelState},
};
use std::{
    collections::{HashMap, HashSet},
    mem,
};

/// A channel that sockets show.
pub(super) struct Topic {
    /// How far they have been told; `None` until it has been read for the first of them.
    pub(super) told: Option<ChannelPosition>,
    /// The version of the community's access by which all of them were let in.
    pub(super) access: i64,
    pub(super) community: Option<CommunityId>,
    pub(super) seats: Vec<Seat>,
    /// Those of whom it is not known yet whether they may read it.
    waiting: Vec<Seat>,
}

impl Topic {
    pub(super) fn is_empty(&self) -> bool {
        self.seats.is_empty() && self.waiting.is_empty()
    }
}

#[derive(Default)]
pub(super) struct Topics {
    pub(super) topics: HashMap<ChannelId, Topic>,
    pub(super) watchers: HashMap<CommunityId, Vec<Seat>>,
    pub(super) presence: Known,
    /// The last message of each channel that watchers were told of.
    last_messages: HashMap<ChannelId, i64>,
    work: Work,
}

/// What is to be done.
#[derive(Default)]
pub(super) struct Work {
    /// Channels with changes, and the greatest number heard of.
    pub(super) changed: HashMap<ChannelId, i64>,
    pub(super) access: HashSet<CommunityId>,
    pub(super) typing: HashSet<(ChannelId, UserId)>,
}

impl Topics {
    /// Somebody asks for a channel. They are told nothing before they have been let in.
    pub(super) fn open(&mut self, channel: ChannelId, seat: &Seat) {
        let topic = self.topics.entry(channel).or_insert_with(|| Topic {
            told: None,
            access: 0,
            community: None,
            seats: Vec::new(),
            waiting: Vec::new(),
        });
        topic.waiting.push(seat.clone());
    }

    /// Lets them in: they may read the channel, and have read it so far. Gives whether there is something to do.
    pub(super) fn reached(&mut self, channel: ChannelId, state: &ChannelState, seat: &Seat) -> bool {
        let Some(topic) = self.topics.get_mut(&channel) else { return false };
        topic.waiting.retain(|known| !known.is(seat));
        if !topic.seats.iter().any(|known| known.is(seat)) {
            topic.seats.push(seat.clone());
            self.presence.changed.insert(channel);
        }
        match &mut topic.told {
            // What the others were told while this one was reading is told again: they pass it over.
            Some(told) if told.epoch == state.position.epoch && state.position.seq < told.seq => {
                let seq = std::mem::replace(&mut told.seq, state.position.seq);
                topic.access = topic.access.min(state.access_version);
                let greatest = self.work.changed.entry(channel).or_insert(seq);
                *greatest = seq.max(*greatest);
            }
            Some(_) => topic.access = topic.access.min(state.access_version),
            None => {
                (topic.told, topic.access, topic.community) =
                    (Some(state.position), state.access_version, state.community);
            }
        }
        self.work.changed.contains_key(&channel)
    }

    pub(super) fn close(&mut self, channel: ChannelId, seat: &Seat) {
        if let Some(topic) = self.topics.get_mut(&channel) {
            topic.seats.retain(|known| !known.is(seat));
            topic.waiting.retain(|known| !known.is(seat));
            self.presence.changed.insert(channel);
            if topic.is_empty() {
                self.topics.remove(&channel);
                self.work.changed.remove(&channel);
            }
        }
    }

    pub(super) fn watch(&mut self, community: CommunityId, seat: &Seat) {
        let watchers = self.watchers.entry(community).or_default();
        if !watchers.iter().any(|known| known.is(seat)) {
            watchers.push(seat.clone());
        }
    }

    pub(super) fn unwatch(&mut self, community: CommunityId, seat: &Seat) {
        if let Some(watchers) = self.watchers.get_mut(&community) {
            watchers.retain(|known| !known.is(seat));
            if watchers.is_empty() {
                self.watchers.remove(&community);
            }
            if self.watchers.is_empty() {
                self.last_messages.clear();
            }
        }
    }

    /// Whether there is a message in a channel beyond the one that watchers were told of last. Where they were told of none so far, the
    /// last change decides.
    pub(super) fn is_new_message(&mut self, changes: &ChannelChanges) -> bool {
        match self.last_messages.insert(changes.channel, changes.last_message) {
            Some(known) => known < changes.last_message,
            None => changes.last_message == changes.position.seq,
        }
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
            let greatest = self.work.changed.entry(channel).or_insert(seq);
            *greatest = seq.max(*greatest);
        }
        matters
    }

    pub(super) fn access_changed(&mut self, community: CommunityId) {
        self.work.access.insert(community);
    }

    pub(super) fn look_again(&mut self) {
        for (channel, topic) in &self.topics {
            self.work.changed.entry(*channel).or_insert(0);
            self.work.access.extend(topic.community);
        }
        self.work.access.extend(self.watchers.keys());
    }

    pub(super) fn typing(&mut self, channel: ChannelId, user: UserId) {
        if self.topics.contains_key(&channel) {
            self.work.typing.insert((channel, user));
        }
    }

    /// All that is to be done, but for channels that have not been read yet: those wait until they have.
    pub(super) fn take_work(&mut self) -> Work {
        let waits = |channel: &ChannelId| self.topics.get(channel).is_some_and(|topic| topic.told.is_none());
        let mut work = mem::take(&mut self.work);
        self.work.changed = work.changed.extract_if(|channel, _| waits(channel)).collect();
        work
    }

    /// Work that could not be done.
    pub(super) fn give_back(&mut self, work: Work) {
        for (channel, seq) in work.changed {
            let greatest = self.work.changed.entry(channel).or_insert(seq);
            *greatest = seq.max(*greatest);
        }
        self.work.access.extend(work.access);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::EpochId;
    use uuid::Uuid;

    fn seat(user: u128) -> Seat {
        Seat::new(UserId::from_uuid(Uuid::from_u128(user)), Vec::new())
    }

    fn channel(n: u128) -> ChannelId {
        ChannelId::from_uuid(Uuid::from_u128(n))
    }

    fn at(seq: i64) -> ChannelState {
        let position = ChannelPosition { epoch: EpochId::from_uuid(Uuid::nil()), seq };
        ChannelState { community: None, position, access_version: 0 }
    }

    fn told(topics: &Topics) -> Option<i64> {
        topics.topics[&channel(1)].told.map(|told| told.seq)
    }

    #[test]
    fn a_channel_that_nobody_shows_is_no_work() {
        let mut topics = Topics::default();
        assert!(!topics.changed(channel(1), 1));
        let ana = seat(1);
        topics.open(channel(1), &ana);
        topics.reached(channel(1), &at(5), &ana);
        assert!(!topics.changed(channel(1), 5), "they have been told");
        assert!(topics.changed(channel(1), 6));
        topics.close(channel(1), &ana);
        assert!(topics.take_work().changed.is_empty() && topics.topics.is_empty());
    }

    #[test]
    fn what_changes_before_a_channel_was_read_waits_for_that() {
        let mut topics = Topics::default();
        let ana = seat(1);
        topics.open(channel(1), &ana);
        assert!(topics.changed(channel(1), 7));
        assert!(topics.take_work().changed.is_empty());
        assert!(topics.topics[&channel(1)].seats.is_empty(), "they are told nothing before they have been let in");
        assert!(topics.reached(channel(1), &at(6), &ana), "there is something to do now");
        assert_eq!(topics.take_work().changed.into_iter().collect::<Vec<_>>(), [(channel(1), 7)]);
    }

    #[test]
    fn what_the_others_were_told_while_somebody_was_reading_is_told_again() {
        let mut topics = Topics::default();
        let (ana, ben, cleo) = (seat(1), seat(2), seat(3));
        topics.open(channel(1), &ana);
        topics.reached(channel(1), &at(9), &ana);
        topics.open(channel(1), &ben);
        assert!(topics.reached(channel(1), &at(6), &ben));
        assert_eq!((told(&topics), topics.take_work().changed[&channel(1)]), (Some(6), 9));
        topics.open(channel(1), &cleo);
        assert!(!topics.reached(channel(1), &at(8), &cleo), "who has read more is told from where the others are");
        assert_eq!(told(&topics), Some(6));
    }

    #[test]
    fn nothing_is_kept_of_those_who_have_gone() {
        let mut topics = Topics::default();
        let (ana, ben) = (seat(1), seat(1));
        let community = CommunityId::from_uuid(Uuid::from_u128(3));
        for seat in [&ana, &ben, &ana] {
            topics.open(channel(1), seat);
            topics.reached(channel(1), &at(1), seat);
            topics.watch(community, seat);
        }
        assert_eq!(topics.topics[&channel(1)].seats.len(), 2, "twice is once");
        for seat in [&ana, &ben] {
            topics.close(channel(1), seat);
            topics.unwatch(community, seat);
        }
        assert!(topics.topics.is_empty() && topics.watchers.is_empty());
    }
}
