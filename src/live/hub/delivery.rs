//! The one task of a server that reads what has changed and hands it to the sockets.

use super::{
    Frame, Hub,
    cuts::{Cut, Cuts},
    topics::{Step, Topics, Work},
};
use crate::{
    live::{PAUSE, locked, outbound::Mark, patiently},
    model::{
        channels::ChannelPosition,
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::changes::{ChannelChanges, ChannelHead, Portion},
};
use std::{
    collections::{HashMap, HashSet},
    mem, slice,
    time::{Duration, Instant},
};
use tokio::time::{MissedTickBehavior, interval};

/// How much of a channel is read at once, and told in one frame: a queue that is read at all has room for several.
const PORTION: Portion = Portion { messages: 200, bytes: 256 * 1024 };

/// How many channels are read with one statement.
const CHANNELS_MOST: usize = 200;

/// How many channels or communities are put aside, one after the other, before the rest waits for the next time: each can take as long as
/// a statement may.
const FAILURES_MOST: usize = 3;

/// How often it is looked at how far all channels have come: whatever became of an event, nobody waits longer.
const LOOK_EVERY: Duration = Duration::from_secs(5);

impl Hub {
    /// Works until it is aborted.
    pub(in crate::live) async fn deliver(self) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.0.work.notified() => {}
                _ = looks.tick() => locked(&self.0.topics).look_again(),
            }
            let work = locked(&self.0.topics).take_work(Instant::now());
            if let Err(work) = self.work_off(work).await {
                // The cause has been logged where it was seen.
                locked(&self.0.topics).give_back(work);
                tokio::time::sleep(PAUSE).await;
                self.0.work.notify_one();
            }
        }
    }

    async fn work_off(&self, mut work: Work) -> Result<(), Work> {
        if work.look && self.look_over().await.is_err() {
            return Err(work);
        }
        work.look = false;
        if !self.let_go_of_communities(&mut work.access).await {
            return Err(work);
        }
        // It is of no use later.
        let _ = self.tell_typing(mem::take(&mut work.typing)).await;
        let channels: Vec<_> = work.changed.keys().copied().collect();
        for some in channels.chunks(CHANNELS_MOST) {
            let failures = if self.tell_changes(some).await.is_ok() {
                some.iter().for_each(|channel| self.is_told(*channel, &mut work));
                0
            } else if self.answers().await {
                self.tell_one_by_one(some, &mut work).await
            } else {
                return Err(work);
            };
            if failures >= FAILURES_MOST {
                return Err(work);
            }
        }
        Ok(())
    }

    /// Lets go of all who may no longer read these communities, one after the other, and puts aside each for which that fails: the others do
    /// not wait for it. Gives whether all have been tried; else the rest is left.
    async fn let_go_of_communities(&self, communities: &mut HashSet<CommunityId>) -> bool {
        let mut failures = 0;
        for community in communities.iter().copied().collect::<Vec<_>>() {
            if self.let_go_of_community(community).await.is_ok() {
                locked(&self.0.topics).take_access_back(community);
            } else if failures < FAILURES_MOST && self.answers().await {
                tracing::warn!(%community, "it cannot be found out who may still read a community; it is tried again later");
                locked(&self.0.topics).put_access_aside(community, Instant::now());
                failures += 1;
            } else {
                return false;
            }
            communities.remove(&community);
        }
        true
    }

    /// Whether the database does.
    async fn answers(&self) -> bool {
        let since = locked(&self.0.topics).losses;
        match patiently(self.0.db.channel_heads(&[], &[], since)).await {
            Ok((_, losses)) => {
                self.hold(&losses);
                true
            }
            Err(_) => false,
        }
    }

    /// Tells of channels one by one which could not be told together, and puts aside whichever cannot be told by itself: the others do not
    /// wait for it. Gives how many these are; after so many the rest is left.
    async fn tell_one_by_one(&self, channels: &[ChannelId], work: &mut Work) -> usize {
        let mut failures = 0;
        for channel in channels {
            if self.tell_changes(slice::from_ref(channel)).await.is_ok() {
                self.is_told(*channel, work);
                continue;
            }
            tracing::warn!(%channel, "what is new in a channel cannot be read; it is tried again later");
            let seq = work.changed.remove(channel).unwrap_or_default();
            locked(&self.0.topics).put_aside(*channel, seq, Instant::now());
            failures += 1;
            if failures >= FAILURES_MOST {
                break;
            }
        }
        failures
    }

    fn is_told(&self, channel: ChannelId, work: &mut Work) {
        work.changed.remove(&channel);
        locked(&self.0.topics).take_back(channel);
    }

    /// Compares how far all channels have come with what was told.
    async fn look_over(&self) -> Result<(), Problem> {
        let (channels, communities, since) = {
            let topics = locked(&self.0.topics);
            let (channels, communities) = topics.shown();
            (channels, communities, topics.losses)
        };
        let (heads, losses) = patiently(self.0.db.channel_heads(&channels, &communities, since)).await?;
        self.hold(&losses);
        locked(&self.0.topics).compare(&channels, &heads);
        self.0.work.notify_one();
        Ok(())
    }

    /// Reads what these channels have beyond what was told, and tells it.
    async fn tell_changes(&self, channels: &[ChannelId]) -> Result<(), Problem> {
        let (asked, since) = {
            let topics = locked(&self.0.topics);
            let told = |channel: &ChannelId| topics.topics.get(channel).and_then(|topic| topic.told);
            // Of a channel that is only watched, nothing but its number is of interest.
            let after = |channel: &ChannelId| told(channel).map_or(i64::MAX, |told| told.seq);
            (channels.iter().map(|channel| (*channel, after(channel))).collect::<Vec<_>>(), topics.losses)
        };
        let (found, losses) = patiently(self.0.db.channel_changes(&asked, PORTION, since)).await?;
        self.hold(&losses);
        let there: HashSet<_> = found.iter().map(|changes| changes.head.channel).collect();
        channels.iter().filter(|channel| !there.contains(*channel)).for_each(|gone| self.close_for(*gone, |_| false));
        for changes in found {
            self.tell_watchers(&changes.head).await?;
            self.tell_channel(&changes).await?;
        }
        Ok(())
    }

    /// Tells a channel's changes to all who may read them: those are asked for again as long as somebody is among them who was let in
    /// by an older version of the access than that which held when the changes were read.
    async fn tell_channel(&self, changes: &ChannelChanges) -> Result<(), Problem> {
        let (channel, version) = (changes.head.channel, changes.head.access_version);
        if !locked(&self.0.topics).topics.contains_key(&channel) {
            return Ok(());
        }
        let encode = self.0.encode;
        let mut cuts = Cuts::new(changes.people(), |without| {
            if without.is_empty() {
                encode(&Frame::Changes(changes))
            } else {
                encode(&Frame::Changes(&changes.without(without)))
            }
        });
        loop {
            self.let_go_by(&[(channel, version)]).await?;
            match self.hand_out(changes, &cuts) {
                HandedOut::Done => return Ok(()),
                HandedOut::Lacks(missing) => cuts.make(missing),
                HandedOut::Behind => {}
            }
        }
    }

    fn hand_out(&self, changes: &ChannelChanges, cuts: &Cuts<'_>) -> HandedOut {
        let mut topics = locked(&self.0.topics);
        let ChannelHead { channel, position, access_version, .. } = changes.head;
        if !topics.behind(channel, access_version).is_empty() {
            return HandedOut::Behind;
        }
        let Some(topic) = topics.topics.get_mut(&channel) else { return HandedOut::Done };
        match topic.step(changes) {
            Step::Nothing => return HandedOut::Done,
            Step::ReadAgain => return self.read_again(&mut topics, &changes.head),
            Step::BeginAfresh => {
                (topic.told, topic.is_mixed) = (Some(position), false);
                let frame = (self.0.encode)(&Frame::Reset { channel, position });
                topic.seats.iter().for_each(|known| known.seat.outbound.push(&frame));
                return HandedOut::Done;
            }
            Step::Tell => {}
        }
        match cuts.choose(topic.seats.iter().map(|known| &known.seat)) {
            Err(missing) => return HandedOut::Lacks(missing),
            Ok(frames) => {
                topic.seats.iter().zip(&frames).for_each(|(known, frame)| known.seat.outbound.push(frame));
            }
        }
        topic.told = Some(ChannelPosition { seq: changes.last_told, ..position });
        if changes.last_told < position.seq { self.read_again(&mut topics, &changes.head) } else { HandedOut::Done }
    }

    fn read_again(&self, topics: &mut Topics, head: &ChannelHead) -> HandedOut {
        topics.read_again(head.channel, head.position.seq);
        self.0.work.notify_one();
        HandedOut::Done
    }

    /// Tells of a message that those who watch the community have not been told of. Other changes make nothing unread.
    async fn tell_watchers(&self, head: &ChannelHead) -> Result<(), Problem> {
        let Some(community) = head.community else { return Ok(()) };
        loop {
            {
                let mut topics = locked(&self.0.topics);
                if !topics.watchers.contains(community) {
                    return Ok(());
                }
                if !topics.watchers.is_behind(community, head.access_version) {
                    let frame = (self.0.encode)(&Frame::Unread { channel: head.channel, seq: head.last_message });
                    let mark = Mark::Unread(head.channel);
                    topics.watchers.take_news(head).for_each(|seat| seat.outbound.push_number(mark, &frame));
                    return Ok(());
                }
            }
            self.let_go_of_watchers(community).await?;
        }
    }

    async fn tell_typing(&self, typing: HashSet<(ChannelId, UserId)>) -> Result<(), Problem> {
        let mut typists: HashMap<ChannelId, Vec<UserId>> = HashMap::new();
        for (channel, user) in typing {
            typists.entry(channel).or_default().push(user);
        }
        if typists.is_empty() {
            return Ok(());
        }
        let channels: Vec<_> = typists.keys().copied().collect();
        self.let_go_of(&channels).await?;
        for (channel, users) in typists {
            for user in users {
                self.tell_typist(channel, user).await?;
            }
        }
        Ok(())
    }

    async fn tell_typist(&self, channel: ChannelId, user: UserId) -> Result<(), Problem> {
        let Some(person) = patiently(self.0.db.person(user)).await? else { return Ok(()) };
        let frame = (self.0.encode)(&Frame::Typing { channel, person: &person });
        let topics = locked(&self.0.topics);
        let seats = topics.topics.get(&channel).into_iter().flat_map(|topic| &topic.seats).map(|known| &known.seat);
        let others = seats.filter(|seat| seat.user != user && !seat.blocked().contains(&user));
        others.for_each(|seat| seat.outbound.push(&frame));
        Ok(())
    }
}

/// What has become of changes that were to be handed out.
enum HandedOut {
    Done,
    /// Somebody has come by an older version of the access.
    Behind,
    /// These cuts have to be made first.
    Lacks(HashSet<Cut>),
}
