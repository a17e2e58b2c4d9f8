//! What has changed in channels after a number, for those who show them; and who of them may still read.

use super::{
    Db,
    messages::{Loaded, MessageRow, load},
};
use crate::model::{
    channels::ChannelPosition,
    errors::Problem,
    ids::{ChannelId, ClientKey, CommunityId, EpochId, PictureId, UserId},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::OffsetDateTime;

/// How a channel stands, for somebody who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelState {
    pub community: Option<CommunityId>,
    pub position: ChannelPosition,
    /// Of its community; 0 for a direct conversation.
    pub access_version: i64,
}

/// What has changed in a channel after a number: each message that has, as it is now, in the order of its last change.
#[derive(Debug)]
pub struct ChannelChanges {
    pub channel: ChannelId,
    pub community: Option<CommunityId>,
    pub position: ChannelPosition,
    /// The number of the last change that is among these. There are more where it is below that of the position.
    pub last_told: i64,
    /// The number of the last message.
    pub last_message: i64,
    /// Of the community at the same moment; 0 for a direct conversation.
    pub access_version: i64,
    pub messages: Vec<Loaded>,
}

impl ChannelChanges {
    /// Who wrote the messages.
    pub fn authors(&self) -> impl Iterator<Item = UserId> {
        self.messages.iter().map(|loaded| loaded.author)
    }

    /// The same without what these have written.
    pub fn without(&self, authors: &[UserId]) -> Self {
        let messages = self.messages.iter().filter(|loaded| !authors.contains(&loaded.author)).cloned().collect();
        Self { messages, ..*self }
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

    /// What has changed in each of these channels after its number, up to `limit` messages of each, all of it as it was at one moment.
    /// Channels that are gone are left out. Nobody's right to read is asked here.
    pub async fn channel_changes(
        &self,
        after: &[(ChannelId, i64)],
        limit: i64,
    ) -> Result<Vec<ChannelChanges>, Problem> {
        let mut tx = self.pool.begin_with("begin isolation level repeatable read read only").await?;
        let (ids, numbers): (Vec<_>, Vec<_>) = after.iter().map(|(channel, seq)| (channel.uuid(), *seq)).unzip();
        let mut found = heads(&mut tx, &ids).await?;
        let rows = sqlx::query_as!(
            MessageRow,
            r#"select message.channel_id as "channel: ChannelId", message.seq, message.changed_seq,
                      message.author_id as "author: UserId", message.client_key as "key: ClientKey",
                      message.body, message.html, message.reply_to,
                      message.sent_at as "sent_at: OffsetDateTime", message.edited_at as "edited_at: OffsetDateTime",
                      message.deleted_at is not null as "deleted!", message.pinned_at is not null as "pinned!",
                      author.username as "username?", author.display_name as "display_name?", face.picture_id as "face?: PictureId", face.n as "face_n?"
               from unnest($1::uuid[], $2::bigint[]) as asked (channel_id, after)
               cross join lateral (
                   select * from messages
                   where messages.channel_id = asked.channel_id and messages.changed_seq > asked.after
                   order by messages.changed_seq limit $3
               ) as message
               join users as author on author.id = message.author_id
               left join lateral face_of(author.avatar_id) as face on true
               order by message.channel_id, message.changed_seq"#,
            &ids,
            &numbers,
            limit,
        );
        let rows = rows.fetch_all(&mut *tx).await?;
        let mut counts: HashMap<ChannelId, (i64, i64)> = HashMap::new();
        for row in &rows {
            let (count, last) = counts.entry(row.channel).or_default();
            (*count, *last) = (*count + 1, row.changed_seq);
        }
        let messages = load(&mut tx, rows).await?;
        tx.commit().await?;
        for loaded in messages {
            if let Some(changes) = found.get_mut(&loaded.message.channel) {
                changes.messages.push(loaded);
            }
        }
        for changes in found.values_mut() {
            if let Some((count, last)) = counts.get(&changes.channel)
                && *count == limit
            {
                changes.last_told = *last;
            }
        }
        Ok(found.into_values().collect())
    }

    /// Who of these may read a channel.
    pub async fn channel_readers(&self, channel: ChannelId, users: &[UserId]) -> Result<Vec<UserId>, Problem> {
        let users: Vec<_> = users.iter().map(|user| user.uuid()).collect();
        let readers = sqlx::query_scalar!(
            r#"select asked.id as "id!: UserId" from unnest($2::uuid[]) as asked (id)
               where exists (select from visible_channels(asked.id) as channel where channel.id = $1)"#,
            channel.uuid(),
            &users,
        );
        Ok(readers.fetch_all(&self.pool).await?)
    }

    /// Who of these may read a community.
    pub async fn community_readers(&self, community: CommunityId, users: &[UserId]) -> Result<Vec<UserId>, Problem> {
        let users: Vec<_> = users.iter().map(|user| user.uuid()).collect();
        let readers = sqlx::query_scalar!(
            r#"select asked.id as "id!: UserId" from unnest($2::uuid[]) as asked (id)
               where exists (select from visible_communities(asked.id) as community where community.id = $1)"#,
            community.uuid(),
            &users,
        );
        Ok(readers.fetch_all(&self.pool).await?)
    }
}

/// How far these channels have come.
async fn heads(
    connection: &mut PgConnection,
    ids: &[uuid::Uuid],
) -> Result<HashMap<ChannelId, ChannelChanges>, Problem> {
    let rows = sqlx::query!(
        r#"select channel.id as "id: ChannelId", channel.community_id as "community?: CommunityId", channel.epoch as "epoch: EpochId", channel.seq,
                  channel.last_message, coalesce(community.access_version, 0) as "access_version!"
           from channels as channel left join communities as community on community.id = channel.community_id
           where channel.id = any($1) and channel.deleted_at is null"#,
        ids,
    );
    let found = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let changes = ChannelChanges {
            channel: row.id,
            community: row.community,
            position: ChannelPosition { epoch: row.epoch, seq: row.seq },
            last_told: row.seq,
            last_message: row.last_message,
            access_version: row.access_version,
            messages: Vec::new(),
        };
        (row.id, changes)
    });
    Ok(found.collect())
}
