//! What the bus carries: names and numbers, never content. Whoever hears an event looks for themselves, as themselves.

use crate::{
    model::ids::{ChannelId, CommunityId, ID_LENGTH, UserId},
    store::db::live::PAYLOAD_LONGEST,
};
use std::collections::{HashMap, HashSet};

/// Something that has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Event {
    /// There is something new for a member.
    Member(UserId),
    /// A channel has a change of this number.
    Channel(ChannelId, i64),
    /// Somebody may have lost the right to read a community.
    Access(CommunityId),
    /// Somebody has come to a channel, or gone.
    Here(ChannelId),
    /// A member is typing in a channel.
    Typing(ChannelId, UserId),
}

impl Event {
    fn word(self) -> String {
        match self {
            Self::Member(user) => format!("m{user}"),
            Self::Channel(channel, seq) => format!("c{channel}{seq}"),
            Self::Access(community) => format!("a{community}"),
            Self::Here(channel) => format!("h{channel}"),
            Self::Typing(channel, user) => format!("t{channel}{user}"),
        }
    }

    fn read(word: &str) -> Option<Self> {
        let (kind, rest) = word.split_at_checked(1)?;
        let (id, rest) = rest.split_at_checked(ID_LENGTH)?;
        match (kind, rest) {
            ("m", "") => id.parse().ok().map(Self::Member),
            ("a", "") => id.parse().ok().map(Self::Access),
            ("h", "") => id.parse().ok().map(Self::Here),
            ("c", seq) => Some(Self::Channel(id.parse().ok()?, seq.parse().ok()?)),
            ("t", user) => Some(Self::Typing(id.parse().ok()?, user.parse().ok()?)),
            _ => None,
        }
    }
}

/// Events that are still to be published. What is the same is published once, and of a channel's numbers the greatest.
#[derive(Default)]
pub(super) struct Pending {
    channels: HashMap<ChannelId, i64>,
    others: HashSet<Event>,
}

impl Pending {
    pub(super) fn add(&mut self, event: Event) {
        if let Event::Channel(channel, seq) = event {
            let greatest = self.channels.entry(channel).or_insert(seq);
            *greatest = seq.max(*greatest);
        } else {
            self.others.insert(event);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.channels.is_empty() && self.others.is_empty()
    }

    pub(super) fn extend(&mut self, others: Self) {
        others.events().for_each(|event| self.add(event));
    }

    fn events(self) -> impl Iterator<Item = Event> {
        let channels = self.channels.into_iter().map(|(channel, seq)| Event::Channel(channel, seq));
        self.others.into_iter().chain(channels)
    }

    /// All of it, in as few payloads as it fits into.
    pub(super) fn payloads(&self) -> Vec<String> {
        let channels = self.channels.iter().map(|(channel, seq)| Event::Channel(*channel, *seq));
        let mut payloads = vec![String::new()];
        for word in self.others.iter().copied().chain(channels).map(Event::word) {
            let full = payloads.last().is_none_or(|payload| payload.len() + 1 + word.len() > PAYLOAD_LONGEST);
            if full {
                payloads.push(String::new());
            }
            if let Some(payload) = payloads.last_mut() {
                if !payload.is_empty() {
                    payload.push(' ');
                }
                payload.push_str(&word);
            }
        }
        payloads
    }
}

/// The events in a payload. Another version of this program may send others, which are passed over.
pub(super) fn events(payload: &str) -> impl Iterator<Item = Event> {
    payload.split(' ').filter_map(Event::read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn thousands_of_events_survive_the_way_in_payloads_that_fit() {
        for count in [1, 2, 333, 334, 5_000_u128] {
            let mut pending = Pending::default();
            let mut added = HashSet::new();
            for n in 0..count {
                let (user, channel) = (UserId::from_uuid(id(n * n + 7)), ChannelId::from_uuid(id(n + 1)));
                for event in [
                    Event::Member(user),
                    Event::Channel(channel, n as i64 * 1_000_003),
                    Event::Access(CommunityId::from_uuid(id(n + 2))),
                    Event::Here(channel),
                    Event::Typing(channel, user),
                ] {
                    pending.add(event);
                    added.insert(event);
                }
            }
            let payloads = pending.payloads();
            assert!(payloads.iter().all(|payload| !payload.is_empty() && payload.len() <= PAYLOAD_LONGEST));
            assert_eq!(payloads.iter().flat_map(|payload| events(payload)).collect::<HashSet<_>>(), added);
        }
    }

    #[test]
    fn of_a_channels_numbers_the_greatest_is_published() {
        let channel = ChannelId::from_uuid(id(1));
        let mut pending = Pending::default();
        for seq in [3, 9, 4] {
            pending.add(Event::Channel(channel, seq));
        }
        let payloads = pending.payloads();
        assert_eq!(events(&payloads[0]).collect::<Vec<_>>(), [Event::Channel(channel, 9)]);
    }

    #[test]
    fn events_of_another_version_are_passed_over() {
        let user = UserId::from_uuid(id(1));
        assert_eq!(
            events(&format!("x1 m m12 m{user} z{user} c{user} t{user}x ")).collect::<Vec<_>>(),
            [Event::Member(user)]
        );
        assert_eq!(events("").count(), 0);
    }
}
