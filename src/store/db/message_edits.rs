//! Messages changed: edited, deleted, reacted to, pinned. Whoever changes one takes the next number of its channel first, which holds the
//! channel's row, so that all that is asked after that holds until the transaction ends.

use super::{Tx, reports};
use crate::model::{
    errors::Problem,
    ids::{ChannelId, CommunityId, PinId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A message that is to be changed.
#[derive(Debug)]
pub struct Held {
    pub author: UserId,
    pub body: String,
    /// Whether pins are attached to it.
    pub has_picture: bool,
}

/// What a member may do in a channel that they may read.
#[derive(Debug, Clone, Copy)]
pub struct Rights {
    /// None for a direct conversation.
    pub community: Option<CommunityId>,
    pub writes: bool,
    pub reacts: bool,
}

/// Takes the next number of a channel. Everybody else who changes something in it waits until the transaction ends.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is gone.
pub async fn next_seq(tx: &mut Tx, channel: ChannelId) -> Result<i64, Problem> {
    let seq = sqlx::query_scalar!(
        "update channels set seq = seq + 1 where id = $1 and deleted_at is null returning seq",
        channel.uuid(),
    );
    seq.fetch_optional(&mut **tx).await?.ok_or(Problem::NotFound)
}

/// What a member may do in a channel.
///
/// # Errors
/// [`Problem::NotFound`] where they may not read it.
pub async fn rights(tx: &mut Tx, member: UserId, channel: ChannelId) -> Result<Rights, Problem> {
    let rights = sqlx::query_as!(
        Rights,
        r#"select community_id as "community?: CommunityId", writes as "writes!", reacts as "reacts!"
           from channel_rights($1) as rights where rights.id = $2"#,
        member.uuid(),
        channel.uuid(),
    );
    rights.fetch_optional(&mut **tx).await?.ok_or(Problem::NotFound)
}

/// What a channel is called; empty for a direct conversation.
pub async fn channel_name(tx: &mut Tx, channel: ChannelId) -> Result<String, Problem> {
    let name = sqlx::query_scalar!("select name from channels where id = $1", channel.uuid());
    Ok(name.fetch_one(&mut **tx).await?)
}

/// A message of a channel that is held.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there, was deleted, or is of somebody whom the member does not see.
pub async fn held(tx: &mut Tx, member: UserId, channel: ChannelId, seq: i64) -> Result<Held, Problem> {
    let held = sqlx::query_as!(
        Held,
        r#"select author_id as "author: UserId", body, has_picture from messages
           where channel_id = $2 and seq = $3 and deleted_at is null
             and author_id <> all (array(select user_id from unseen($1)))"#,
        member.uuid(),
        channel.uuid(),
        seq,
    );
    held.fetch_optional(&mut **tx).await?.ok_or(Problem::NotFound)
}

/// Changes the text of a message.
pub async fn update(
    tx: &mut Tx,
    (channel, seq): (ChannelId, i64),
    number: i64,
    body: &str,
    html: &str,
) -> Result<(), Problem> {
    sqlx::query!(
        "update messages set body = $4, html = $5, edited_at = now(), changed_seq = $3 where channel_id = $1 and seq = $2",
        channel.uuid(),
        seq,
        number,
        body,
        html,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of these names, in small letters, those of members whom somebody may mention: not whom they have blocked, nor who has blocked them.
pub async fn mentionable(
    connection: &mut PgConnection,
    author: UserId,
    names: &[String],
) -> Result<Vec<(UserId, String)>, Problem> {
    let rows = sqlx::query!(
        r#"select id as "id: UserId", lower(username) as "name!" from users
           where lower(username) = any($2) and leaving_at is null
             and id <> all (array(select user_id from blocked($1)))"#,
        author.uuid(),
        names,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Has a message mention these members and nobody else: those of them who may read its channel. Gives whom it did not mention before.
pub async fn set_mentions(
    tx: &mut Tx,
    channel: ChannelId,
    seq: i64,
    mentioned: &[UserId],
) -> Result<Vec<UserId>, Problem> {
    let users: Vec<Uuid> = mentioned.iter().map(|user| user.uuid()).collect();
    sqlx::query!(
        "delete from message_mentions where channel_id = $1 and seq = $2 and user_id <> all($3)",
        channel.uuid(),
        seq,
        &users,
    )
    .execute(&mut **tx)
    .await?;
    let fresh = sqlx::query_scalar!(
        r#"insert into message_mentions (user_id, channel_id, seq)
           select users.id, $1, $2 from users
           where users.id = any($3)
             and exists (select from visible_channels(users.id) as channel where channel.id = $1)
           on conflict do nothing
           returning user_id as "user: UserId""#,
        channel.uuid(),
        seq,
        &users,
    );
    Ok(fresh.fetch_all(&mut **tx).await?)
}

/// Deletes a message: what it said, what others did and reported about it, and what was attached. Its row stays, as the deletion is a
/// change that others have to hear of. Gives the pictures of channels that were attached to it and to no other message.
pub async fn delete(tx: &mut Tx, channel: ChannelId, seq: i64, number: i64) -> Result<Vec<PinId>, Problem> {
    sqlx::query!(
        "update messages
         set deleted_at = now(), body = '', html = '', reply_to = null, has_picture = false, edited_at = null, pinned_at = null,
             changed_seq = $3
         where channel_id = $1 and seq = $2",
        channel.uuid(),
        seq,
        number,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from message_reactions where channel_id = $1 and seq = $2", channel.uuid(), seq)
        .execute(&mut **tx)
        .await?;
    set_mentions(tx, channel, seq, &[]).await?;
    reports::delete_of_message(tx, channel, seq).await?;
    let pins = sqlx::query_scalar!(
        r#"select pins.id as "id: PinId" from message_pins as attached
           join pins on pins.id = attached.pin_id and pins.visibility = 'channel' and pins.deleted_at is null
           where attached.channel_id = $1 and attached.seq = $2
             and not exists (
                 select from message_pins as other
                 where other.pin_id = attached.pin_id and (other.channel_id, other.seq) <> (attached.channel_id, attached.seq)
             )
           order by pins.id"#,
        channel.uuid(),
        seq,
    );
    let pins = pins.fetch_all(&mut **tx).await?;
    sqlx::query!("delete from message_pins where channel_id = $1 and seq = $2", channel.uuid(), seq)
        .execute(&mut **tx)
        .await?;
    Ok(pins)
}

/// Adds a reaction. False where it was there.
pub async fn add_reaction(
    tx: &mut Tx,
    (channel, seq): (ChannelId, i64),
    user: UserId,
    emoji: &str,
) -> Result<bool, Problem> {
    let added = sqlx::query!(
        "insert into message_reactions (channel_id, seq, user_id, emoji) values ($1, $2, $3, $4) on conflict do nothing",
        channel.uuid(),
        seq,
        user.uuid(),
        emoji,
    );
    Ok(added.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Takes a reaction back. False where it was not there.
pub async fn remove_reaction(
    tx: &mut Tx,
    (channel, seq): (ChannelId, i64),
    user: UserId,
    emoji: &str,
) -> Result<bool, Problem> {
    let removed = sqlx::query!(
        "delete from message_reactions where channel_id = $1 and seq = $2 and user_id = $3 and emoji = $4",
        channel.uuid(),
        seq,
        user.uuid(),
        emoji,
    );
    Ok(removed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// How many different reactions a message has.
pub async fn count_reactions(tx: &mut Tx, channel: ChannelId, seq: i64) -> Result<i64, Problem> {
    let count = sqlx::query_scalar!(
        r#"select count(distinct emoji) as "count!" from message_reactions where channel_id = $1 and seq = $2"#,
        channel.uuid(),
        seq,
    );
    Ok(count.fetch_one(&mut **tx).await?)
}

/// Pins a message in its channel, or unpins it. False where it was so.
pub async fn set_pinned(tx: &mut Tx, channel: ChannelId, seq: i64, pinned: bool) -> Result<bool, Problem> {
    let changed = sqlx::query!(
        "update messages set pinned_at = case when $3 then now() end
         where channel_id = $1 and seq = $2 and (pinned_at is not null) <> $3",
        channel.uuid(),
        seq,
        pinned,
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// How many messages are pinned in a channel.
pub async fn count_pinned(tx: &mut Tx, channel: ChannelId) -> Result<i64, Problem> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from messages where channel_id = $1 and pinned_at is not null"#,
        channel.uuid(),
    );
    Ok(count.fetch_one(&mut **tx).await?)
}

/// Notes that this was the last change that a message has seen.
pub async fn note(tx: &mut Tx, channel: ChannelId, seq: i64, number: i64) -> Result<(), Problem> {
    sqlx::query!(
        "update messages set changed_seq = $3 where channel_id = $1 and seq = $2",
        channel.uuid(),
        seq,
        number,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
