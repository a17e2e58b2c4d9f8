//! Channels: made, changed, looked at, read. Who may read one is decided by `visible_channels(viewer)` and who may write there by
//! `channel_rights(viewer)`; the rights to change one are asked for before.

use super::{Db, Tx};
use crate::model::{
    channels::{ChannelCard, ChannelDetail, ChannelFields, ChannelKind, ChannelPosition, ReadMark, UNREAD_COUNTED},
    errors::Problem,
    ids::{ChannelId, CommunityId, EpochId, UserId},
};
use uuid::Uuid;

/// What has come of marking a channel as read.
pub struct Marked {
    /// How far it is read now; none where it had been read as far before, or is none of the member's.
    pub moved: Option<ReadMark>,
    pub is_direct: bool,
}

/// Makes a channel of a community.
///
/// # Errors
/// [`Problem::Invalid`] where the community has another of this name.
pub async fn insert(
    tx: &mut Tx,
    id: ChannelId,
    community: CommunityId,
    kind: ChannelKind,
    fields: &ChannelFields,
    position: i32,
) -> Result<(), Problem> {
    sqlx::query!(
        "insert into channels (id, community_id, kind, name, topic, slow_mode, read_only, position)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.uuid(),
        community.uuid(),
        kind.name(),
        fields.name.as_deref().unwrap_or_default(),
        fields.topic.as_deref().unwrap_or_default(),
        fields.slow_mode.unwrap_or_default().cast_signed(),
        fields.read_only.unwrap_or_default(),
        position,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many channels a community has, and the place after the last.
pub async fn end(tx: &mut Tx, community: CommunityId) -> Result<(i64, i32), Problem> {
    let end = sqlx::query!(
        r#"select count(*) as "count!", coalesce(max(position) + 1, 0) as "next!" from channels
           where community_id = $1 and deleted_at is null"#,
        community.uuid(),
    );
    let end = end.fetch_one(&mut **tx).await?;
    Ok((end.count, end.next))
}

/// The channels of a community, in their order.
pub async fn order(tx: &mut Tx, community: CommunityId) -> Result<Vec<ChannelId>, Problem> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: ChannelId" from channels where community_id = $1 and deleted_at is null order by position, id"#,
        community.uuid(),
    );
    Ok(ids.fetch_all(&mut **tx).await?)
}

/// Gives channels their places, in this order, from 0.
pub async fn set_order(tx: &mut Tx, channels: &[ChannelId]) -> Result<(), Problem> {
    let ids: Vec<Uuid> = channels.iter().map(|channel| channel.uuid()).collect();
    sqlx::query!(
        "update channels set position = placed.number::integer - 1
         from unnest($1::uuid[]) with ordinality as placed (id, number)
         where channels.id = placed.id and channels.position <> placed.number::integer - 1",
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The name of a channel of this community, locked until the transaction ends; `None` where it is gone. The lock of its community comes
/// before. Who sends a message holds the same lock.
pub async fn lock(tx: &mut Tx, community: CommunityId, channel: ChannelId) -> Result<Option<String>, Problem> {
    let name = sqlx::query_scalar!(
        "select name from channels where id = $1 and community_id = $2 and deleted_at is null for no key update",
        channel.uuid(),
        community.uuid(),
    );
    Ok(name.fetch_optional(&mut **tx).await?)
}

/// Changes a channel.
///
/// # Errors
/// [`Problem::Invalid`] where its community has another of this name.
pub async fn update(tx: &mut Tx, channel: ChannelId, fields: &ChannelFields) -> Result<(), Problem> {
    sqlx::query!(
        "update channels
         set name = coalesce($2, name), topic = coalesce($3, topic), slow_mode = coalesce($4, slow_mode),
             read_only = coalesce($5, read_only)
         where id = $1",
        channel.uuid(),
        fields.name,
        fields.topic,
        fields.slow_mode.map(u32::cast_signed),
        fields.read_only,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a channel as deleted: nobody sees it any more. What is in it goes with a job.
pub async fn mark_deleted(tx: &mut Tx, channel: ChannelId) -> Result<(), Problem> {
    sqlx::query!("update channels set deleted_at = now() where id = $1", channel.uuid()).execute(&mut **tx).await?;
    Ok(())
}

/// Marks all channels of a community as read: somebody who joins begins with nothing unread.
pub async fn mark_all_read(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<(), Problem> {
    sqlx::query!(
        "insert into channel_reads (user_id, channel_id, seq)
         select $2, id, seq from channels where community_id = $1 and deleted_at is null order by id
         on conflict (user_id, channel_id) do update set seq = greatest(channel_reads.seq, excluded.seq)",
        community.uuid(),
        user.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// The channels of a community that this viewer may read, in their order. Only members have unread ones.
    pub async fn channel_cards(
        &self,
        viewer: Option<UserId>,
        community: CommunityId,
    ) -> Result<Vec<ChannelCard>, Problem> {
        let rows = sqlx::query!(
            r#"select channel.id as "id!: ChannelId", channel.kind as "kind!", channel.name as "name!",
                      member.user_id is not null and channel.last_message > coalesce(read.seq, 0) as "unread!",
                      (select count(*) from (
                           select from message_mentions as mention
                           where mention.user_id = member.user_id and mention.channel_id = channel.id
                             and mention.seq > coalesce(read.seq, 0)
                           limit $3
                       ) as counted) as "mentions!"
               from visible_channels($1) as channel
               left join community_members as member on member.community_id = channel.community_id and member.user_id = $1
               left join channel_reads as read on read.user_id = $1 and read.channel_id = channel.id
               where channel.community_id = $2
               order by channel.position, channel.id"#,
            viewer.map(UserId::uuid),
            community.uuid(),
            i64::from(UNREAD_COUNTED),
        )
        .fetch_all(&self.pool)
        .await?;
        let card = rows.into_iter().map(|row| {
            Ok(ChannelCard {
                id: row.id,
                kind: row.kind.parse()?,
                name: row.name,
                unread: row.unread,
                mentions: u32::try_from(row.mentions).unwrap_or(UNREAD_COUNTED),
            })
        });
        card.collect()
    }

    /// A channel, where this viewer may read it. Who takes part in a direct conversation is not said here.
    pub async fn channel(&self, viewer: Option<UserId>, channel: ChannelId) -> Result<Option<ChannelDetail>, Problem> {
        let row = sqlx::query!(
            r#"select channel.id as "id!: ChannelId", channel.community_id as "community: CommunityId",
                      channel.kind as "kind!", channel.name as "name!", channel.topic as "topic!",
                      channel.slow_mode as "slow_mode!", channel.read_only as "read_only!",
                      channel.epoch as "epoch!: EpochId", channel.seq as "seq!", coalesce(read.seq, 0) as "read!",
                      coalesce(rights.writes, false) as "writes!",
                      coalesce(rights.manages, false) and channel.community_id is not null as "manages!"
               from visible_channels($1) as channel
               left join channel_rights($1) as rights on rights.id = channel.id and rights.id = $2
               left join channel_reads as read on read.user_id = $1 and read.channel_id = channel.id
               where channel.id = $2"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
        );
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        Ok(Some(ChannelDetail {
            id: row.id,
            community: row.community,
            kind: row.kind.parse()?,
            name: row.name,
            topic: row.topic,
            slow_mode: row.slow_mode.unsigned_abs(),
            read_only: row.read_only,
            writable: row.writes,
            manageable: row.manages,
            members: Vec::new(),
            position: ChannelPosition { epoch: row.epoch, seq: row.seq },
            read: row.read,
        }))
    }

    /// The community of a channel, where this viewer may read that: `Some(None)` for a direct conversation.
    pub async fn channel_community(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
    ) -> Result<Option<Option<CommunityId>>, Problem> {
        let found = sqlx::query!(
            r#"select channel.community_id as "community: CommunityId" from visible_channels($1) as channel
               where channel.id = $2"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
        );
        Ok(found.fetch_optional(&self.pool).await?.map(|row| row.community))
    }

    /// Marks a channel as read up to a number, and no further than it has come. It never goes back, and nothing is written for somebody
    /// who only visits a community. `None` where they may not read it.
    pub async fn mark_read(&self, user: UserId, channel: ChannelId, seq: i64) -> Result<Option<Marked>, Problem> {
        let marked = sqlx::query!(
            r#"with here as materialized (
                   select channel.id, channel.community_id, channel.last_message, least(channel.seq, $3::bigint) as seq,
                          coalesce((select seq from channel_reads where user_id = $1 and channel_id = $2), 0) as before
                   from visible_channels($1) as channel where channel.id = $2
               ), written as (
                   insert into channel_reads (user_id, channel_id, seq)
                   select $1, here.id, here.seq from here
                   where here.seq > here.before
                     and (here.community_id is null
                          or exists (select from community_members as member
                                     where member.community_id = here.community_id and member.user_id = $1))
                   on conflict (user_id, channel_id) do update set seq = greatest(channel_reads.seq, excluded.seq)
                   returning channel_id
               )
               select exists (select from written) as "moved!", here.community_id is null as "is_direct!",
                      here.seq as "seq!", here.last_message > here.seq as "unread!",
                      (select count(*) from (
                           select from message_mentions as mention
                           where mention.user_id = $1 and mention.channel_id = $2 and mention.seq > here.seq
                           limit $4
                       ) as counted) as "mentions!"
               from here"#,
            user.uuid(),
            channel.uuid(),
            seq,
            i64::from(UNREAD_COUNTED),
        );
        let Some(marked) = marked.fetch_optional(&self.pool).await? else { return Ok(None) };
        let mentions = u32::try_from(marked.mentions).unwrap_or(UNREAD_COUNTED);
        let mark = ReadMark { channel, seq: marked.seq, unread: marked.unread, mentions };
        Ok(Some(Marked { moved: marked.moved.then_some(mark), is_direct: marked.is_direct }))
    }
}
