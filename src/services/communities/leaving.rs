//! What becomes of communities whose owner leaves the site, and of what somebody who leaves has written in channels.

use super::rights::About;
use crate::{
    model::{
        communities::CommunityRole,
        community_log::CommunityAct,
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
        notices::MemberAct,
    },
    services::{Site, notices},
    store::db::{
        self, Tx, community_log, community_members, community_notices::Done, community_writes, leaving, pin_writes,
        users,
    },
};

/// How many messages, and how many reactions, are taken away in one transaction.
const BATCH: i64 = 1000;

/// Hands on what an account owns that is leaving, and takes away what it has written. Can run twice, and go on after a crash.
///
/// # Errors
/// [`Problem::Internal`] where the database fails; what is done by then stays done.
pub(in crate::services) async fn let_go(site: &Site, user: UserId) -> Result<(), Problem> {
    while let Some(community) = site.db.next_owned(user).await? {
        let told = db::again(|| hand_on(site, user, community)).await?;
        site.bus.access_changed(community);
        notices::announce(site, &told);
    }
    while let Some(channel) = site.db.next_written(user).await? {
        if let Some(seq) = db::again(|| purge_channel(site, user, channel)).await? {
            site.bus.channel_changed(channel, seq);
        }
    }
    Ok(())
}

/// Hands a community on to the moderator who has been there the longest, else to the member, who is told; without any, it is deleted. Gives
/// whose news has changed.
async fn hand_on(site: &Site, user: UserId, community: CommunityId) -> Result<Vec<UserId>, Problem> {
    let mut tx = site.db.begin().await?;
    users::lock_leaving(&mut tx).await?;
    if !community_writes::lock(&mut tx, community).await?
        || community_members::owner(&mut tx, community).await? != Some(user)
    {
        return Ok(Vec::new());
    }
    community_writes::lock_channels(&mut tx, community).await?;
    let told = match heir(&mut tx, community, user).await? {
        Some(heir) => {
            community_members::remove(&mut tx, community, user).await?;
            community_members::set_role(&mut tx, community, heir, CommunityRole::Owner).await?;
            community_log::insert(&mut tx, community, None, CommunityAct::HandOver, About::member(heir), "").await?;
            community_writes::bump_access(&mut tx, community).await?;
            let done = Done { community, act: MemberAct::HandOver, until: None, reason: "" };
            notices::tell_of_community(&mut tx, heir, done).await?
        }
        None => {
            community_writes::mark_deleted(&mut tx, community).await?;
            site.queue.purge_communities(&mut tx).await?;
            Vec::new()
        }
    };
    db::commit(tx).await?;
    Ok(told)
}

/// Who comes next. Their account is locked, so that they do not leave at the same moment.
///
/// # Errors
/// [`Problem::Overtaken`] where they do.
async fn heir(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<Option<UserId>, Problem> {
    let Some(heir) = community_members::heir(tx, community, user).await? else { return Ok(None) };
    pin_writes::lock_titles(tx, heir).await?;
    let still = community_members::heir(tx, community, user).await? == Some(heir);
    if still { Ok(Some(heir)) } else { Err(Problem::Overtaken) }
}

async fn purge_channel(site: &Site, user: UserId, channel: ChannelId) -> Result<Option<i64>, Problem> {
    let mut tx = site.db.begin().await?;
    let seq = leaving::purge_channel(&mut tx, user, channel, BATCH).await?;
    db::commit(tx).await?;
    Ok(seq)
}
