//! Accounts that are being deleted: marked at once, taken away bit by bit.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{ChannelId, CommunityId, UserId},
};
use uuid::Uuid;

/// Marks an account. It is suspended from then on, and named and reached by nothing that its owner chose: who signs up next may have the
/// name and the address. False where it is leaving already.
pub async fn mark(tx: &mut Tx, user: UserId) -> Result<bool, Problem> {
    let marked = sqlx::query!(
        "update users set
             leaving_at = now(),
             suspended_at = coalesce(suspended_at, now()),
             suspended_reason = coalesce(suspended_reason, 'This account is being deleted.'),
             username = 'left_' || right(replace(id::text, '-', ''), 24),
             email = id::text || '@left.invalid', email_verified_at = null, new_email = null,
             display_name = 'Deleted account', bio = '', password_hash = 'none', role = 'member'
         where id = $1 and leaving_at is null",
        user.uuid(),
    );
    Ok(marked.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Takes away some of what an account has, at most so many of each kind, and says how much that was. What is left when this finds
/// nothing more is little, and goes with the account.
pub async fn purge_some(tx: &mut Tx, user: UserId, limit: i64) -> Result<u64, Problem> {
    let pictures = sqlx::query_scalar!(
        "delete from pins where id in (select id from pins where owner_id = $1 limit $2) returning picture_id",
        user.uuid(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("delete from pictures where id = any($1)", &pictures).execute(&mut **tx).await?;
    let other = sqlx::query_scalar!(
        r#"with gone_comments as (
               delete from comments where id in (select id from comments where author_id = $1 limit $2) returning 1
           ), gone_likes as (
               delete from likes where user_id = $1 and pin_id in (select pin_id from likes where user_id = $1 limit $2) returning 1
           ), gone_follows as (
               delete from follows where (follower_id, followed_id) in (
                   (select follower_id, followed_id from follows where follower_id = $1 limit $2)
                   union all
                   (select follower_id, followed_id from follows where followed_id = $1 limit $2)
               ) returning 1
           ), gone_notices as (
               delete from notices where id in (select id from notices where user_id = $1 limit $2) returning 1
           )
           select (select count(*) from gone_comments) + (select count(*) from gone_likes)
                + (select count(*) from gone_follows) + (select count(*) from gone_notices) as "gone!""#,
        user.uuid(),
        limit,
    );
    let other = other.fetch_one(&mut **tx).await?;
    let memberships = purge_memberships(tx, user, limit).await?;
    Ok(pictures.len() as u64 + other.unsigned_abs() + memberships)
}

/// Has an account belong to some of its communities no longer. Those are locked first, as by everybody who changes who belongs to them.
async fn purge_memberships(tx: &mut Tx, user: UserId, limit: i64) -> Result<u64, Problem> {
    let communities: Vec<Uuid> = sqlx::query_scalar!(
        "select community_id from community_members where user_id = $1 order by community_id limit $2",
        user.uuid(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("select from communities where id = any($1) order by id for no key update", &communities)
        .execute(&mut **tx)
        .await?;
    let gone = sqlx::query!(
        "delete from community_members where user_id = $1 and community_id = any($2)",
        user.uuid(),
        &communities,
    );
    Ok(gone.execute(&mut **tx).await?.rows_affected())
}

/// Takes away some of what an account has written in a channel, and of its reactions there. Once the last of it has gone, the channel's
/// numbering begins anew, as changes of many messages that are not there any more cannot be told: whoever shows the channel reads it
/// again. Gives the number of that change.
pub async fn purge_channel(tx: &mut Tx, user: UserId, channel: ChannelId, limit: i64) -> Result<Option<i64>, Problem> {
    sqlx::query!("select from channels where id = $1 for no key update", channel.uuid()).execute(&mut **tx).await?;
    let messages = sqlx::query!(
        "delete from messages
         where channel_id = $1
           and seq in (select seq from messages where author_id = $2 and channel_id = $1 limit $3)",
        channel.uuid(),
        user.uuid(),
        limit,
    );
    messages.execute(&mut **tx).await?;
    let reactions = sqlx::query!(
        "delete from message_reactions
         where user_id = $2 and channel_id = $1
           and (seq, emoji) in (select seq, emoji from message_reactions where user_id = $2 and channel_id = $1 limit $3)",
        channel.uuid(),
        user.uuid(),
        limit,
    );
    reactions.execute(&mut **tx).await?;
    let left = sqlx::query_scalar!(
        r#"select exists (select from messages where channel_id = $1 and author_id = $2)
               or exists (select from message_reactions where channel_id = $1 and user_id = $2) as "left!""#,
        channel.uuid(),
        user.uuid(),
    );
    if left.fetch_one(&mut **tx).await? {
        return Ok(None);
    }
    let seq = sqlx::query_scalar!(
        "update channels
         set epoch = gen_random_uuid(), seq = seq + 1,
             last_message = coalesce((select max(messages.seq) from messages where messages.channel_id = $1), 0)
         where id = $1
         returning seq",
        channel.uuid(),
    );
    Ok(seq.fetch_optional(&mut **tx).await?)
}

/// Marks the direct conversations as deleted in which nobody is left but this account. Says how many these are.
pub async fn end_conversations(tx: &mut Tx, user: UserId) -> Result<u64, Problem> {
    let ended = sqlx::query!(
        "update channels set deleted_at = now()
         where kind = 'direct' and deleted_at is null
           and id in (select channel_id from conversation_members where user_id = $1)
           and not exists (select from conversation_members as other
                           where other.channel_id = channels.id and other.user_id <> $1)",
        user.uuid(),
    );
    Ok(ended.execute(&mut **tx).await?.rows_affected())
}

/// Deletes an account that is leaving, with what is left of it. Blobs are left to the sweep.
pub async fn delete(tx: &mut Tx, user: UserId) -> Result<(), Problem> {
    // Pins first: pictures go with their account as well, and a pin would hold its picture back.
    sqlx::query!("delete from pins where owner_id = $1", user.uuid()).execute(&mut **tx).await?;
    sqlx::query!("delete from users where id = $1 and leaving_at is not null", user.uuid()).execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// The account that has been leaving the longest.
    pub async fn next_leaving(&self) -> Result<Option<UserId>, Problem> {
        let user = sqlx::query_scalar!(
            r#"select id as "id: UserId" from users where leaving_at is not null order by leaving_at, id limit 1"#,
        );
        Ok(user.fetch_optional(&self.pool).await?)
    }

    /// A community that this account owns.
    pub async fn next_owned(&self, user: UserId) -> Result<Option<CommunityId>, Problem> {
        let community = sqlx::query_scalar!(
            r#"select member.community_id as "community_id: CommunityId"
               from community_members as member
               join communities as community on community.id = member.community_id and community.deleted_at is null
               where member.user_id = $1 and member.role = 'owner' limit 1"#,
            user.uuid(),
        );
        Ok(community.fetch_optional(&self.pool).await?)
    }

    /// A channel in which this account has written or reacted.
    pub async fn next_written(&self, user: UserId) -> Result<Option<ChannelId>, Problem> {
        let channel = sqlx::query_scalar!(
            r#"select channel_id as "channel_id!: ChannelId" from (
                   (select channel_id from messages where author_id = $1 limit 1)
                   union all
                   (select channel_id from message_reactions where user_id = $1 limit 1)
               ) as written limit 1"#,
            user.uuid(),
        );
        Ok(channel.fetch_optional(&self.pool).await?)
    }
}
