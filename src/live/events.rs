//! What the bus carries: names and numbers, never content. Whoever hears an event looks for themselves, as themselves.

use crate::{
    model::{
        channels::ReadMark,
        ids::{ChannelId, CommunityId, ID_LENGTH, UserId},
    },
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
    /// A member has read a channel so far.
    Read(UserId, ReadMark),
}

impl Event {
    fn word(self) -> String {
        match self {
            Self::Member(user) => format!("m{user}"),
            Self::Channel(channel, seq) => format!("c{channel}{seq}"),
            Self::Access(community) => format!("a{community}"),
            Self::Here(channel) => format!("h{channel}"),
            Self::Typing(channel, user) => format!("t{channel}{user}"),
            Self::Read(user, ReadMark { channel, seq, unread, mentions }) => {
                format!("r{user}{channel}{seq},{},{mentions}", u8::from(unread))
            }
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
            ("r", mark) => Some(Self::Read(id.parse().ok()?, read_mark(mark)?)),
            _ => None,
        }
    }
}

/// A channel's id, then the number up to which it is read, whether anything is left, and how many mentions are.
fn read_mark(text: &str) -> Option<ReadMark> {
    let (channel, numbers) = text.split_at_checked(ID_LENGTH)?;
    let mut numbers = numbers.split(',');
    let (seq, unread, mentions) = (numbers.next()?, numbers.next()?, numbers.next()?);
    Some(ReadMark {
        channel: channel.parse().ok()?,
        seq: seq.parse().ok()?,
        unread: unread != "0",
        mentions: mentions.parse().ok()?,
    })
}

/// Events that are still to be published. What is the same is published once; of a channel's numbers the greatest, and of what a member
/// has read there the furthest.
#[derive(Default)]
pub(super) struct Pending {
    channels: HashMap<ChannelId, i64>,
    reads: HashMap<(UserId, ChannelId), ReadMark>,
    others: HashSet<Event>,
}

impl Pending {
    pub(super) fn add(&mut self, event: Event) {
        match event {
            Event::Channel(channel, seq) => {
                let greatest = self.channels.entry(channel).or_insert(seq);
                *greatest = seq.max(*greatest);
            }
            Event::Read(user, mark) => {
                let furthest = self.reads.entry((user, mark.channel)).or_insert(mark);
                if furthest.seq < mark.seq {
                    *furthest = mark;
                }
            }
            other => {
                self.others.insert(other);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.channels.is_empty() && self.reads.is_empty() && self.others.is_empty()
    }

    /// Adds what could not be published. Who is typing is of no use later.
    pub(super) fn put_back(&mut self, unpublished: Self) {
        unpublished.events().filter(|event| !matches!(event, Event::Typing(..))).for_each(|event| self.add(event));
    }

    fn events(&self) -> impl Iterator<Item = Event> {
        let channels = self.channels.iter().map(|(channel, seq)| Event::Channel(*channel, *seq));
        let reads = self.reads.iter().map(|((user, _), mark)| Event::Read(*user, *mark));
        self.others.iter().copied().chain(channels).chain(reads)
    }

    /// All of it, in as few payloads as it fits into. Each begins with the word by which its server knows it again.
    pub(super) fn payloads(&self, server: &str) -> Vec<String> {
        let mut payloads: Vec<String> = Vec::new();
        for word in self.events().map(Event::word) {
            match payloads.last_mut() {
                Some(payload) if payload.len() + 1 + word.len() <= PAYLOAD_LONGEST => {
                    payload.push(' ');
                    payload.push_str(&word);
                }
                _ => payloads.push(format!("{server} {word}")),
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

    fn mark(seq: i64) -> ReadMark {
        ReadMark {
            channel: ChannelId::from_uuid(id(1)),
            seq,
            unread: seq % 2 == 0,
            mentions: seq.unsigned_abs() as u32,
        }
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
                    Event::Read(user, ReadMark { channel, ..mark(n as i64) }),
                ] {
                    pending.add(event);
                    added.insert(event);
                }
            }
            let payloads = pending.payloads("server");
            let fits = |payload: &String| payload.starts_with("server ") && payload.len() <= PAYLOAD_LONGEST;
            assert!(payloads.iter().all(fits));
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
        let payloads = pending.payloads("server");
        assert_eq!(events(&payloads[0]).collect::<Vec<_>>(), [Event::Channel(channel, 9)]);
    }

    #[test]
    fn of_what_a_member_has_read_the_furthest_is_published() {
        let (ana, ben) = (UserId::from_uuid(id(2)), UserId::from_uuid(id(3)));
        let mut pending = Pending::default();
        for (user, seq) in [(ana, 3), (ana, 9), (ben, 5), (ana, 4)] {
            pending.add(Event::Read(user, mark(seq)));
        }
        let published: HashSet<_> = events(&pending.payloads("server")[0]).collect();
        assert_eq!(published, HashSet::from([Event::Read(ana, mark(9)), Event::Read(ben, mark(5))]));
    }

    #[test]
    fn what_could_not_be_published_is_published_later_but_for_who_was_typing() {
        let (user, channel) = (UserId::from_uuid(id(2)), ChannelId::from_uuid(id(1)));
        let (mut unpublished, mut pending) = (Pending::default(), Pending::default());
        [Event::Typing(channel, user), Event::Member(user)].into_iter().for_each(|event| unpublished.add(event));
        pending.put_back(unpublished);
        let published: Vec<_> = pending.payloads("server").iter().flat_map(|payload| events(payload)).collect();
        assert_eq!(published, [Event::Member(user)]);
    }

    #[test]
    fn events_of_another_version_are_passed_over() {
        let user = UserId::from_uuid(id(1));
        assert_eq!(
            events(&format!("x1 m m12 m{user} z{user} c{user} t{user}x r{user} r{user}{user}7,1 ")).collect::<Vec<_>>(),
            [Event::Member(user)]
        );
        assert_eq!(events("").count(), 0);
    }
}
