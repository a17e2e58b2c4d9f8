//! Communities and channels that were deleted are gone for everybody at once; what is in them is taken away here.

use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    services::Site,
    store::db::{self, Tx, community_purge},
};

/// How many messages or members are taken away in one transaction.
const BATCH: i64 = 1000;

/// How many pictures.
const PICTURES: i64 = 200;

/// Takes away all channels and communities that are deleted, one after the other, in batches. Can run twice, and go on after a crash.
/// Files that nobody else has go with a sweep, which is asked for at the end of each.
///
/// # Errors
/// [`Problem::Internal`] where the database fails; what is gone by then stays gone.
pub async fn purge(site: &Site) -> Result<(), Problem> {
    while let Some(channel) = site.db.next_deleted_channel().await? {
        while db::again(|| purge_some(site, channel)).await? > 0 {}
        db::again(|| finish_channel(site, channel)).await?;
    }
    while let Some(community) = site.db.next_deleted_community().await? {
        while db::again(|| purge_members(site, community)).await? > 0 {}
        db::again(|| finish_community(site, community)).await?;
        tracing::info!(%community, "deleted a community");
    }
    Ok(())
}

async fn purge_some(site: &Site, channel: ChannelId) -> Result<u64, Problem> {
    let mut tx = site.db.begin().await?;
    let purged = purge_within(&mut tx, channel).await?;
    db::commit(tx).await?;
    Ok(purged)
}

async fn purge_within(tx: &mut Tx, channel: ChannelId) -> Result<u64, Problem> {
    let messages = community_purge::purge_messages(tx, channel, BATCH).await?;
    Ok(messages + community_purge::purge_pins(tx, channel, PICTURES).await?)
}

/// Deletes a channel. Whatever was under way there when it was deleted has arrived by now, or never will.
async fn finish_channel(site: &Site, channel: ChannelId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    community_purge::lock_channel(&mut tx, channel).await?;
    while purge_within(&mut tx, channel).await? > 0 {}
    community_purge::delete_channel(&mut tx, channel).await?;
    site.queue.sweep_blobs(&mut tx).await?;
    db::commit(tx).await
}

async fn purge_members(site: &Site, community: CommunityId) -> Result<u64, Problem> {
    let mut tx = site.db.begin().await?;
    let purged = community_purge::purge_members(&mut tx, community, BATCH).await?;
    db::commit(tx).await?;
    Ok(purged)
}

async fn finish_community(site: &Site, community: CommunityId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    community_purge::delete_community(&mut tx, community).await?;
    site.queue.sweep_blobs(&mut tx).await?;
    db::commit(tx).await
}
