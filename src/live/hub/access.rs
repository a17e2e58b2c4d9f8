//! Who may still read: sockets are let go of before anything is told that they may not read any more.

use super::{Frame, Hub, Seat};
use crate::{
    live::{locked, patiently},
    model::{
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::changes::{ChannelHead, Losses},
};
use std::collections::HashSet;

/// How many pairs of a channel and a member are asked about with one statement: a community can have thousands of sockets in each of many
/// channels.
const READERS_MOST: usize = 10_000;

impl Hub {
    /// Holds the sockets of all who may hear less than before, until they have looked for themselves.
    pub(super) fn hold(&self, losses: &Losses) {
        locked(&self.0.topics).hold(losses);
    }

    /// How far these channels have come. Who has lost something by then is held, and channels that are gone are closed.
    async fn heads(&self, channels: &[ChannelId]) -> Result<Vec<ChannelHead>, Problem> {
        let since = locked(&self.0.topics).losses;
        let (heads, losses) = patiently(self.0.db.channel_heads(channels, &[], since)).await?;
        self.hold(&losses);
        let there: HashSet<_> = heads.iter().map(|head| head.channel).collect();
        channels.iter().filter(|channel| !there.contains(*channel)).for_each(|gone| self.close_for(*gone, |_| false));
        Ok(heads)
    }

    /// Lets go of all who may no longer read these channels, as they are now. Nobody is asked for where the access is what it was.
    pub(super) async fn let_go_of(&self, channels: &[ChannelId]) -> Result<(), Problem> {
        let heads = self.heads(channels).await?;
        let versions: Vec<_> = heads.iter().map(|head| (head.channel, head.access_version)).collect();
        self.let_go_by(&versions).await
    }

    /// Lets go of all who may no longer read any of a community's channels.
    pub(super) async fn let_go_of_community(&self, community: CommunityId) -> Result<(), Problem> {
        let channels: Vec<_> = {
            let topics = locked(&self.0.topics);
            let of = topics.topics.iter().filter(|(_, topic)| topic.community == Some(community));
            of.map(|(channel, _)| *channel).collect()
        };
        self.let_go_of(&channels).await?;
        self.let_go_of_watchers(community).await
    }

    /// Lets go of all who were let in by an older version of the access of a channel than this one, and may no longer read it. The others
    /// were let in by this one from then on.
    pub(super) async fn let_go_by(&self, versions: &[(ChannelId, i64)]) -> Result<(), Problem> {
        let mut behind: HashSet<(ChannelId, UserId)> = HashSet::new();
        let mut changed = Vec::new();
        {
            let topics = locked(&self.0.topics);
            for &(channel, version) in versions {
                let users = topics.behind(channel, version);
                if !users.is_empty() {
                    behind.extend(users.into_iter().map(|user| (channel, user)));
                    changed.push((channel, version));
                }
            }
        }
        let asked: Vec<_> = behind.iter().copied().collect();
        let mut may: HashSet<(ChannelId, UserId)> = HashSet::new();
        for some in asked.chunks(READERS_MOST) {
            may.extend(patiently(self.0.db.channel_readers(some)).await?);
        }
        for (channel, version) in changed {
            locked(&self.0.topics).admit(channel, version, &may);
            self.close_for(channel, |seat| {
                let asked = (channel, seat.user);
                may.contains(&asked) || !behind.contains(&asked)
            });
        }
        Ok(())
    }

    /// Lets go of all who watch a community and may no longer read it.
    pub(super) async fn let_go_of_watchers(&self, community: CommunityId) -> Result<(), Problem> {
        let watching = locked(&self.0.topics).watchers.users(community);
        if watching.is_empty() {
            return Ok(());
        }
        let asked: Vec<_> = watching.iter().copied().collect();
        let (version, may) = patiently(self.0.db.community_readers(community, &asked)).await?;
        let may: HashSet<_> = may.into_iter().collect();
        let mut topics = locked(&self.0.topics);
        topics.watchers.admit(community, version, &may);
        topics.watchers.retain(community, |seat| may.contains(&seat.user) || !watching.contains(&seat.user));
        Ok(())
    }

    /// Closes a channel for all sockets but those to keep, and tells them so.
    pub(super) fn close_for(&self, channel: ChannelId, keep: impl Fn(&Seat) -> bool) {
        let frame = (self.0.encode)(&Frame::Closed { channel });
        for seat in locked(&self.0.topics).close_but(channel, keep) {
            seat.outbound.push(&frame);
        }
    }
}
