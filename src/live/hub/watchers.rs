//! Which sockets watch which community, and of which message of each channel they were told last.

use super::{Admitted, Seat};
use crate::{
    model::ids::{ChannelId, CommunityId, UserId},
    store::db::changes::{ChannelHead, CommunityState},
};
use std::collections::{HashMap, HashSet};

#[derive(Default)]
pub(super) struct Watchers(HashMap<CommunityId, Watched>);

#[derive(Default)]
struct Watched {
    seats: Vec<Admitted>,
    /// The last message of each channel that they were told of. A channel that is not among these was made later.
    last_messages: HashMap<ChannelId, i64>,
}

impl Watched {
    fn told(&self, channel: ChannelId) -> i64 {
        self.last_messages.get(&channel).copied().unwrap_or(0)
    }
}

impl Watchers {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, community: CommunityId) -> bool {
        self.0.contains_key(&community)
    }

    pub(super) fn communities(&self) -> impl Iterator<Item = CommunityId> {
        self.0.keys().copied()
    }

    /// Adds somebody who has read the community as it was. Gives the channels of which the others were told meanwhile: that is told again.
    pub(super) fn add(&mut self, community: CommunityId, state: &CommunityState, seat: &Seat) -> Vec<ChannelId> {
        let watched = self.0.entry(community).or_default();
        Admitted::add(&mut watched.seats, seat, state.access_version);
        let mut behind = Vec::new();
        for (channel, last) in &state.last_messages {
            let known = watched.last_messages.entry(*channel).or_insert(*last);
            if *last < *known {
                *known = *last;
                behind.push(*channel);
            }
        }
        behind
    }

    pub(super) fn remove(&mut self, community: CommunityId, seat: &Seat) {
        self.retain(community, |known| !known.is(seat));
    }

    pub(super) fn retain(&mut self, community: CommunityId, keep: impl Fn(&Seat) -> bool) {
        if let Some(watched) = self.0.get_mut(&community) {
            watched.seats.retain(|known| keep(&known.seat));
            if watched.seats.is_empty() {
                self.0.remove(&community);
            }
        }
    }

    /// All who watch a community.
    pub(super) fn users(&self, community: CommunityId) -> HashSet<UserId> {
        self.0.get(&community).into_iter().flat_map(|watched| &watched.seats).map(|known| known.seat.user).collect()
    }

    /// Remembers that these may read a community, by this version of its access.
    pub(super) fn admit(&mut self, community: CommunityId, version: i64, users: &HashSet<UserId>) {
        let seats = self.0.get_mut(&community).into_iter().flat_map(|watched| &mut watched.seats);
        seats.filter(|known| users.contains(&known.seat.user)).for_each(|known| known.admit(version));
    }

    /// Whether somebody is among them who was let in by an older version of the access than this one.
    pub(super) fn is_behind(&self, community: CommunityId, version: i64) -> bool {
        self.0.get(&community).is_some_and(|watched| Admitted::any_behind(&watched.seats, version))
    }

    /// Whether a channel has another last message than the one they were told of.
    pub(super) fn differs(&self, head: &ChannelHead) -> bool {
        let watched = head.community.and_then(|community| self.0.get(&community));
        watched.is_some_and(|watched| watched.told(head.channel) != head.last_message)
    }

    /// Whom to tell of a channel's last message: nobody, where they were told of it. They count as told from now on.
    pub(super) fn take_news(&mut self, head: &ChannelHead) -> impl Iterator<Item = &Seat> {
        let watched = head.community.and_then(|community| self.0.get_mut(&community));
        let seats = watched.map_or(&[][..], |watched| {
            let told = watched.told(head.channel);
            watched.last_messages.insert(head.channel, head.last_message);
            if told < head.last_message { &watched.seats[..] } else { &[] }
        });
        seats.iter().map(|known| &known.seat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{channels::ChannelPosition, ids::EpochId};
    use uuid::Uuid;

    fn channel() -> ChannelId {
        ChannelId::from_uuid(Uuid::from_u128(1))
    }

    fn community() -> CommunityId {
        CommunityId::from_uuid(Uuid::from_u128(2))
    }

    fn seat(user: u128) -> Seat {
        Seat::new(UserId::from_uuid(Uuid::from_u128(user)), Vec::new())
    }

    fn state(access_version: i64, last_message: i64) -> CommunityState {
        CommunityState { access_version, last_messages: HashMap::from([(channel(), last_message)]) }
    }

    fn head(channel: ChannelId, last_message: i64, seq: i64) -> ChannelHead {
        let position = ChannelPosition { epoch: EpochId::from_uuid(Uuid::nil()), seq };
        ChannelHead { channel, community: Some(community()), position, last_message, access_version: 0 }
    }

    #[test]
    fn a_message_is_news_once_also_where_it_is_read_together_with_a_later_edit() {
        let mut watchers = Watchers::default();
        watchers.add(community(), &state(0, 3), &seat(1));
        assert_eq!(watchers.take_news(&head(channel(), 3, 4)).count(), 0, "an edit is no message");
        assert_eq!(watchers.take_news(&head(channel(), 5, 6)).count(), 1);
        assert_eq!(watchers.take_news(&head(channel(), 5, 7)).count(), 0);
        let made_later = ChannelId::from_uuid(Uuid::from_u128(9));
        assert_eq!(watchers.take_news(&head(made_later, 1, 2)).count(), 1, "all there is in a new channel is news");
    }

    #[test]
    fn what_the_others_were_told_while_somebody_was_reading_is_told_again() {
        let mut watchers = Watchers::default();
        assert!(watchers.add(community(), &state(0, 3), &seat(1)).is_empty());
        assert!(watchers.differs(&head(channel(), 4, 4)));
        assert_eq!(watchers.take_news(&head(channel(), 4, 4)).count(), 1);
        assert!(!watchers.differs(&head(channel(), 4, 4)));
        assert_eq!(watchers.add(community(), &state(0, 3), &seat(2)), [channel()]);
        assert_eq!(watchers.take_news(&head(channel(), 4, 4)).count(), 2);
    }

    #[test]
    fn whoever_was_let_in_by_an_older_version_is_asked_for_again() {
        let mut watchers = Watchers::default();
        let (ana, ben) = (seat(1), seat(2));
        watchers.add(community(), &state(4, 0), &ana);
        watchers.add(community(), &state(5, 0), &ben);
        assert!(watchers.is_behind(community(), 5) && !watchers.is_behind(community(), 4));
        watchers.admit(community(), 5, &HashSet::from([ana.user]));
        assert!(!watchers.is_behind(community(), 5));
        watchers.remove(community(), &ana);
        watchers.remove(community(), &ben);
        assert!(watchers.is_empty() && !watchers.is_behind(community(), 9));
    }
}
