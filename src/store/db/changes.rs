//! What has changed in channels after a number, for those who show them; and who of them may still read.

use super::{
    Db,
    message_parts::load,
    messages::{Loaded, MessageRow, message_rows},
};
use crate::model::{
    channels::ChannelPosition,
    errors::Problem,
    ids::{ChannelId, ClientKey, CommunityId, EpochId, PictureId, UserId},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// Begins a transaction that sees all as it was at one moment.
const ONE_MOMENT: &str = "begin isolation level repeatable read read only";

/// How a channel stands, for somebody who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelState {
    pub community: Option<CommunityId>,
    pub position: ChannelPosition,
    /// Of its community; 0 for a direct conversation.
    pub access_version: i64,
}

/// How a community stands, for somebody who may read it.
#[derive(Debug, Clone)]
pub struct CommunityState {
    pub access_version: i64,
    /// The number of the last message of each channel.
    pub last_messages: HashMap<ChannelId, i64>,
}

/// How far a channel has come, whoever may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelHead {
    pub channel: ChannelId,
    pub community: Option<CommunityId>,
    pub position: ChannelPosition,
    /// The number of the last message.
    pub last_message: i64,
    /// Of the community at the same moment; 0 for a direct conversation.
    pub access_version: i64,
}

/// Who may hear less than before: see the table `access_losses`.
#[derive(Debug, Clone, Default)]
pub struct Losses {
    /// The number of the last one. Read together with messages, it counts all that came before these.
    pub upto: i64,
    /// The members of those after the number that was asked with; none where that was none.
    pub users: Vec<UserId>,
}

/// How much of a channel is read at once.
#[derive(Debug, Clone, Copy)]
pub struct Portion {
    /// How many messages at most.
    pub messages: i64,
    /// The first message that brings the texts to so many bytes is the last.
    pub bytes: i64,
}

/// What has changed in a channel after a number: each message that has, as it is now, in the order of its last change.
#[derive(Debug)]
pub struct ChannelChanges {
    pub head: ChannelHead,
    /// The number after which these are all, up to `last_told`.
    pub after: i64,
    /// The number of the last change that is among these. There are more where it is below that of the head.
    pub last_told: i64,
    pub messages: Vec<Loaded>,
}

impl ChannelChanges {
    /// Who has to do with the messages.
    pub fn people(&self) -> impl Iterator<Item = UserId> {
        self.messages.iter().flat_map(Loaded::people)
    }

    /// The same without what these have to do with it.
    pub fn without(&self, people: &[UserId]) -> Self {
        let messages = self.messages.iter().filter(|loaded| !people.contains(&loaded.author));
        Self { messages: messages.map(|loaded| loaded.without(people)).collect(), ..*self }
    }
}

impl Db {
    /// How a channel stands; `None` where this viewer may not read it.
    pub async fn channel_state(&self, viewer: UserId, channel: ChannelId) -> Result<Option<ChannelState>, Problem> {
        let found = sqlx::query!(
            r#"select channel.community_id as "community?: CommunityId", channel.epoch as "epoch!: EpochId", channel.seq as "seq!",
                      coalesce(community.access_version, 0) as "access_version!"
               from visible_channels($1) as channel
               left join communities as community on community.id = channel.community_id
               where channel.id = $2"#,
            viewer.uuid(),
            channel.uuid(),
        );
        let found = found.fetch_optional(&self.pool).await?;
        Ok(found.map(|row| ChannelState {
            community: row.community,
            position: ChannelPosition { epoch: row.epoch, seq: row.seq },
            access_version: row.access_version,
        }))
    }

    /// How a community stands; `None` where this viewer may not read it.
    pub async fn community_state(
        &self,
        viewer: UserId,
        community: CommunityId,
    ) -> Result<Option<CommunityState>, Problem> {
        let rows = sqlx::query!(
            r#"select community.access_version as "access_version!", channel.id as "channel?: ChannelId",
                      channel.last_message as "last_message?"
               from visible_communities($1) as community
               left join channels as channel on channel.community_id = community.id and channel.deleted_at is null
               where community.id = $2"#,
            viewer.uuid(),
            community.uuid(),
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.first().map(|row| CommunityState {
            access_version: row.access_version,
            last_messages: rows.iter().filter_map(|row| row.channel.zip(row.last_message)).collect(),
        }))
    }

    /// How far these channels have come, and all channels of these communities; with who has lost something since that number, all of it
    /// as it was at one moment. Channels that are gone are left out. Nobody's right to read is asked here.
    pub async fn channel_heads(
        &self,
        channels: &[ChannelId],
        communities: &[CommunityId],
        since: Option<i64>,
    ) -> Result<(Vec<ChannelHead>, Losses), Problem> {
        let channels: Vec<_> = channels.iter().map(|channel| channel.uuid()).collect();
        let communities: Vec<_> = communities.iter().map(|community| community.uuid()).collect();
        let mut tx = self.pool.begin_with(ONE_MOMENT).await?;
        let heads = heads(&mut tx, &channels, &communities).await?;
        let losses = losses(&mut tx, since).await?;
        tx.commit().await?;
        Ok((heads, losses))
    }

    /// What has changed in each of these channels after its number, up to a portion of each; with who has lost something since that number,
    /// all of it as it was at one moment. Channels that are gone are left out. Nobody's right to read is asked here. Authors are looked up
    /// one by one, as those of [`Db::history`] are; what is left of those who are gone is passed over.
    pub async fn channel_changes(
        &self,
        after: &[(ChannelId, i64)],
        portion: Portion,
        since: Option<i64>,
    ) -> Result<(Vec<ChannelChanges>, Losses), Problem> {
        let mut tx = self.pool.begin_with(ONE_MOMENT).await?;
        let (ids, numbers): (Vec<_>, Vec<_>) = after.iter().map(|(channel, seq)| (channel.uuid(), *seq)).unzip();
        let heads = heads(&mut tx, &ids, &[]).await?;
        let losses = losses(&mut tx, since).await?;
        let rows = message_rows!(
            r#"from unnest($1::uuid[], $2::bigint[]) as asked (channel_id, after)
               cross join lateral (
                   select * from (
                       select next.*, sum(octet_length(next.body) + octet_length(next.html)) over (order by next.changed_seq)
                                      - octet_length(next.body) - octet_length(next.html) as bytes_ahead
                       from (
                           select * from messages
                           where messages.channel_id = asked.channel_id and messages.changed_seq > asked.after
                           order by messages.changed_seq limit $3
                       ) as next
                   ) as measured
                   where measured.bytes_ahead < $4
               ) as message
               left join lateral (
                   select users.username, users.display_name, users.avatar_id from users where users.id = message.author_id offset 0
               ) as author on true
               left join lateral face_of(author.avatar_id) as face on true
               order by message.channel_id, message.changed_seq"#,
            &ids,
            &numbers,
            portion.messages,
            portion.bytes,
        );
        let mut rows = rows.fetch_all(&mut *tx).await?;
        let mut ends = ends(&rows, portion);
        rows.retain(|row| row.username.is_some());
        let mut messages: HashMap<ChannelId, Vec<Loaded>> = HashMap::new();
        for loaded in load(&mut tx, rows).await? {
            messages.entry(loaded.message.channel).or_default().push(loaded);
        }
        tx.commit().await?;
        let after: HashMap<_, _> = after.iter().copied().collect();
        let changes = heads.into_iter().map(|head| ChannelChanges {
            head,
            after: after.get(&head.channel).copied().unwrap_or(i64::MAX),
            last_told: ends.remove(&head.channel).unwrap_or(head.position.seq),
            messages: messages.remove(&head.channel).unwrap_or_default(),
        });
        Ok((changes.collect(), losses))
    }

    /// Of these channels, each with a member, those that the member may read.
    pub async fn channel_readers(&self, asked: &[(ChannelId, UserId)]) -> Result<Vec<(ChannelId, UserId)>, Problem> {
        let (channels, users): (Vec<_>, Vec<_>) =
            asked.iter().map(|(channel, user)| (channel.uuid(), user.uuid())).unzip();
        let rows = sqlx::query!(
            r#"select asked.channel_id as "channel!: ChannelId", asked.user_id as "user!: UserId"
               from unnest($1::uuid[], $2::uuid[]) as asked (channel_id, user_id)
               where exists (select from visible_channels(asked.user_id) as channel where channel.id = asked.channel_id)"#,
            &channels,
            &users,
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| (row.channel, row.user)).collect())
    }

    /// Which of these channels and communities a member may read.
    pub async fn readable(
        &self,
        user: UserId,
        channels: &[ChannelId],
        communities: &[CommunityId],
    ) -> Result<(Vec<ChannelId>, Vec<CommunityId>), Problem> {
        let channels: Vec<_> = channels.iter().map(|channel| channel.uuid()).collect();
        let communities: Vec<_> = communities.iter().map(|community| community.uuid()).collect();
        let found = sqlx::query!(
            r#"select array(select seen.id from visible_channels($1) as seen where seen.id = any($2)) as "channels!",
                      array(select seen.id from visible_communities($1) as seen where seen.id = any($3)) as "communities!""#,
            user.uuid(),
            &channels,
            &communities,
        );
        let found = found.fetch_one(&self.pool).await?;
        let channels = found.channels.into_iter().map(ChannelId::from_uuid).collect();
        Ok((channels, found.communities.into_iter().map(CommunityId::from_uuid).collect()))
    }

    /// Who of these may read a community, and the version of its access at that moment.
    pub async fn community_readers(
        &self,
        community: CommunityId,
        users: &[UserId],
    ) -> Result<(i64, Vec<UserId>), Problem> {
        let users: Vec<_> = users.iter().map(|user| user.uuid()).collect();
        let found = sqlx::query!(
            r#"select community.access_version,
                      array(select asked.id from unnest($2::uuid[]) as asked (id)
                            where exists (select from visible_communities(asked.id) as seen where seen.id = community.id)) as "readers!"
               from communities as community where community.id = $1"#,
            community.uuid(),
            &users,
        );
        let Some(found) = found.fetch_optional(&self.pool).await? else { return Ok((0, Vec::new())) };
        Ok((found.access_version, found.readers.into_iter().map(UserId::from_uuid).collect()))
    }
}

/// How far these channels have come, and those of these communities, which are looked up one by one: there are many more.
async fn heads(
    connection: &mut PgConnection,
    channels: &[Uuid],
    communities: &[Uuid],
) -> Result<Vec<ChannelHead>, Problem> {
    let rows = sqlx::query!(
        r#"select channel.id as "id!: ChannelId", channel.community_id as "community?: CommunityId", channel.epoch as "epoch!: EpochId",
                  channel.seq as "seq!", channel.last_message as "last_message!", coalesce(community.access_version, 0) as "access_version!"
           from channels as channel
           left join lateral (
               select communities.access_version, communities.deleted_at from communities
               where communities.id = channel.community_id offset 0
           ) as community on true
           where (channel.id = any($1) or channel.community_id = any($2)) and channel.deleted_at is null
             and community.deleted_at is null"#,
        channels,
        communities,
    );
    let heads = rows.fetch_all(connection).await?.into_iter().map(|row| ChannelHead {
        channel: row.id,
        community: row.community,
        position: ChannelPosition { epoch: row.epoch, seq: row.seq },
        last_message: row.last_message,
        access_version: row.access_version,
    });
    Ok(heads.collect())
}

/// Who has lost something since this number, by one index.
async fn losses(connection: &mut PgConnection, since: Option<i64>) -> Result<Losses, Problem> {
    let found = sqlx::query!(
        r#"select coalesce((select max(n) from access_losses), 0) as "upto!",
                  array(select user_id from access_losses where n > $1) as "users!""#,
        since.unwrap_or(i64::MAX),
    );
    let found = found.fetch_one(connection).await?;
    Ok(Losses { upto: found.upto, users: found.users.into_iter().map(UserId::from_uuid).collect() })
}

/// Where what was read of each channel ends: those are left out of which all was read.
fn ends(rows: &[MessageRow], portion: Portion) -> HashMap<ChannelId, i64> {
    let mut read: HashMap<ChannelId, (Portion, i64)> = HashMap::new();
    for row in rows {
        let (sum, last) = read.entry(row.channel).or_insert((Portion { messages: 0, bytes: 0 }, 0));
        sum.messages += 1;
        sum.bytes += (row.body.len() + row.html.len()) as i64;
        *last = row.changed_seq;
    }
    let is_full = |sum: &Portion| sum.messages >= portion.messages || sum.bytes >= portion.bytes;
    read.into_iter().filter(|(_, (sum, _))| is_full(sum)).map(|(channel, (_, last))| (channel, last)).collect()
}
