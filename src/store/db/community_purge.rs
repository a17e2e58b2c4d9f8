//! Communities and channels that were deleted: marked at once, taken away bit by bit.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{ChannelId, CommunityId},
};

/// Takes away some of the messages of a channel, and says how many it were.
pub async fn purge_messages(tx: &mut Tx, channel: ChannelId, limit: i64) -> Result<u64, Problem> {
    let purged = sqlx::query!(
        "delete from messages
         where channel_id = $1 and seq in (select seq from messages where channel_id = $1 order by seq limit $2)",
        channel.uuid(),
        limit,
    );
    Ok(purged.execute(&mut **tx).await?.rows_affected())
}

/// Takes away some of the pictures that were posted in a channel, and says how many it were. Their files are left to the sweep.
pub async fn purge_pins(tx: &mut Tx, channel: ChannelId, limit: i64) -> Result<u64, Problem> {
    let pictures = sqlx::query_scalar!(
        "delete from pins where id in (select id from pins where channel_id = $1 limit $2) returning picture_id",
        channel.uuid(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("delete from pictures where id = any($1)", &pictures).execute(&mut **tx).await?;
    Ok(pictures.len() as u64)
}

/// Has everybody wait who is about to put something into a channel that is deleted; whoever comes later finds none.
pub async fn lock_channel(tx: &mut Tx, channel: ChannelId) -> Result<(), Problem> {
    sqlx::query!("select from channels where id = $1 for update", channel.uuid()).execute(&mut **tx).await?;
    Ok(())
}

/// Deletes a channel, with what is left of it.
pub async fn delete_channel(tx: &mut Tx, channel: ChannelId) -> Result<(), Problem> {
    sqlx::query!("delete from channels where id = $1 and deleted_at is not null", channel.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes away some of the members of a community that is deleted, and says how many it were.
pub async fn purge_members(tx: &mut Tx, community: CommunityId, limit: i64) -> Result<u64, Problem> {
    let purged = sqlx::query!(
        "delete from community_members
         where community_id = $1
           and user_id in (select user_id from community_members where community_id = $1 order by user_id limit $2)",
        community.uuid(),
        limit,
    );
    Ok(purged.execute(&mut **tx).await?.rows_affected())
}

/// Deletes a community that has no channels any more, with its icon and banner and what else is left of it.
pub async fn delete_community(tx: &mut Tx, community: CommunityId) -> Result<(), Problem> {
    sqlx::query!(
        "delete from pictures using communities
         where communities.id = $1 and communities.deleted_at is not null
           and pictures.id in (communities.icon_id, communities.banner_id)",
        community.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from communities where id = $1 and deleted_at is not null", community.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Db {
    /// The channel that has been deleted the longest.
    pub async fn next_deleted_channel(&self) -> Result<Option<ChannelId>, Problem> {
        let channel = sqlx::query_scalar!(
            r#"select id as "id: ChannelId" from channels where deleted_at is not null order by deleted_at, id limit 1"#,
        );
        Ok(channel.fetch_optional(&self.pool).await?)
    }

    /// The community that has been deleted the longest.
    pub async fn next_deleted_community(&self) -> Result<Option<CommunityId>, Problem> {
        let community = sqlx::query_scalar!(
            r#"select id as "id: CommunityId" from communities where deleted_at is not null order by deleted_at, id limit 1"#,
        );
        Ok(community.fetch_optional(&self.pool).await?)
    }
}
