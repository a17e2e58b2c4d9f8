//! Direct conversations: channels of no community. Who may read one is decided by `visible_channels(viewer)`, and what a list has of
//! them by `listed_conversations(viewer)`.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    channels::{Conversation, UNREAD_COUNTED},
    errors::Problem,
    ids::{ChannelId, PictureId, UserId},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many characters of the last message a list shows.
const WORDS_SHOWN: i32 = 140;

fn uuids(users: &[UserId]) -> Vec<Uuid> {
    users.iter().map(|user| user.uuid()).collect()
}

/// The accounts of these names, in small letters, and of `me`, with their names, locked so that no block comes between until the
/// transaction ends. Those who are suspended are left out.
pub async fn lock_members(tx: &mut Tx, me: UserId, names: &[String]) -> Result<Vec<(UserId, String)>, Problem> {
    let rows = sqlx::query!(
        r#"select id as "id: UserId", username from users
           where (id = $1 or lower(username) = any($2)) and suspended_at is null
           order by id for share"#,
        me.uuid(),
        names,
    );
    let rows = rows.fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.username)).collect())
}

/// Two of these members one of whom has blocked the other: a pair with `me` first.
pub async fn blocked_pair(tx: &mut Tx, me: UserId, members: &[UserId]) -> Result<Option<(UserId, UserId)>, Problem> {
    let members = uuids(members);
    let pair = sqlx::query!(
        r#"select blocker_id as "one: UserId", blocked_id as "other: UserId" from blocks
           where blocker_id = any($2) and blocked_id = any($2)
           order by $1 in (blocker_id, blocked_id) desc limit 1"#,
        me.uuid(),
        &members,
    );
    Ok(pair.fetch_optional(&mut **tx).await?.map(|pair| (pair.one, pair.other)))
}

/// The conversation that was begun with these members, who are all in it still.
pub async fn find(tx: &mut Tx, members: &[UserId]) -> Result<Option<ChannelId>, Problem> {
    let members = uuids(members);
    let id = sqlx::query_scalar!(
        r#"select channel_id as "id: ChannelId" from conversations
           where members_hash = (select sha256(string_agg(uuid_send(member), ''::bytea order by member))
                                 from unnest($1::uuid[]) as member)"#,
        &members,
    );
    Ok(id.fetch_optional(&mut **tx).await?)
}

/// Begins a conversation.
///
/// # Errors
/// [`Problem::Overtaken`] where somebody has just begun one with the same members.
pub async fn insert(tx: &mut Tx, id: ChannelId, members: &[UserId]) -> Result<(), Problem> {
    sqlx::query!("insert into channels (id, kind) values ($1, 'direct')", id.uuid()).execute(&mut **tx).await?;
    let members = uuids(members);
    let named = sqlx::query!(
        "insert into conversations (channel_id, members_hash)
         select $1, sha256(string_agg(uuid_send(member), ''::bytea order by member)) from unnest($2::uuid[]) as member
         on conflict (members_hash) do nothing",
        id.uuid(),
        &members,
    );
    if named.execute(&mut **tx).await?.rows_affected() == 0 {
        return Err(Problem::Overtaken);
    }
    sqlx::query!(
        "insert into conversation_members (channel_id, user_id) select $1, member from unnest($2::uuid[]) as member",
        id.uuid(),
        &members,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many take part in a conversation that this viewer may read, locked until the transaction ends; `None` where it is not there, and
/// for a channel of a community.
pub async fn lock(tx: &mut Tx, viewer: UserId, conversation: ChannelId) -> Result<Option<i64>, Problem> {
    let found = sqlx::query!(
        "select from channels
         where id = $1 and community_id is null
           and exists (select from visible_channels($2) as seen where seen.id = channels.id)
         for no key update",
        conversation.uuid(),
        viewer.uuid(),
    );
    if found.fetch_optional(&mut **tx).await?.is_none() {
        return Ok(None);
    }
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from conversation_members where channel_id = $1"#,
        conversation.uuid(),
    );
    Ok(Some(count.fetch_one(&mut **tx).await?))
}

/// Takes a member out of a conversation. Whoever begins one with the same members as at first begins another then.
pub async fn leave(tx: &mut Tx, conversation: ChannelId, user: UserId) -> Result<(), Problem> {
    sqlx::query!("delete from conversations where channel_id = $1", conversation.uuid()).execute(&mut **tx).await?;
    sqlx::query!("delete from channel_reads where channel_id = $1 and user_id = $2", conversation.uuid(), user.uuid(),)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from conversation_members where channel_id = $1 and user_id = $2",
        conversation.uuid(),
        user.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// A member's conversations, each with the time that it is listed by, the one with the latest message first, after a place where one
    /// is named. What was written by somebody who is blocked is left out.
    pub async fn conversations(
        &self,
        me: UserId,
        after: Option<(OffsetDateTime, ChannelId)>,
        limit: usize,
    ) -> Result<Vec<(OffsetDateTime, Conversation)>, Problem> {
        let (at, id) = after.unzip();
        let rows = sqlx::query!(
            r#"select id as "id!: ChannelId", at as "at!: OffsetDateTime", sent_at as "sent_at?: OffsetDateTime", words as "words!",
                      unread as "unread!"
               from (
                   select channel.id, coalesce(last.sent_at, channel.created_at) as at, last.sent_at,
                          case when last.deleted_at is null and last.author_id <> all (array(select user_id from blocked($1)))
                              then coalesce(left(last.body, $4), '') else '' end as words,
                          channel.last_message > coalesce(read.seq, 0) as unread
                   from listed_conversations($1) as channel
                   left join messages as last on last.channel_id = channel.id and last.seq = channel.last_message
                   left join channel_reads as read on read.user_id = $1 and read.channel_id = channel.id
               ) as found
               where (at, id) < (coalesce($2::timestamptz, 'infinity'), $3)
               order by at desc, id desc limit $5"#,
            me.uuid(),
            at as Option<OffsetDateTime>,
            id.map_or(Uuid::max(), ChannelId::uuid),
            WORDS_SHOWN,
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut others = self.others(me, &ids).await?;
        let conversation = rows.into_iter().map(|row| {
            let members = others.remove(&row.id).unwrap_or_default();
            let conversation =
                Conversation { id: row.id, members, last: row.words, last_at: row.sent_at, unread: row.unread };
            (row.at, conversation)
        });
        Ok(conversation.collect())
    }

    /// In how many conversations a member has something unread, up to [`UNREAD_COUNTED`].
    pub async fn unread_conversations(&self, me: UserId) -> Result<u32, Problem> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from (
                   select from listed_conversations($1) as channel
                   left join channel_reads as read on read.user_id = $1 and read.channel_id = channel.id
                   where channel.last_message > coalesce(read.seq, 0)
                   limit $2
               ) as counted"#,
            me.uuid(),
            i64::from(UNREAD_COUNTED),
        );
        Ok(u32::try_from(count.fetch_one(&self.pool).await?).unwrap_or(UNREAD_COUNTED))
    }

    /// Who takes part in these conversations, without this member, in the order of their user names. Who may read them was asked before.
    pub async fn others(
        &self,
        me: UserId,
        conversations: &[ChannelId],
    ) -> Result<HashMap<ChannelId, Vec<Person>>, Problem> {
        let ids: Vec<_> = conversations.iter().map(|conversation| conversation.uuid()).collect();
        let rows = sqlx::query!(
            r#"select member.channel_id as "conversation: ChannelId", username, display_name,
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from conversation_members as member join users on users.id = member.user_id
               left join lateral face_of(users.avatar_id) as face on true
               where member.channel_id = any($2) and member.user_id <> $1
               order by lower(username)"#,
            me.uuid(),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut others: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let avatar = face(row.face, row.face_n);
            let person = Person { username: row.username, display_name: row.display_name, avatar };
            others.entry(row.conversation).or_default().push(person);
        }
        Ok(others)
    }
}
