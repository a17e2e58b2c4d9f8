//! Who is here: each server says who has its channels open, and tells its own sockets what all of them have said. Both happen every few
//! seconds at most, however many come and go.

use super::{Frame, Hub, cuts::Cuts};
use crate::{
    live::{events::Event, locked, patiently},
    model::{
        errors::Problem,
        ids::{ChannelId, UserId},
    },
    store::db::presence::{KNOWN_MOST, Presence},
};
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};
use tokio::time::{MissedTickBehavior, interval};

/// How often that is looked after.
const EVERY: Duration = Duration::from_secs(2);

/// How often in a channel that many have open.
const EVERY_OF_MANY: Duration = Duration::from_secs(10);

/// How many are many.
const MANY: usize = 200;

/// How often a server says again what has not changed.
const SAY_AGAIN: Duration = Duration::from_secs(20);

/// What is known of who is in the channels of this server.
#[derive(Default)]
pub(super) struct Known {
    /// Channels in which somebody has come or gone, here or on another server.
    pub(super) changed: HashSet<ChannelId>,
    pub(super) heard: HashSet<ChannelId>,
    said: HashMap<ChannelId, Instant>,
}

impl Known {
    /// Whether others were told by this server that somebody is in a channel.
    pub(super) fn has_said(&self, channel: ChannelId) -> bool {
        self.said.contains_key(&channel)
    }
}

impl Hub {
    /// Looks after it until it is aborted.
    pub(in crate::live) async fn keep_presence(self, publish: impl Fn(Event) + Send) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // Where the database does not answer, it is said with the next tick.
            let _ = self.say_who_is_here(&publish).await;
            let _ = self.tell_who_is_here().await;
        }
    }

    /// Forgets what this server has said, as it stops. Gives the channels that it said something of.
    pub(in crate::live) async fn leave_presence(&self) -> Vec<ChannelId> {
        // What is not forgotten now is forgotten by itself.
        let _ = self.0.db.forget_present(self.0.server).await;
        locked(&self.0.topics).presence.said.keys().copied().collect()
    }

    async fn say_who_is_here(&self, publish: &impl Fn(Event)) -> Result<(), Problem> {
        let (said, changed) = {
            let mut topics = locked(&self.0.topics);
            let said = topics.present_now();
            // Whoever comes while this is being said is said the next time.
            let mut take = |channel: &ChannelId| topics.presence.changed.remove(channel);
            let channels = said.iter().map(|(channel, ..)| *channel);
            let changed: HashSet<_> = channels.filter(|channel| take(channel)).collect();
            (said, changed)
        };
        if said.is_empty() {
            return Ok(());
        }
        if let Err(problem) = patiently(self.0.db.say_present(self.0.server, &said)).await {
            let mut topics = locked(&self.0.topics);
            for channel in changed {
                if topics.topics.contains_key(&channel) || topics.presence.has_said(channel) {
                    topics.presence.changed.insert(channel);
                }
            }
            return Err(problem);
        }
        let mut topics = locked(&self.0.topics);
        for (channel, _, count) in &said {
            // Also where nothing has changed here: a server that was killed says nothing of those who were at it.
            topics.presence.heard.insert(*channel);
            if changed.contains(channel) {
                publish(Event::Here(*channel));
            }
            if *count == 0 {
                topics.presence.said.remove(channel);
            } else {
                topics.presence.said.insert(*channel, Instant::now());
            }
        }
        Ok(())
    }

    async fn tell_who_is_here(&self) -> Result<(), Problem> {
        let heard: Vec<_> = {
            let mut topics = locked(&self.0.topics);
            let heard = std::mem::take(&mut topics.presence.heard);
            heard.into_iter().filter(|channel| topics.topics.contains_key(channel)).collect()
        };
        if heard.is_empty() {
            return Ok(());
        }
        self.let_go_of(&heard).await?;
        for presence in patiently(self.0.db.present(&heard)).await? {
            self.tell_presence(&presence);
        }
        Ok(())
    }

    /// Tells all in a channel who is there, who were told something else last.
    fn tell_presence(&self, presence: &Presence) {
        let mut cuts = Cuts::new(presence.people.iter().map(|(user, _)| *user), |without| {
            let people = presence.people.iter().filter(|(user, _)| !without.contains(user)).cloned().collect();
            (self.0.encode)(&Frame::Here(&Presence { people, ..*presence }))
        });
        loop {
            let missing = {
                let mut topics = locked(&self.0.topics);
                let Some(topic) = topics.topics.get_mut(&presence.channel) else { return };
                match cuts.choose(topic.seats.iter().map(|known| &known.seat)) {
                    Ok(frames) => {
                        let changed = topic.seats.iter_mut().zip(frames).filter(|(known, frame)| known.here != *frame);
                        changed.for_each(|(known, frame)| {
                            known.seat.outbound.push(&frame);
                            known.here = frame;
                        });
                        return;
                    }
                    Err(missing) => missing,
                }
            };
            cuts.make(missing);
        }
    }
}

impl super::topics::Topics {
    /// What is to be said now: of channels in which something has changed, and of those of which it was said long ago.
    fn present_now(&self) -> Vec<(ChannelId, Vec<UserId>, usize)> {
        let due = |channel: &ChannelId, seats: usize| {
            let Some(said) = self.presence.said.get(channel) else { return true };
            let changed = self.presence.changed.contains(channel);
            let pause = if seats > MANY { EVERY_OF_MANY } else { EVERY };
            changed && said.elapsed() >= pause || said.elapsed() >= SAY_AGAIN
        };
        let here =
            self.topics.iter().filter(|(channel, topic)| due(channel, topic.seats.len())).map(|(channel, topic)| {
                let mut users: Vec<_> = topic.seats.iter().map(|known| known.seat.user).collect();
                // In order, so that the same are named as long as they are there.
                users.sort_unstable();
                users.dedup();
                let count = users.len();
                users.truncate(KNOWN_MOST);
                (*channel, users, count)
            });
        let left = self.presence.said.keys().filter(|channel| !self.topics.contains_key(channel));
        here.chain(left.map(|channel| (*channel, Vec::new(), 0))).collect()
    }
}
