//! The one task of a server that reads what has changed and hands it to the sockets.

use super::{
    Frame, Hub, Seat,
    topics::{Topic, Work},
};
use crate::{
    live::{PAUSE, locked},
    model::{
        channels::ChannelPosition,
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::changes::ChannelChanges,
};
use std::collections::{HashMap, HashSet};

/// How many changes of a channel are read at once.
const CHANGES_MOST: i64 = 200;

/// How many channels are read with one statement.
const CHANNELS_MOST: usize = 200;

/// No version of a community's access.
const UNKNOWN: i64 = -1;

impl Hub {
    /// Works until it is aborted.
    pub(in crate::live) async fn deliver(self) {
        loop {
            self.0.work.notified().await;
            let work = locked(&self.0.topics).take_work();
            if let Err(work) = self.work_off(work).await {
                // The cause has been logged where it was seen.
                locked(&self.0.topics).give_back(work);
                tokio::time::sleep(PAUSE).await;
                self.0.work.notify_one();
            }
        }
    }

    async fn work_off(&self, mut work: Work) -> Result<(), Work> {
        for community in &work.access {
            if self.let_go_of_community(*community).await.is_err() {
                return Err(work);
            }
        }
        work.access.clear();
        for (channel, user) in std::mem::take(&mut work.typing) {
            // It is of no use later.
            let _ = self.tell_typing(channel, user).await;
        }
        let channels: Vec<_> = work.changed.keys().copied().collect();
        for some in channels.chunks(CHANNELS_MOST) {
            if self.tell_changes(some).await.is_err() {
                return Err(work);
            }
            work.changed.retain(|channel, _| !some.contains(channel));
        }
        Ok(())
    }

    /// Reads what these channels have beyond what was told, and tells it.
    async fn tell_changes(&self, channels: &[ChannelId]) -> Result<(), Problem> {
        let told = |channel: &ChannelId| {
            let topics = locked(&self.0.topics);
            topics.topics.get(channel).and_then(|topic| topic.told).map(|told| told.seq)
        };
        // Of a channel that is only watched, nothing but its number is of interest.
        let asked: Vec<_> = channels.iter().map(|channel| (*channel, told(channel).unwrap_or(i64::MAX))).collect();
        let found = self.0.db.channel_changes(&asked, CHANGES_MOST).await?;
        let there: HashSet<_> = found.iter().map(|changes| changes.channel).collect();
        for (gone, _) in asked.iter().filter(|(channel, _)| !there.contains(channel)) {
            self.close_for(*gone, |_| false);
        }
        for changes in found {
            self.tell_watchers(&changes);
            self.tell_channel(changes).await?;
        }
        Ok(())
    }

    /// Tells a channel's changes to all who may read them: those are asked for again as long as somebody is among them who was let in
    /// by another version of the access than that which held when the changes were read.
    async fn tell_channel(&self, changes: ChannelChanges) -> Result<(), Problem> {
        let channel = changes.channel;
        loop {
            {
                let mut topics = locked(&self.0.topics);
                let Some(topic) = topics.topics.get_mut(&channel) else { return Ok(()) };
                let Some(told) = topic.told else { return Ok(()) };
                if topic.access == changes.access_version {
                    self.hand_out(topic, told, &changes);
                    if changes.last_told < changes.position.seq {
                        topics.changed(channel, changes.position.seq);
                        self.0.work.notify_one();
                    }
                    return Ok(());
                }
                topic.access = changes.access_version;
            }
            if let Err(problem) = self.let_go_of(&[channel]).await {
                if let Some(topic) = locked(&self.0.topics).topics.get_mut(&channel) {
                    topic.access = UNKNOWN;
                }
                return Err(problem);
            }
        }
    }

    fn hand_out(&self, topic: &mut Topic, told: ChannelPosition, changes: &ChannelChanges) {
        if changes.position.epoch != told.epoch {
            topic.told = Some(changes.position);
            let frame = (self.0.encode)(&Frame::Reset { channel: changes.channel, position: changes.position });
            topic.seats.iter().for_each(|seat| seat.outbound.push(&frame));
            return;
        }
        if changes.last_told <= told.seq {
            return;
        }
        let frame = (self.0.encode)(&Frame::Changes { after: told.seq, changes });
        topic.told = Some(ChannelPosition { seq: changes.last_told, ..changes.position });
        for seat in &topic.seats {
            let blocked = seat.blocked();
            if changes.authors().any(|author| blocked.contains(&author)) {
                let fewer = changes.without(&blocked);
                seat.outbound.push(&(self.0.encode)(&Frame::Changes { after: told.seq, changes: &fewer }));
            } else {
                seat.outbound.push(&frame);
            }
        }
    }

    /// Tells of a message that those who watch the community have not been told of. Other changes make nothing unread.
    fn tell_watchers(&self, changes: &ChannelChanges) {
        let mut topics = locked(&self.0.topics);
        if !topics.is_new_message(changes) {
            return;
        }
        let watchers = changes.community.and_then(|community| topics.watchers.get(&community));
        let Some(watchers) = watchers else { return };
        let frame = (self.0.encode)(&Frame::Unread { channel: changes.channel, seq: changes.last_message });
        watchers.iter().for_each(|seat| seat.outbound.push(&frame));
    }

    async fn tell_typing(&self, channel: ChannelId, user: UserId) -> Result<(), Problem> {
        let Some(person) = self.0.db.person(user).await? else { return Ok(()) };
        self.let_go_of(&[channel]).await?;
        let frame = (self.0.encode)(&Frame::Typing { channel, person: &person });
        let topics = locked(&self.0.topics);
        let seats = topics.topics.get(&channel).map_or(&[][..], |topic| &topic.seats);
        let others = seats.iter().filter(|seat| seat.user != user && !seat.blocked().contains(&user));
        others.for_each(|seat| seat.outbound.push(&frame));
        Ok(())
    }

    /// Lets go of all who may no longer read any of a community's channels.
    async fn let_go_of_community(&self, community: CommunityId) -> Result<(), Problem> {
        let channels: Vec<_> = {
            let topics = locked(&self.0.topics);
            let of = topics.topics.iter().filter(|(_, topic)| topic.community == Some(community));
            of.map(|(channel, _)| *channel).collect()
        };
        self.let_go_of(&channels).await?;
        let watching: Vec<_> = {
            let topics = locked(&self.0.topics);
            topics.watchers.get(&community).map_or_else(Vec::new, |seats| seats.iter().map(|seat| seat.user).collect())
        };
        if watching.is_empty() {
            return Ok(());
        }
        let may = self.0.db.community_readers(community, &watching).await?;
        let mut topics = locked(&self.0.topics);
        if let Some(watchers) = topics.watchers.get_mut(&community) {
            watchers.retain(|seat| may.contains(&seat.user) || !watching.contains(&seat.user));
        }
        Ok(())
    }

    /// Lets go of all who may no longer read these channels. Those who come meanwhile are let in by what holds then.
    pub(super) async fn let_go_of(&self, channels: &[ChannelId]) -> Result<(), Problem> {
        let mut shown: HashMap<ChannelId, HashSet<UserId>> = HashMap::new();
        {
            let topics = locked(&self.0.topics);
            for channel in channels {
                let seats = topics.topics.get(channel).map_or(&[][..], |topic| &topic.seats);
                shown.insert(*channel, seats.iter().map(|seat| seat.user).collect());
            }
        }
        for (channel, users) in shown.iter().filter(|(_, users)| !users.is_empty()) {
            let asked: Vec<_> = users.iter().copied().collect();
            let may = self.0.db.channel_readers(*channel, &asked).await?;
            self.close_for(*channel, |seat| may.contains(&seat.user) || !users.contains(&seat.user));
        }
        Ok(())
    }

    /// Closes a channel for all sockets but those to keep, and tells them so.
    fn close_for(&self, channel: ChannelId, keep: impl Fn(&Seat) -> bool) {
        let frame = (self.0.encode)(&Frame::Closed { channel });
        let mut topics = locked(&self.0.topics);
        let Some(topic) = topics.topics.get_mut(&channel) else { return };
        for seat in topic.seats.extract_if(.., |seat| !keep(seat)) {
            seat.outbound.push(&frame);
        }
        if topic.is_empty() {
            topics.topics.remove(&channel);
        }
        topics.presence.changed.insert(channel);
    }
}
